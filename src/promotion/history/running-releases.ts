import { withoutTrailingSlash, withoutUser } from "../../core/url.ts";
import { isFetchedByAddress, type ParsedHelmfile, type ParsedRelease, type ParsedRepository } from "../../helmfile/index.ts";
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
  const { name, namespace, inexact, isUninstalled, isFolder, kubeContext } = release;
  if (release.chart === undefined || isUninstalled === true) return undefined;
  const chart = withoutUser(release.chart);
  const version = release.chartVersion ?? release.lockedVersion ?? release.version;
  const range = isFetchedByAddress(chart) ? chart : version;
  // A path with a dot, by which the rest of promotion knows a folder.
  const source = readSource(isFolder === true && !/^[./]/u.test(chart) ? `./${chart}` : chart, helmfile);
  const repository = helmfile.repositories.findLast(({ name: alias }) => alias === chart.split("/", 1)[0]);
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...source,
    ...(inexact === undefined ? version !== undefined && { version } : range !== undefined && { range }),
    ...(inexact !== undefined && {
      doubt: release.doubt === undefined ? inexact.reason : `nobody can say whether it runs: ${inexact.reason}`,
    }),
    ...(release.lockedVersion !== undefined && { lockedOver: release.version ?? "" }),
    ...(source.repositoryUrl !== undefined && readTrust(release, repository)),
    ...(kubeContext !== undefined && { kubeContext }),
  };
}

/** As helmfile does: a release decides about signatures, otherwise its repository, otherwise the defaults, which are the release's here. */
function readTrust(release: ParsedRelease, repository: ParsedRepository | undefined): Pick<RunningRelease, "trust" | "signedBy"> {
  const trust = [...new Set([...(release.trust ?? []), ...(repository?.trust ?? [])])];
  const isVerified = release.isVerified ?? repository?.isVerified ?? false;
  const keyring = release.keyring ?? repository?.keyring ?? "the default keyring";
  return { ...(trust.length > 0 && { trust }), ...(isVerified && { signedBy: keyring }) };
}

function readSource(chart: string, { repositories }: ParsedHelmfile): Pick<RunningRelease, "chart" | "repositoryUrl" | "oci"> {
  if (isFetchedByAddress(chart)) return { chart, oci: false };
  if (chart.startsWith("oci://")) return readAddress(chart.slice("oci://".length));
  const slash = chart.indexOf("/");
  // helm keeps the last of two repositories with one name.
  const repository = repositories.findLast(({ name }) => name === chart.slice(0, slash));
  if (chart.startsWith(".") || chart.startsWith("/") || slash === -1) return { chart, oci: false };
  const url = repository?.url?.replace(/^oci:\/\//u, "");
  if (repository?.oci === true && url !== undefined && !url.includes("{{"))
    return readAddress(`${withoutTrailingSlash(url)}/${chart.slice(slash + 1)}`);
  const name = chart.slice(slash + 1);
  return { chart: name, ...(url === undefined || url.includes("{{") ? {} : { repositoryUrl: url }), oci: repository?.oci ?? false };
}

/** In a registry, all but the last part of a chart's address is that of its repository, wherever it is written. */
function readAddress(address: string): Pick<RunningRelease, "chart" | "repositoryUrl" | "oci"> {
  const slash = address.lastIndexOf("/");
  return { chart: address.slice(slash + 1), repositoryUrl: address.slice(0, slash), oci: true };
}
