import { normalAddress, withoutOciScheme, withoutTrailingSlash } from "../../core/url.ts";
import { isSamePackage } from "./find-dependency.ts";
import semver from "semver";
import type { Published } from "../fixtures/dated-versions.ts";
import type { Registry } from "../fixtures/registry.ts";
import { parseFixtures } from "../fixtures/fixtures.ts";
import type { Fixtures } from "../fixtures/fixtures.generated.ts";
import { parseNow } from "../../core/time.ts";
import type { ReportDependency } from "../renovate/report.ts";

/** The versions of a dependency in the fixtures, oldest first. */
export function findPublished(
  registries: readonly Registry[],
  { datasource, packageName, registryUrls }: Pick<ReportDependency, "datasource" | "packageName" | "registryUrls">,
): readonly Published[] {
  for (const registry of registries) {
    for (const chart of registry.packages) {
      const isSame =
        registry.kind === "oci"
          ? datasource === "docker" &&
            isSamePackage(packageName, withoutOciScheme(`${withoutTrailingSlash(registry.address)}/${chart.name}`))
          : chart.name === packageName && registryUrls.some((url) => normalAddress(url) === normalAddress(registry.address));
      if (isSame) return chart.versions.toSorted((a, b) => semver.compare(a.version, b.version));
    }
  }
  return [];
}

/** A chart, by its name in a helmfile. */
export interface NamedChart {
  readonly chart: string;
  /** The registry's address, without a scheme for OCI. */
  readonly repositoryUrl: string;
  readonly oci: boolean;
}

/** Lists the versions of charts in fixtures until their `now`, oldest first. Throws a `UserError` if the fixtures are not valid. */
export function listPublications(fixtures: Fixtures): (chart: NamedChart) => readonly Published[] {
  const { registries } = parseFixtures(fixtures, new Date(parseNow(fixtures.now, Date.now())));
  return ({ chart, repositoryUrl, oci }) =>
    oci
      ? findPublished(registries, {
          datasource: "docker",
          packageName: `${withoutTrailingSlash(repositoryUrl)}/${chart}`,
          registryUrls: [],
        })
      : findPublished(registries, { datasource: "helm", packageName: chart, registryUrls: [repositoryUrl] });
}
