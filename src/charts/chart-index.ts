import { isRecord } from "../core/json-value.ts";
import { readYaml, type YamlDialect } from "../core/read-yaml.ts";

/** One version of a chart in an `index.yaml`. */
export interface IndexedVersion {
  readonly version: string;
  /** The address of the archive, absolute or relative to the index. */
  readonly url?: string;
  /** SHA-256 of the archive in hex, without a prefix. */
  readonly digest?: string;
  readonly deprecated: boolean;
  /** The publication time, as written. */
  readonly created?: string;
}

/** The part of an `index.yaml` for one chart. */
export interface ChartIndex {
  /** Names of all charts. */
  readonly charts: readonly string[];
  /** Undefined if the index does not have the chart. */
  readonly versions?: readonly IndexedVersion[];
}

/** helm takes the last of equal keys. */
const dialect: YamlDialect = { uniqueKeys: false };

/**
 * Reads one chart from the text of an `index.yaml`; `undefined` if the text is not a valid index. Only the chart's own lines go
 * through the YAML parser: the indexes of large repositories have tens of megabytes.
 */
export function parseChartIndex(text: string, chart: string): ChartIndex | undefined {
  const blocks = splitEntries(text) ?? parseWhole(text);
  if (blocks === undefined) return undefined;
  const charts = [...blocks.keys()];
  const block = blocks.get(chart);
  if (block === undefined) return { charts };
  const list = typeof block === "string" ? readBlock(block) : block;
  return list === undefined ? undefined : { charts, versions: Array.isArray(list) ? list.flatMap(readVersion) : [] };
}

/** The lines of each chart, by its name. Undefined if `entries` does not have the usual form, a block of blocks. */
function splitEntries(text: string): Map<string, string> | undefined {
  const start = /^entries:[ \t]*\r?\n/mu.exec(text);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  const rest = /^[^\s#-]/mu.exec(text.slice(from));
  const body = text.slice(from, rest === null ? undefined : from + rest.index);
  const indentation = /^( +)[^\s#-]/mu.exec(body)?.[1];
  if (indentation === undefined) return undefined;
  const keys = [...body.matchAll(new RegExp(`^${indentation}(?:"([^"\\n]+)"|'([^'\\n]+)'|([^\\s#"'-][^:\\n]*)):[ \\t]*\\r?$`, "gmu"))];
  const blocks = new Map<string, string>();
  for (const [number, key] of keys.entries()) {
    blocks.set(key[1] ?? key[2] ?? key[3] ?? "", body.slice(key.index, keys[number + 1]?.index));
  }
  return blocks;
}

function readBlock(text: string): unknown {
  const read = readYaml(text, dialect);
  return "problem" in read ? undefined : (Object.values(asRecord(read.value))[0] ?? null);
}

function parseWhole(text: string): Map<string, unknown> | undefined {
  const read = readYaml(text, dialect);
  if ("problem" in read) return undefined;
  const index = asRecord(read.value);
  return "entries" in index ? new Map(Object.entries(asRecord(index["entries"]))) : undefined;
}

function readVersion(entry: unknown): IndexedVersion[] {
  const { version, urls, digest, deprecated, created } = asRecord(entry);
  // The parser reads a version without quotes, such as 1.10, as a number. helm rejects it too.
  if (typeof version !== "string") return [];
  const url: unknown = Array.isArray(urls) ? urls[0] : undefined;
  return [
    {
      version,
      deprecated: deprecated === true,
      ...(typeof url === "string" ? { url } : {}),
      ...(typeof created === "string" ? { created } : {}),
      ...(typeof digest === "string" && digest !== "" ? { digest: digest.replace(/^sha256:/u, "") } : {}),
    },
  ];
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? { ...value } : {};
}
