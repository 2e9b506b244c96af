import { isRecord } from "../core/json-value.ts";
import { renderYaml } from "../core/yaml.ts";

const first = ["apiVersion", "kind", "metadata", "spec"];
const firstOfMetadata = ["name", "generateName", "namespace"];

/** The text of one object: apiVersion, kind, metadata, spec, then the rest by name; below, keys by name. Lists stay as they are. */
export function renderManifest(value: Readonly<Record<string, unknown>>): string {
  const { metadata } = value;
  const sorted = sortKeys(value, first);
  return renderYaml(isRecord(metadata) ? { ...sorted, metadata: sortKeys(metadata, firstOfMetadata) } : sorted);
}

function sortKeys(value: Readonly<Record<string, unknown>>, leading: readonly string[] = []): Record<string, unknown> {
  const present = leading.filter((key) => Object.hasOwn(value, key));
  const rest = Object.keys(value)
    .filter((key) => !leading.includes(key))
    .toSorted();
  return Object.fromEntries([...present, ...rest].map((key) => [key, sortDeep(value[key])]));
}

function sortDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortDeep);
  return isRecord(value) ? sortKeys(value) : value;
}
