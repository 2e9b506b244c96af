import { withoutOciScheme } from "../core/url.ts";
import type { ParsedHelmfile, ParsedRelease } from "./parsed-helmfile.ts";

/** Where a chart comes from, independent of the name that a helmfile gives to the repository. */
export interface ChartSource {
  /** Without scheme for OCI and without a slash at the end; undefined for local charts and for repositories declared elsewhere. */
  readonly repositoryUrl?: string;
  /** The chart's name inside the repository; all of `chart` where the repository is unknown. */
  readonly chart: string;
}

/** Finds out where the chart of a release comes from; undefined where the release names none. */
export function findChartSource(release: ParsedRelease, { repositories }: ParsedHelmfile): ChartSource | undefined {
  const { chart } = release;
  if (chart === undefined) return undefined;
  if (chart.startsWith("oci://")) {
    const slash = chart.lastIndexOf("/");
    return { repositoryUrl: normalizeUrl(chart.slice(0, slash)), chart: chart.slice(slash + 1) };
  }
  const [repositoryName, ...rest] = chart.split("/");
  const url = repositories.find(({ name }) => name === repositoryName)?.url;
  if (url === undefined || rest.length === 0) return { chart };
  return { repositoryUrl: normalizeUrl(url), chart: rest.join("/") };
}

/** What Renovate calls a release's chart: its name, or the whole address where it is in an OCI registry; undefined where the helmfile does not say. */
export function findPackageName(release: ParsedRelease, helmfile: ParsedHelmfile): string | undefined {
  const source = findChartSource(release, helmfile);
  if (source?.repositoryUrl === undefined) return undefined;
  const alias = release.chart?.split("/", 1)[0];
  const isOci = release.chart?.startsWith("oci://") === true || helmfile.repositories.some(({ name, oci }) => oci && name === alias);
  return isOci ? `${source.repositoryUrl}/${source.chart}` : source.chart;
}

/** The form in which two URLs of one chart repository are equal. */
export function normalizeUrl(url: string): string {
  return withoutOciScheme(url);
}
