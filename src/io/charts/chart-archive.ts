import { UserError } from "../../core/user-error.ts";
import { readTar } from "../files/read-tar.ts";
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
  const files: Record<string, string> = {};
  await readTar(archive, async ({ name, read }) => {
    // Below the chart's own folder.
    const path = name.replace(/^\.\//u, "").replace(/^[^/]+\//u, "");
    if (isChartFile(path)) files[path] = (await read()).toString("utf8");
    else if (nestedArchive.test(path)) Object.assign(files, belowFolder(path, await unpack(await read())));
  });
  return files;
}

function belowFolder(path: string, files: ChartFiles): ChartFiles {
  const folder = path.replace(/\.tgz$/u, "");
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]));
}
