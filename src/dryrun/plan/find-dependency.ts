import { normalAddress } from "../../core/url.ts";
import type { ReportDependency, ReportFile } from "../renovate/report.ts";
import type { DeclaredRelease } from "./declared-release.ts";

/** A dependency of Renovate's report, and its file. */
export interface FoundDependency {
  readonly dependency: ReportDependency;
  readonly file: ReportFile;
}

/**
 * Finds what Renovate says about a release. Its version may be in another file than the release, where a manager of the config reads
 * it; a dependency of the same package and version there counts before one without a version here.
 */
function findDependency(release: DeclaredRelease, files: readonly ReportFile[]): FoundDependency | undefined {
  const own = files.filter(({ path }) => path === release.file);
  const others = files.filter(({ path }) => path !== release.file && release.involved.includes(path));
  const found = [...own, ...others].flatMap((file) =>
    file.dependencies.filter((dependency) => isOf(dependency, release)).map((dependency) => ({ dependency, file })),
  );
  const exact = found.filter(({ dependency }) => dependency.currentValue !== "" && dependency.currentValue === release.version);
  const unwritten = found.filter(({ dependency, file }) => dependency.currentValue === "" && own.includes(file));
  // A repository that only the Renovate config knows counts after one that neither knows.
  const unknown = release.registry === undefined ? exact.find(({ dependency }) => dependency.registryUrls.length === 0) : undefined;
  return unknown ?? exact.find(({ dependency }) => dependency.skipReason === undefined) ?? exact[0] ?? unwritten[0];
}

/** A declared release, and what Renovate says about it. */
export interface Finding {
  readonly release: DeclaredRelease;
  readonly found?: FoundDependency;
}

/** Finds what Renovate says about each declared release. */
export function findDependencies(releases: readonly DeclaredRelease[], files: readonly ReportFile[]): readonly Finding[] {
  return releases.map((release) => {
    const found = findDependency(release, files);
    return { release, ...(found !== undefined && { found }) };
  });
}

/** The first release that a dependency is about. Two releases with one chart and version are equal dependencies. */
export function findClaim({ dependency, file }: FoundDependency, findings: readonly Finding[]): DeclaredRelease | undefined {
  const key = ({ depName, packageName, currentValue, registryUrls }: ReportDependency): string =>
    JSON.stringify([depName, packageName, currentValue, registryUrls]);
  return findings.find(({ found }) => found?.file.path === file.path && key(found.dependency) === key(dependency))?.release;
}

function isOf(dependency: ReportDependency, release: DeclaredRelease): boolean {
  const { datasource, depName, packageName, skipReason, registryUrls } = dependency;
  if (skipReason === "local-chart") return release.isUnserved === true && depName === release.release;
  if (datasource === "docker") return isSamePackage(packageName, release.packageName);
  const { chart, registry } = release;
  const names = [chart.slice(chart.indexOf("/") + 1), chart, chart.replace(/^oci:\/\//u, "")];
  if (!names.includes(depName) && packageName !== release.packageName) return false;
  if (registryUrls.length === 0 || registry === undefined) return true;
  return registryUrls.some((url) => normalAddress(url) === normalAddress(registry));
}

/** Whether two names of a chart in an OCI registry are one: capitals of the host and its default port do not count. */
export function isSamePackage(name: string, other: string | undefined): boolean {
  return other !== undefined && (name === other || normalAddress(`oci://${name}`) === normalAddress(`oci://${other}`));
}
