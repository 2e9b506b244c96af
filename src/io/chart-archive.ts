import { createGunzip } from "node:zlib";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";
import { isChartFile, type ChartFiles } from "../charts/index.ts";

const nestedArchive = /^(?:charts\/[^/]+\/)*charts\/[^/]+\.tgz$/u;

/** The files of a chart archive that its values depend on. Charts may hold subcharts as folders and as archives. */
export async function readChartArchive(archive: Buffer): Promise<ChartFiles> {
  const { extract } = await import("tar-stream");
  const files: Record<string, string> = {};
  const tar = extract();
  const unpacking = pipeline(Readable.from([archive]), createGunzip(), tar);
  for await (const entry of tar) {
    // Below the chart's own folder.
    const path = entry.header.name.replace(/^\.\//u, "").replace(/^[^/]+\//u, "");
    if (isChartFile(path)) files[path] = (await buffer(entry)).toString("utf8");
    else if (nestedArchive.test(path)) Object.assign(files, await readSubchart(path, await buffer(entry)));
    else entry.resume();
  }
  await unpacking;
  return files;
}

/** The files of a packed subchart, below the folder that it would have if it were not packed. */
export async function readSubchart(path: string, archive: Buffer): Promise<ChartFiles> {
  const folder = path.replace(/\.tgz$/u, "");
  return Object.fromEntries(Object.entries(await readChartArchive(archive)).map(([file, text]) => [`${folder}/${file}`, text]));
}
