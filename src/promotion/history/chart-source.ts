import { normalAddress } from "../../core/url.ts";
import type { SourceRules } from "../../fleet/index.ts";
import type { RunningRelease } from "./history.ts";

/** The last part of a chart's name, which is equal in all repositories. */
export function chartName({ chart }: Pick<RunningRelease, "chart">): string {
  return chart.slice(chart.lastIndexOf("/") + 1);
}

/** Whether the chart is a folder. Its version is in its own files. */
export function isLocalChart({ chart }: Pick<RunningRelease, "chart">): boolean {
  return chart.startsWith(".") || chart.startsWith("/");
}

/** The address that a chart comes from, in one spelling. Undefined if the helmfile does not say. */
export function sourceOf(release: Pick<RunningRelease, "chart" | "repositoryUrl" | "oci">): string | undefined {
  if (isLocalChart(release)) return "a local folder";
  const { repositoryUrl, oci } = release;
  if (repositoryUrl === undefined) return undefined;
  return normalAddress(oci ? `oci://${repositoryUrl.replace(/^oci:\/\//u, "")}` : repositoryUrl);
}

/** The address that a follower's chart comes from, or the one that it mirrors. */
export function mirroredSourceOf(
  release: Pick<RunningRelease, "chart" | "repositoryUrl" | "oci">,
  { mirrors = {} }: SourceRules = {},
): string | undefined {
  const source = sourceOf(release);
  const [, origin] = Object.entries(mirrors).find(([address]) => normalAddress(address) === source) ?? [];
  return origin === undefined ? source : normalAddress(origin);
}
