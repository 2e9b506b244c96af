import { UserError } from "../../core/user-error.ts";
import { findLatestVersion, sortVersions } from "../../charts/index.ts";
import type { ClientRepository } from "./registry-credentials.ts";

/** The latest version, and whether its maintainers have deprecated the chart. */
export interface LatestVersion {
  readonly version: string;
  readonly deprecated: boolean;
}

/** Asks a repository, classic or OCI, for the latest stable version of a chart. */
export async function findLatestChartVersion(repository: ClientRepository, chart: string): Promise<LatestVersion> {
  const indexed = await listVersions(repository, chart);
  const versions = indexed.map(({ version }) => version);
  const version = findLatestVersion(versions);
  if (version !== undefined)
    return { version, deprecated: indexed.some((entry) => entry.version === version && entry.deprecated === true) };
  const preRelease = sortVersions(versions).at(-1);
  throw new UserError(
    preRelease === undefined
      ? { message: `chart "${chart}" has no versions in repository "${repository.name}"`, hint: "check the chart's name" }
      : {
          message: `chart "${chart}" has only pre-releases in repository "${repository.name}"`,
          hint: `to use a pre-release, add: --version ${preRelease}`,
        },
  );
}

/** Downloads the archive of one version of a chart, classic or OCI. */
export async function downloadChart(repository: ClientRepository, chart: string, version: string): Promise<Buffer> {
  if (repository.oci) {
    const { downloadTaggedChart } = await import("./oci-registry.ts");
    return downloadTaggedChart(repository, chart, version);
  }
  const { downloadIndexedChart } = await import("./helm-repository.ts");
  return downloadIndexedChart(repository, chart, version);
}

async function listVersions(repository: ClientRepository, chart: string): Promise<readonly { version: string; deprecated?: boolean }[]> {
  if (repository.oci) {
    const { listTaggedVersions } = await import("./oci-registry.ts");
    return (await listTaggedVersions(repository, chart)).map((version) => ({ version }));
  }
  const { listIndexedVersions } = await import("./helm-repository.ts");
  return listIndexedVersions(repository, chart);
}
