/**
 * Emits the values of a JSON file by cdk8s: a HelmRelease for each, in a file of its own. Its last line is the time that
 * took, with the load of cdk8s, without the start of Node and without reading the values.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GeneratedObjects } from "./generated-objects.ts";

const [source = "", target = "", layout = "one-app"] = process.argv.slice(2);
const all: readonly GeneratedObjects[] = JSON.parse(readFileSync(source, "utf8"));
const files = all.filter(({ path }) => path.includes("/values/"));

const start = performance.now();
const { ApiObject, App, Chart, YamlOutputType } = await import("cdk8s");
if (layout === "one-app") synthesizeCharts(files, target);
else for (const folder of new Set(files.map(({ path }) => dirname(path)))) synthesizeFolder(folder);
console.log(performance.now() - start);

function synthesizeFolder(folder: string): void {
  const members = files.filter(({ path }) => dirname(path) === folder);
  if (layout === "app-per-environment") synthesizeCharts(members, join(target, folder));
  else synthesizeResources(members, join(target, folder));
}

function synthesizeCharts(members: readonly GeneratedObjects[], outdir: string): void {
  const app = new App({ outdir });
  for (const file of members) addObject(new Chart(app, nameOf(file)), file);
  app.synth();
}

function synthesizeResources(members: readonly GeneratedObjects[], outdir: string): void {
  const app = new App({ outdir, yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const chart = new Chart(app, "releases");
  for (const file of members) addObject(chart, file);
  app.synth();
}

function addObject(chart: InstanceType<typeof Chart>, file: GeneratedObjects): object {
  const name = nameOf(file);
  return new ApiObject(chart, `object-${name}`, {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name },
    spec: { chart: { spec: { chart: name, version: "1.0.0" } }, values: file.documents[0] },
  });
}

function nameOf({ path }: GeneratedObjects): string {
  return path.replace(".yaml", "").replaceAll("/", "-");
}
