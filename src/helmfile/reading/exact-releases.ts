import { dirname, isAbsolute, join } from "node:path/posix";
import { parseDocument } from "yaml";
import { isRecord } from "../../core/json-value.ts";
import { isTemplated } from "./go-template.ts";
import { isExactVersion } from "./exact-version.ts";
import type { ParsedHelmfile, ParsedRelease } from "./parsed-helmfile.ts";
import { findUnsafeCharacter } from "../yaml/unsafe-characters.ts";

/** The files around a helmfile, at the same commit. Paths are relative to the repository's root. */
export interface Surroundings {
  isFolder(path: string): boolean;
  readText(path: string): string | undefined;
}

/** Says of each release whether exactly one version of its chart can run, and takes a local chart's version from its Chart.yaml. */
export function markInexact(helmfile: ParsedHelmfile, surroundings?: Surroundings): ParsedHelmfile {
  return { ...helmfile, releases: helmfile.releases.map((release) => markRelease(release, helmfile.path, surroundings)) };
}

function markRelease(release: ParsedRelease, path: string, surroundings: Surroundings | undefined): ParsedRelease {
  const { line, chart } = release;
  const folder = chart === undefined || chart.includes("://") || isAbsolute(chart) ? undefined : join(dirname(path), chart);
  const isFolder = folder !== undefined && surroundings?.isFolder(folder) === true;
  const marked = isFolder ? { ...release, isFolder } : release;
  const inexact = (reason: string): ParsedRelease => ({ ...marked, inexact: { line, reason } });
  if (chart === undefined || isTemplated(chart) || release.isVersionTemplated)
    return inexact("only helmfile knows the chart and its version");
  if (release.hasDependencies === true) return inexact("it adds charts under dependencies");
  if (isFolder || isLocalChart(chart)) {
    const chartVersion = isFolder ? readChartVersion(surroundings?.readText(`${folder}/Chart.yaml`)) : undefined;
    if (chartVersion !== undefined) return { ...marked, chartVersion };
    return inexact(`the chart is the folder ${chart}, and its version is that of its Chart.yaml`);
  }
  if (/^[\w+.-]+::|^(?!oci:)[\w+.-]+:\/\//u.test(chart)) return inexact("the chart's address decides which version runs");
  if (/[:@?]/u.test(chart.slice(chart.lastIndexOf("/") + 1))) return inexact("the chart's address has a tag or a digest");
  if (release.version === undefined) return inexact("it has no version, so that the newest one runs");
  if (!isExactVersion(release.version)) return inexact(`"${release.version}" is not an exact version`);
  return release;
}

/** As helmfile tells a path from `repository/chart`. */
function isLocalChart(chart: string): boolean {
  if (/^\.\.?\//u.test(chart)) return true;
  if (chart.includes("://") || chart.includes("::")) return false;
  const segments = chart.split("/").length;
  return chart.startsWith("/") || segments === 1 || segments > 3;
}

function readChartVersion(text: string | undefined): string | undefined {
  if (text === undefined || findUnsafeCharacter(text) !== undefined) return undefined;
  const { errors, contents } = parseDocument(text, { logLevel: "silent", prettyErrors: false });
  const values: unknown = errors.length === 0 ? contents?.toJSON() : undefined;
  const version = isRecord(values) ? values["version"] : undefined;
  return typeof version === "string" && isExactVersion(version) ? version : undefined;
}
