import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isChartFile, type ChartFiles } from "../../charts/index.ts";

/** The files of a chart in this repository that its values depend on; none if neither it nor a subchart has a schema. */
export async function readLocalChart(folder: string): Promise<ChartFiles> {
  if (!existsSync(join(folder, "values.schema.json")) && !existsSync(join(folder, "charts"))) return {};
  const files: Record<string, string> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"))) {
    if (isChartFile(path)) files[path] = readFileSync(join(folder, path), "utf8");
    else if (/^charts\/[^/]+\.tgz$/u.test(path)) {
      const { readSubchart } = await import("./chart-archive.ts");
      Object.assign(files, await readSubchart(path, readFileSync(join(folder, path))));
    }
  }
  return files;
}
