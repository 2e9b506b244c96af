import { dirname, isAbsolute, join } from "node:path/posix";
import type { Surroundings } from "./files/surroundings.ts";
import { isRecord } from "../../core/json-value.ts";
import { readYaml } from "../../core/read-yaml.ts";
import { isTemplated } from "./go-template.ts";
import { isExactVersion } from "./exact-version.ts";
import { isFetchedByAddress, keepEffective } from "./chart-source.ts";
import type { ParsedHelmfile, ParsedRelease } from "./parsed-helmfile.ts";
import { findUnsafeCharacter } from "../yaml/unsafe-characters.ts";

/** Says of each release whether exactly one version of its chart can run, and takes a local chart's version from its Chart.yaml. */
export function markInexact(helmfile: ParsedHelmfile, surroundings?: Surroundings): ParsedHelmfile {
  const repositories = keepEffective(helmfile.repositories);
  const marked = { ...helmfile, repositories };
  return { ...marked, releases: helmfile.releases.map((release) => markRelease(release, marked, surroundings)) };
}

function markRelease(release: ParsedRelease, helmfile: ParsedHelmfile, surroundings: Surroundings | undefined): ParsedRelease {
  const { line, chart } = release;
  const folder = chart === undefined || surroundings === undefined ? undefined : findFolder(chart, helmfile, surroundings);
  const isFolder = folder !== undefined;
  const marked = isFolder ? { ...release, isFolder } : release;
  const inexact = (reason: string): ParsedRelease => ({ ...marked, inexact: { line, reason } });
  if (release.doubt !== undefined) return inexact(release.doubt);
  if (chart === undefined || isTemplated(chart) || release.isVersionTemplated)
    return inexact("only helmfile knows the chart and its version");
  if (release.hasDependencies === true) return inexact("it adds charts under dependencies");
  if (isFolder || isLocalChart(chart)) {
    const local = folder === undefined || surroundings === undefined ? undefined : readChart(folder, surroundings);
    if (local === undefined) return inexact(`the chart is the folder ${chart}, and its version is that of its Chart.yaml`);
    if (local.isOpen) return inexact(`the chart in the folder ${chart} depends on a range, and has no Chart.lock`);
    return { ...marked, chartVersion: local.version };
  }
  if (isFetchedByAddress(chart)) return inexact("the chart's address decides which version runs");
  const alias = chart.split("/", 1)[0];
  const repository = helmfile.repositories.find(({ name }) => name === alias);
  // helm adds no such repository, so that the name stands for whatever another helmfile added.
  if (repository?.url?.startsWith("oci://") === true && !repository.oci)
    return inexact(`helmfile cannot use the address "${repository.url}" of ${repository.name}: write it without oci://, and add oci: true`);
  // helmfile asks helm for the digest alone, so that the version beside it may be any text.
  if (/@/u.test(chart.slice(chart.lastIndexOf("/") + 1)) || release.version?.includes("@") === true)
    return inexact("a digest decides what runs, and nothing compares it with a version");
  if (/[:?]/u.test(chart.slice(chart.lastIndexOf("/") + 1)))
    return inexact("the chart's address has a tag, and versions belong under version");
  if (release.lockedVersion !== undefined) {
    return isExactVersion(release.lockedVersion) ? marked : inexact(`"${release.lockedVersion}" in the lock file is not an exact version`);
  }
  if (release.version === undefined) return inexact("it has no version, so that the newest one runs");
  if (!isExactVersion(release.version)) return inexact(`"${release.version}" is not an exact version`);
  return release;
}

/**
 * The folder that helmfile takes for a chart, if it is there. Of `repository/chart`, the first part is asked for alone, because it is
 * one question for all charts of a repository.
 */
export function findFolder(
  chart: string,
  { path, repositories }: Pick<ParsedHelmfile, "path" | "repositories">,
  surroundings: Surroundings,
): string | undefined {
  if (chart.includes("://") || chart.includes("{{") || isAbsolute(chart)) return undefined;
  const from = dirname(path);
  const alias = chart.split("/", 1)[0] ?? "";
  // helmfile itself pulls from OCI registries, and looks at no folder then.
  if (repositories.some(({ name, oci }) => oci && name === alias)) return undefined;
  const folder = join(from, chart);
  if (folder.startsWith("..")) return undefined;
  if (!isLocalChart(chart) && !surroundings.isFolder(join(from, alias))) return undefined;
  return surroundings.isFolder(folder) ? folder : undefined;
}

/** As helmfile tells a path from `repository/chart`. */
export function isLocalChart(chart: string): boolean {
  if (/^\.\.?\//u.test(chart)) return true;
  if (chart.includes("://") || chart.includes("::")) return false;
  const segments = chart.split("/").length;
  return chart.startsWith("/") || segments === 1 || segments > 3;
}

interface LocalChart {
  readonly version: string;
  /** Whether a dependency may be another one tomorrow. */
  readonly isOpen: boolean;
}

function readChart(folder: string, files: Surroundings): LocalChart | undefined {
  const text = files.readText(`${folder}/Chart.yaml`);
  if (text === undefined || findUnsafeCharacter(text) !== undefined) return undefined;
  const read = readYaml(text);
  if ("problem" in read || !isRecord(read.value)) return undefined;
  const { version, dependencies = [] } = read.value;
  if (typeof version !== "string" || !isExactVersion(version)) return undefined;
  const isExact = (entry: unknown): boolean => {
    if (!isRecord(entry)) return false;
    const { version: wanted, repository = "" } = entry;
    const isNear = repository === "" || (typeof repository === "string" && repository.startsWith("file://"));
    return isNear || (typeof wanted === "string" && isExactVersion(wanted));
  };
  const isPinned = Array.isArray(dependencies) && dependencies.every(isExact);
  return { version, isOpen: !isPinned && files.readText(`${folder}/Chart.lock`) === undefined };
}
