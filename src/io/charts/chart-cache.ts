import { sha256 } from "../../core/hash.ts";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartFiles } from "../../charts/index.ts";
import { cacheFolder } from "../files/cache-folder.ts";
import { replaceFile } from "../files/replace-file.ts";

/** A version of a chart, and its source. */
export interface ChartVersionKey {
  readonly url: string;
  readonly chart: string;
  readonly version: string;
}

/** Reads the files of a chart from an earlier `desalt generate --schemas`. Returns undefined if there are none. */
export function readCachedChart(key: ChartVersionKey): ChartFiles | undefined {
  const path = pathOf(key);
  if (!existsSync(path)) return undefined;
  const { files }: { files: ChartFiles } = JSON.parse(readFileSync(path, "utf8"));
  return files;
}

/** Stores the files of a chart, even if there are none, so that it is not downloaded again. Only the user can read the folder, because charts may be private. */
export function writeCachedChart(key: ChartVersionKey, digest: string, files: ChartFiles): void {
  mkdirSync(cacheFolder("charts"), { recursive: true, mode: 0o700 });
  replaceFile(pathOf(key), JSON.stringify({ ...key, digest, files }));
}

function pathOf({ url, chart, version }: ChartVersionKey): string {
  const hash = sha256(JSON.stringify([url, chart, version]));
  return join(cacheFolder("charts"), `${chart.replaceAll("/", "-")}-${version}-${hash.slice(0, 16)}.json`);
}
