import type { ChartDiff } from "./diff.generated.ts";
import type { RenderedChart } from "../objects/rendered.ts";

/** Finds the old and new chart of a release, and the address of its change log. */
export function compareCharts(base: RenderedChart | undefined, head: RenderedChart | undefined): ChartDiff {
  const isSameChart = base?.reference === head?.reference || base === undefined || head === undefined;
  const show = (chart: RenderedChart | undefined): string | null => {
    if (chart === undefined) return null;
    if (chart.version === undefined) return chart.reference;
    return isSameChart ? chart.version : `${chart.reference} ${chart.version}`;
  };
  const reference = (head ?? base)?.reference;
  const changeLog = findChangeLog(head);
  return {
    from: show(base),
    to: show(head),
    ...(reference === undefined ? {} : { reference }),
    ...(changeLog === undefined ? {} : { changeLog }),
  };
}

function findChangeLog(chart: RenderedChart | undefined): string | undefined {
  const addresses = [chart?.changeLog, ...(chart?.sources ?? []).filter((source) => /git(?:hub|lab)|gitea|forgejo|codeberg/u.test(source))];
  const found = [...addresses, chart?.home, ...(chart?.sources ?? [])].find((address) => address !== undefined && isWebAddress(address));
  return found === undefined ? undefined : toReleases(found);
}

/** Checks an address from a chart, because it must not have scripts or credentials. */
function isWebAddress(address: string): boolean {
  return /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w./%#?=&~+-]*)?$/u.test(address);
}

/** The page of release notes of a repository on GitHub. */
function toReleases(address: string): string {
  return /^https:\/\/github\.com\/[^/]+\/[^/]+\/?$/u.test(address)
    ? `${address.replace(/\/$/u, "").replace(/\.git$/u, "")}/releases`
    : address;
}
