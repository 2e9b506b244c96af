import { createGunzip } from "node:zlib";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";
import { UserError } from "../../core/user-error.ts";
import { isChartFile, type ChartFiles } from "../../charts/index.ts";

const nestedArchive = /^(?:charts\/[^/]+\/)*charts\/[^/]+\.tgz$/u;

/** Reads the files of a chart archive that its values depend on. Subcharts may be folders or archives. `name` is for messages. */
export async function readChartArchive(archive: Buffer, name: string): Promise<ChartFiles> {
  try {
    return await unpack(archive);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new UserError(
      { message: `the archive of chart ${name} cannot be unpacked: ${cause.message}`, hint: "report it to the chart's maintainers" },
      { cause },
    );
  }
}

/** The files of a packed subchart, below the folder that it would have if it were not packed. */
export async function readSubchart(path: string, archive: Buffer): Promise<ChartFiles> {
  return belowFolder(path, await readChartArchive(archive, path));
}

async function unpack(archive: Buffer): Promise<ChartFiles> {
  const { extract } = await import("tar-stream");
  const files: Record<string, string> = {};
  const tar = extract();
  const unpacking = pipeline(Readable.from([archive]), createGunzip(), tar);
  const reading = async (): Promise<void> => {
    for await (const entry of tar) {
      // Below the chart's own folder.
      const path = entry.header.name.replace(/^\.\//u, "").replace(/^[^/]+\//u, "");
      if (isChartFile(path)) files[path] = (await buffer(entry)).toString("utf8");
      else if (nestedArchive.test(path)) Object.assign(files, belowFolder(path, await unpack(await buffer(entry))));
      else entry.resume();
    }
  };
  await Promise.all([unpacking, reading()]);
  return files;
}

function belowFolder(path: string, files: ChartFiles): ChartFiles {
  const folder = path.replace(/\.tgz$/u, "");
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]));
}
