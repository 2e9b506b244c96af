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

/**
 * Everything that one must trust to get a release's chart: its address, and what weakens the way there, each with that address. Whoever
 * took it once from the address under a weakness has trusted that.
 */
export function listTrusted(release: RunningRelease, rules: SourceRules = {}): readonly string[] {
  const source = mirroredSourceOf(release, rules);
  if (source === undefined) return [];
  if (release.repositoryUrl === undefined) return [source];
  const { trust = [], signedBy } = release;
  const signature = signedBy === undefined ? unsigned : `${signed}${signedBy}`;
  return [source, ...trust.map((way) => `${source} ${way}`), `${source} ${signature}`];
}

const unsigned = "without a check of signatures";
const signed = "signed with the keys of ";

/** What was not trusted before. Whoever takes charts without a check of signatures may take them from any signer. */
export function listNewlyTrusted(after: readonly string[], before: ReadonlySet<string>): readonly string[] {
  return after.filter((way) => {
    const [source, keys] = way.split(` ${signed}`);
    return !before.has(way) && (keys === undefined || !before.has(`${source} ${unsigned}`));
  });
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
