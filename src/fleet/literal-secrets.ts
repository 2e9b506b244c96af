import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { isRecord } from "../core/json-value.ts";
import type { Issue } from "../core/user-error.ts";
import { isSecretField } from "../mask/index.ts";
import { listReleases, type DeclaredFleet } from "./declared.ts";

const hint =
  'let the chart read a Secret (External Secrets, Sealed Secrets), or move it to a SOPS file in `helmfile: { secrets: [FILE] }`, or to a values file FILE.yaml.gotmpl with {{ requiredEnv "NAME" }}';

/** What is filled in when helmfile runs. */
const reference = /^(?:secret)?ref\+|\{\{/u;

/** Warns about values in a config that look like credentials: `generate` writes them into git. Never shows one. */
export function findLiteralSecrets(fleet: DeclaredFleet): Issue[] {
  const { source, defaults, environments } = fleet;
  const places = [
    { values: defaults?.values, place: { source, path: ["defaults"] } },
    ...Object.entries(environments).map(([name, environment]) => ({
      values: get(environment, "values"),
      place: { source, path: ["environments", name] },
    })),
    ...listReleases(fleet).flatMap(({ release, place }) => [
      { values: release.values, place },
      ...Object.entries(release.environments ?? {}).flatMap(([name, override]) => [
        { values: get(override, "values"), place: locationAt(place, "environments", name) },
        ...listClusters(override, locationAt(place, "environments", name)),
      ]),
    ]),
  ];
  const found = places.flatMap(({ values, place }) => findInValues(values, { at: locationAt(place, "values"), path: [] }));
  return found.map((message, index) => (index === found.length - 1 ? { message, hint } : { message }));
}

function listClusters(override: unknown, place: ConfigLocation): { readonly values: unknown; readonly place: ConfigLocation }[] {
  const clusters = get(override, "clusters");
  if (!isRecord(clusters)) return [];
  return Object.entries(clusters).map(([name, cluster]) => ({
    values: get(cluster, "values"),
    place: locationAt(place, "clusters", name),
  }));
}

interface ValuePath {
  readonly at: ConfigLocation;
  readonly path: readonly string[];
  /** The name beside the value. */
  readonly label?: string;
}

function findInValues(value: unknown, { at, path, label }: ValuePath): string[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => findInValues(item, { at: locationAt(at, index), path: [...path, `[${index}]`] }));
  if (isRecord(value)) {
    const name = value["name"] ?? value["key"];
    const labelled = typeof name === "string" ? { label: name } : {};
    return Object.entries(value).flatMap(([key, item]) =>
      findInValues(item, { at: locationAt(at, key), path: [...path, key], ...labelled }),
    );
  }
  // A path of a values file.
  if (path.length === 0 || typeof value !== "string" || value === "" || reference.test(value)) return [];
  if (!isSecretField({ value, path, kind: "", place: "object", ...(label !== undefined && { label }) })) return [];
  return [`this value looks like a credential, and \`generate\` writes it into git (${renderLocation(at)})`];
}

function get(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
