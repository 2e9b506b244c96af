import { readFileSync, statSync } from "node:fs";
import { parseChart, type ChartFiles } from "../charts/index.ts";
import { readChartArchive } from "../io/charts/chart-archive.ts";
import { readLocalChart } from "../io/charts/local-chart.ts";
import { parseChartMetadata, type Subchart } from "../manifests/objects/index.ts";

/** Reads the metadata of every chart in the `charts/` of a chart, which is a folder or an archive. */
export async function readSubcharts(path: string): Promise<readonly Subchart[]> {
  const files = statSync(path).isDirectory() ? await readLocalChart(path) : await readChartArchive(readFileSync(path), path);
  const aliases = listAliases(files);
  return Object.entries(files).flatMap(([file, text]): Subchart[] => {
    if (!/^charts\/.*\/Chart\.yaml$/u.test(file)) return [];
    const metadata = parseChartMetadata(text);
    return [{ ...metadata, keys: [metadata.name, ...(aliases.get(metadata.name) ?? [])] }];
  });
}

/** The names that charts give to others in `dependencies`, by the others' own. */
function listAliases(files: ChartFiles): ReadonlyMap<string, readonly string[]> {
  const folders = Object.keys(files).flatMap((file) => (file.endsWith("Chart.yaml") ? [file.slice(0, -"Chart.yaml".length)] : []));
  const dependencies = folders.flatMap((folder) => parseChart({ "Chart.yaml": files[`${folder}Chart.yaml`] ?? "" }).dependencies);
  const named = dependencies.flatMap(({ name, alias }) => (alias === undefined ? [] : [{ name, alias }]));
  const byName = Map.groupBy(named, ({ name }) => name);
  return new Map([...byName].map(([name, list]) => [name, list.map(({ alias }) => alias)]));
}
