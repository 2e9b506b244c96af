import type { ParsedHelmfile, ParsedRelease } from "../../helmfile/index.ts";
import type { RunningRelease } from "./history.ts";
import { isExactVersion } from "./version.ts";

/** Lists the releases of a helmfile for promotion, without those that have no chart. */
export function listRunningReleases(helmfile: ParsedHelmfile): readonly RunningRelease[] {
  return helmfile.releases.flatMap((release) => {
    const running = readRelease(release, helmfile);
    return running === undefined ? [] : [running];
  });
}

function readRelease(release: ParsedRelease, helmfile: ParsedHelmfile): RunningRelease | undefined {
  const { name, namespace, chart } = release;
  if (chart === undefined) return undefined;
  const { version } = release;
  const isExact = !release.isVersionTemplated && isExactVersion(version);
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...readSource(chart, helmfile),
    ...(version === undefined ? {} : isExact ? { version } : { range: version }),
  };
}

function readSource(chart: string, { repositories }: ParsedHelmfile): Pick<RunningRelease, "chart" | "repositoryUrl" | "oci"> {
  if (chart.startsWith("oci://")) {
    const slash = chart.lastIndexOf("/");
    return { chart: chart.slice(slash + 1), repositoryUrl: chart.slice("oci://".length, slash), oci: true };
  }
  const slash = chart.indexOf("/");
  const repository = repositories.find(({ name }) => name === chart.slice(0, slash));
  if (chart.startsWith(".") || chart.startsWith("/") || slash === -1) return { chart, oci: false };
  const name = chart.slice(slash + 1);
  const url = repository?.url?.replace(/^oci:\/\//u, "");
  return { chart: name, ...(url === undefined || url.includes("{{") ? {} : { repositoryUrl: url }), oci: repository?.oci ?? false };
}
