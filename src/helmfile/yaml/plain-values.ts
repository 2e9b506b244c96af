import { isScalar, type Document } from "yaml";
import { resolve, type Note } from "./merged-map.ts";
import { scalarText, type ScalarText, type YamlSource } from "./yaml-source.ts";

interface TextReader {
  readonly document: Document.Parsed;
  readonly source: YamlSource;
  readonly note: Note;
}

/** Reads a text that decides what runs, and trims it as helmfile does. Undefined for null and for everything that is not a scalar. */
export function readText(value: unknown, key: string, { document, source, note }: TextReader): ScalarText | undefined {
  const node = resolve(value, document);
  const scalar = scalarText(node, document, source);
  if (scalar === undefined || !isScalar(node)) return undefined;
  const text = scalar.text.replace(/^[ \t\n]+|[ \t\n]+$/gu, "");
  const isFolded = node.type?.startsWith("BLOCK") !== true && source.masked.original.slice(scalar.start, scalar.end).includes("\n");
  if (node.tag !== undefined && node.tag !== "tag:yaml.org,2002:str") note(node, `"${key}" has a tag`);
  else if (text.includes("{{")) note(node, `template text in "${key}", which helmfile renders`);
  else if (isFolded || (key === "version" ? /[^ -~]/u : /[\s\p{C}]/u).test(text))
    note(node, `"${key}" has spaces, line breaks or invisible characters`);
  return { ...scalar, text };
}

const on = new Set(["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"]);
const off = new Set(["n", "N", "no", "No", "NO", "off", "Off", "OFF"]);

/** Reads a boolean as go-yaml does: those of YAML 1.2 without quotes, those of YAML 1.1 also with quotes. Undefined for null. */
export function readFlag(node: unknown, note: Note): boolean | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  if (node.tag !== undefined) note(node, "a boolean has a tag");
  if (typeof node.value === "boolean") return node.value;
  const text = node.source ?? "";
  if (on.has(text)) return true;
  if (off.has(text)) return false;
  note(node, `"${text}" is not a boolean for helmfile`);
  return undefined;
}
