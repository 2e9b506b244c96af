import { type GeneratedFile, renderHeader } from "../core/generated-file.ts";
import { renderYaml } from "../core/yaml.ts";
import {
  generatedHelmfile,
  type ResolvedCluster,
  type ResolvedEnvironment,
  type ResolvedFleet,
  type ResolvedRepository,
} from "../fleet/index.ts";
import { normalizeUrl } from "./reading/chart-source.ts";
import type { ChosenVersions } from "./chosen-versions.ts";
import type { HelmfileDocument, HelmfileEnvironment, HelmfileRepository } from "./helmfile.generated.ts";
import type { ParsedHelmfile, ParsedHelmfiles } from "./reading/parsed-helmfile.ts";
import { renderRelease } from "./release-text.ts";
import { createValuesRenderer, renderValuesFiles } from "./values-files.ts";

const versionNote = "# The `version:` values belong to Renovate, which upgrades them here; generate keeps what it finds.\n";

export interface HelmfileRendering {
  /** The versions from {@link chooseVersions}. */
  readonly versions: ChosenVersions;
  /** The current helmfiles. Comments at versions stay. */
  readonly existing: ParsedHelmfiles;
  /** The path of the config, for the first line of each file. */
  readonly config: string;
}

/** Renders the helmfile and the values files of every environment that desalt generates. */
export function renderHelmfiles(fleet: ResolvedFleet, rendering: HelmfileRendering): GeneratedFile[] {
  const renderValues = createValuesRenderer(rendering.config);
  return fleet.environments
    .filter(({ isHandWritten }) => !isHandWritten)
    .flatMap((environment) => [
      renderHelmfile(environment, fleet.repositories, rendering),
      ...renderValuesFiles(environment, renderValues),
    ]);
}

function renderHelmfile(
  environment: ResolvedEnvironment,
  repositories: readonly ResolvedRepository[],
  { versions, existing, config }: HelmfileRendering,
): GeneratedFile {
  const path = generatedHelmfile(environment.directory);
  const { kubernetes, apiVersions, helmDefaults } = environment;
  const used = new Set(environment.releases.map(({ repository }) => repository?.name));
  // helmfile has kubeVersion per file, never per cluster. Use `helmfile template --kube-version` for a cluster's own version.
  const head: HelmfileDocument = {
    ...(kubernetes !== undefined && { kubeVersion: kubernetes }),
    ...(apiVersions.length > 0 && { apiVersions: [...apiVersions] }),
    ...(used.size > 0 && { repositories: repositories.filter(({ name }) => used.has(name)).map(describeRepository) }),
    ...(Object.keys(helmDefaults).length > 0 && { helmDefaults }),
  };
  const blocks = [...renderBlocks(head), renderReleases(environment, versions.get(environment.name) ?? new Map(), existing.get(path))].join(
    "\n",
  );
  const header = renderHeader(config) + versionNote;
  if (environment.clusters.length === 0) return { path, text: `${header}\n${blocks}` };
  // helmfile rejects environments and releases in one document.
  return { path, text: `${header}\n${renderYaml({ environments: describeClusters(environment) })}\n---\n${blocks}` };
}

/** One text per top-level key. */
function renderBlocks(head: HelmfileDocument): string[] {
  return Object.entries(head)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([key, value]) => renderYaml({ [key]: value }));
}

function renderReleases(
  environment: ResolvedEnvironment,
  versions: ReadonlyMap<string, string>,
  existing: ParsedHelmfile | undefined,
): string {
  if (environment.releases.length === 0) return "releases: []\n";
  const releases = new Map(environment.releases.map((release) => [release.name, release]));
  const inFile = new Map(existing?.releases.map((release) => [release.name, release]));
  const entries = environment.releases.map((release) =>
    renderRelease(release, { environment, releases, version: versions.get(release.name), existing: inFile.get(release.name) }),
  );
  return `releases:\n${entries.join("\n")}`;
}

function describeRepository({ name, url, oci, username, insecure }: ResolvedRepository): HelmfileRepository {
  return {
    name,
    url: oci ? normalizeUrl(url) : url,
    ...(oci && { oci }),
    ...(username !== undefined && { username }),
    ...(insecure === true && { plainHttp: true }),
  };
}

function describeClusters({ clusters, releases }: ResolvedEnvironment): Record<string, HelmfileEnvironment> {
  const partial = releases.filter(({ absentFrom }) => absentFrom.length > 0);
  return Object.fromEntries(
    clusters.map((cluster) => {
      const conditions = partial.map(({ name, absentFrom }) => [name, { enabled: !absentFrom.includes(cluster.name) }]);
      return [cluster.name, describeCluster(cluster, Object.fromEntries(conditions))];
    }),
  );
}

/** Renders the conditions. Each cluster has all of them, because a missing value of a condition is an error in helmfile. */
function describeCluster({ kubeContext }: ResolvedCluster, conditions: { readonly [release: string]: object }): HelmfileEnvironment {
  return {
    ...(kubeContext !== undefined && { kubeContext }),
    ...(Object.keys(conditions).length > 0 && { values: [{ ...conditions }] }),
  };
}
