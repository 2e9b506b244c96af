import { sha256 } from "../../core/hash.ts";
import { join } from "node:path";
import type { ChartFiles } from "../../charts/index.ts";
import { isRecord } from "../../core/json-value.ts";
import { readCacheEntry, writeCacheEntry } from "../files/cache-entry.ts";
import { cacheFolder } from "../files/cache-folder.ts";

/** A version of a chart, and its source. */
export interface ChartVersionKey {
  readonly url: string;
  readonly chart: string;
  readonly version: string;
}

/** The charts of this run, which are needed even if the cache is full. */
const fresh = new Map<string, ChartFiles>();

/** Reads the files of a chart from an earlier `desalt generate --schemas`. Returns undefined if there are none. */
export function readCachedChart(key: ChartVersionKey): ChartFiles | undefined {
  const known = fresh.get(pathOf(key));
  if (known !== undefined) return known;
  const entry = readCacheEntry(pathOf(key));
  return isRecord(entry) && isChartFiles(entry["files"]) ? entry["files"] : undefined;
}

/** Stores the files of a chart, even if there are none, so that it is not downloaded again. Only the user can read the folder, because charts may be private. */
export function writeCachedChart(key: ChartVersionKey, digest: string, files: ChartFiles): void {
  fresh.set(pathOf(key), files);
  writeCacheEntry(pathOf(key), { ...key, digest, files });
}

function isChartFiles(value: unknown): value is ChartFiles {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function pathOf({ url, chart, version }: ChartVersionKey): string {
  const hash = sha256(JSON.stringify([url, chart, version]));
  return join(cacheFolder("charts"), `${chart.replaceAll("/", "-")}-${version}-${hash.slice(0, 16)}.json`);
}
