import { type GeneratedFile, renderHeader } from "../core/generated-file.ts";
import { renderYaml } from "../core/yaml.ts";
import type { ResolvedEnvironment, ResolvedRelease } from "../fleet/index.ts";
import { joinPath } from "./relative-path.ts";

type Values = ResolvedRelease["values"];

/** A cache of rendered values, because the values of a release hardly differ between environments. */
export type ValuesRenderer = (values: Values) => string;

/** Makes a renderer of values files; `config` is the file that the header names. */
export function createValuesRenderer(config: string): ValuesRenderer {
  const header = renderHeader(config);
  const texts = new Map<string, string>();
  const renderPart = (part: Values): string => {
    const key = JSON.stringify(part);
    const text = texts.get(key) ?? renderYaml(part);
    texts.set(key, text);
    return text;
  };
  return (values) =>
    header +
    Object.entries(values)
      .map(([key, value]) => renderPart({ [key]: value }))
      .join("");
}

/** Renders `values/<release>.yaml` and `values/<cluster>/<release>.yaml` of an environment, if there are values. */
export function renderValuesFiles(environment: ResolvedEnvironment, renderValues: ValuesRenderer): GeneratedFile[] {
  const files: GeneratedFile[] = [];
  const valuesDirectory = joinPath(environment.directory, "values");
  for (const { name, values, clusterValues } of environment.releases) {
    if (hasValues(values)) files.push({ path: `${valuesDirectory}/${name}.yaml`, text: renderValues(values) });
    for (const cluster of environment.clusters) {
      const own = clusterValues[cluster.name];
      if (hasValues(own)) files.push({ path: `${valuesDirectory}/${cluster.name}/${name}.yaml`, text: renderValues(own) });
    }
  }
  return files;
}

/** The values files of a release in its helmfile. Later ones win. */
export function listValuesFiles(release: ResolvedRelease, handWrittenFile: string | undefined): string[] {
  return [
    ...(handWrittenFile === undefined ? [] : [handWrittenFile]),
    ...(hasValues(release.values) ? [`values/${release.name}.yaml`] : []),
    ...(hasClusterValues(release) ? [`values/{{ .Environment.Name }}/${release.name}.yaml`] : []),
  ];
}

/** Whether a cluster has its own values for the release. */
export function hasClusterValues({ clusterValues }: ResolvedRelease): boolean {
  return Object.values(clusterValues).some(hasValues);
}

function hasValues(values: Values | undefined): values is Values {
  return values !== undefined && Object.keys(values).length > 0;
}
