import semver from "semver";
import type { Published } from "./published.ts";
import type { Registry } from "./registry.ts";
import type { ReportDependency } from "./report.ts";

/** What the fixtures publish of a dependency, oldest first. */
export function findPublished(
  registries: readonly Registry[],
  { datasource, packageName, registryUrls }: ReportDependency,
): readonly Published[] {
  for (const registry of registries) {
    for (const chart of registry.packages) {
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
