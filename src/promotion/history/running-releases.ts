import type { ParsedHelmfile, ParsedRelease } from "../../helmfile/index.ts";
import type { RunningRelease } from "./history.ts";

/** Lists the releases of a helmfile for promotion, without those that have no chart or are not installed. */
export function listRunningReleases(helmfile: ParsedHelmfile): readonly RunningRelease[] {
  const own = helmfile.releases.flatMap((release) => {
    const running = readRelease(release, helmfile);
    return running === undefined ? [] : [running];
  });
  return [...own, ...(helmfile.nested ?? []).flatMap(listRunningReleases)];
}

function readRelease(release: ParsedRelease, helmfile: ParsedHelmfile): RunningRelease | undefined {
  const { name, namespace, chart, inexact, isUninstalled, isFolder } = release;
  if (chart === undefined || isUninstalled === true) return undefined;
  const version = release.chartVersion ?? release.lockedVersion ?? release.version;
  const range = isAddress(chart) ? chart : version;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    // A path with a dot, by which the rest of promotion knows a folder.
    ...readSource(isFolder === true && !/^[./]/u.test(chart) ? `./${chart}` : chart, helmfile),
    ...(inexact === undefined ? version !== undefined && { version } : range !== undefined && { range }),
  };
}

/** A chart that helmfile fetches by itself, so that its address says which version runs. */
function isAddress(chart: string): boolean {
  return /^[\w+.-]+::|^(?!oci:)[\w+.-]+:\/\//u.test(chart);
}

function readSource(chart: string, { repositories }: ParsedHelmfile): Pick<RunningRelease, "chart" | "repositoryUrl" | "oci"> {
  if (isAddress(chart)) return { chart, oci: false };
  if (chart.startsWith("oci://")) {
    const slash = chart.lastIndexOf("/");
    return { chart: chart.slice(slash + 1), repositoryUrl: chart.slice("oci://".length, slash), oci: true };
  }
  const slash = chart.indexOf("/");
  // helm keeps the last of two repositories with one name.
  const repository = repositories.findLast(({ name }) => name === chart.slice(0, slash));
  if (chart.startsWith(".") || chart.startsWith("/") || slash === -1) return { chart, oci: false };
  const name = chart.slice(slash + 1);
  const url = repository?.url?.replace(/^oci:\/\//u, "");
  return { chart: name, ...(url === undefined || url.includes("{{") ? {} : { repositoryUrl: url }), oci: repository?.oci ?? false };
}
