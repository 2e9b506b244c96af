import { withoutTrailingSlash } from "../../core/url.ts";
import semver from "semver";
import type { Published } from "../fixtures/dated-versions.ts";
import type { Registry } from "../fixtures/registry.ts";
import { parseFixtures } from "../fixtures/fixtures.ts";
import type { Fixtures } from "../fixtures/fixtures.generated.ts";
import { parseNow } from "../../core/time.ts";
import type { ReportDependency } from "../renovate/report.ts";

/** What the fixtures publish of a dependency, oldest first. */
export function findPublished(
  registries: readonly Registry[],
  { datasource, packageName, registryUrls }: Pick<ReportDependency, "datasource" | "packageName" | "registryUrls">,
): readonly Published[] {
  for (const registry of registries) {
    for (const chart of registry.packages) {
      const isSame =
        registry.kind === "oci"
          ? datasource === "docker" && `oci://${packageName}` === `${withoutTrailingSlash(registry.address)}/${chart.name}`
          : chart.name === packageName && registryUrls.some((url) => withoutSlash(url) === withoutSlash(registry.address));
      if (isSame) return chart.versions.toSorted((a, b) => semver.compare(a.version, b.version));
    }
  }
  return [];
}

function withoutSlash(url: string): string {
  return withoutTrailingSlash(url);
}

/** A chart as a helmfile names it. */
export interface NamedChart {
  readonly chart: string;
  /** Without a scheme for OCI. */
  readonly repositoryUrl: string;
  readonly oci: boolean;
}

/** What fixtures publish of charts until their `now`, oldest version first. Throws a `UserError` for fixtures that are wrong. */
export function listPublications(fixtures: Fixtures): (chart: NamedChart) => readonly Published[] {
  const { registries } = parseFixtures(fixtures, new Date(parseNow(fixtures.now, Date.now())));
  return ({ chart, repositoryUrl, oci }) =>
    oci
      ? findPublished(registries, { datasource: "docker", packageName: `${withoutSlash(repositoryUrl)}/${chart}`, registryUrls: [] })
      : findPublished(registries, { datasource: "helm", packageName: chart, registryUrls: [repositoryUrl] });
}
