import semver from "semver";
import type { PublishedVersion, Registry } from "./fixtures.ts";
import type { ReportDependency } from "./report.ts";

/** What the fixtures publish of a dependency, oldest first. */
export function findPublished(
  registries: readonly Registry[],
  { datasource, packageName, registryUrls }: ReportDependency,
): readonly PublishedVersion[] {
  for (const registry of registries) {
    for (const chart of registry.charts) {
      const isSame =
        registry.kind === "oci"
          ? datasource === "docker" && `oci://${packageName}` === `${registry.address.replace(/\/+$/u, "")}/${chart.name}`
          : chart.name === packageName && registryUrls.some((url) => withoutSlash(url) === withoutSlash(registry.address));
      if (isSame) return chart.versions.toSorted((a, b) => semver.compare(a.version, b.version));
    }
  }
  return [];
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/u, "");
}
