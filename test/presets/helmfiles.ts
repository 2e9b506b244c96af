export interface Repository {
  readonly name: string;
  readonly url: string;
  readonly oci?: true;
}

export const platform: Repository = { name: "platform", url: "https://charts.example.com" };
export const shared: Repository = { name: "shared", url: "registry.example.com/charts", oci: true };

export type Releases = readonly (readonly [repository: Repository, chart: string, version: string])[];

export const usual: Releases = [
  [platform, "billing", "1.0.0"],
  [shared, "portal", "1.0.0"],
];

/** A helmfile with these releases, each named after its repository and chart. */
export function renderHelmfile(releases: Releases): string {
  const repositories = [...new Set(releases.map(([repository]) => repository))];
  return [
    "repositories:",
    ...repositories.flatMap(({ name, url, oci }) => [`  - name: ${name}`, `    url: ${url}`, ...(oci ? ["    oci: true"] : [])]),
    "releases:",
    ...releases.flatMap(([{ name }, chart, version]) => [
      `  - name: ${name}-${chart}`,
      `    chart: ${name}/${chart}`,
      `    version: ${version}`,
    ]),
    "",
  ].join("\n");
}

/** The same releases in dev and prd. */
export function twoEnvironments(releases: Releases = usual): Readonly<Record<string, string>> {
  return { "dev/helmfile.yaml": renderHelmfile(releases), "prd/helmfile.yaml": renderHelmfile(releases) };
}

export function oneHelmfile(releases: Releases): Readonly<Record<string, string>> {
  return { "dev/helmfile.yaml": renderHelmfile(releases) };
}
