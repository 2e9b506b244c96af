import { withoutOciScheme } from "../../core/url.ts";
import type { ParsedHelmfile, ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";

/** The source of a chart, independent of the repository's name in a helmfile. */
export interface ChartSource {
  /** The repository's URL, without a scheme for OCI and without a final slash. Undefined for local charts and repositories declared elsewhere. */
  readonly repositoryUrl?: string;
  /** The chart's name in the repository; all of `chart` if the repository is unknown. */
  readonly chart: string;
}

/** Finds the source of a release's chart. Returns undefined if the release has no chart. */
export function findChartSource(release: ParsedRelease, { repositories }: ParsedHelmfile): ChartSource | undefined {
  const { chart } = release;
  if (chart === undefined) return undefined;
  if (chart.startsWith("oci://")) {
    const slash = chart.lastIndexOf("/");
    return { repositoryUrl: normalizeUrl(chart.slice(0, slash)), chart: chart.slice(slash + 1) };
  }
  const [repositoryName, ...rest] = chart.split("/");
  // helm keeps the last of two repositories with one name.
  const url = repositories.findLast(({ name }) => name === repositoryName)?.url;
  if (url === undefined || rest.length === 0) return { chart };
  return { repositoryUrl: normalizeUrl(url), chart: rest.join("/") };
}

/**
 * The repositories whose address counts, one for each name. helmfile looks the first one up, and gives all that are not OCI to helm,
 * which keeps the last.
 */
export function keepEffective(repositories: readonly ParsedRepository[]): readonly ParsedRepository[] {
  const names = new Set(repositories.map(({ name }) => name));
  if (names.size === repositories.length) return repositories;
  return [...names].flatMap((name) => {
    const [first, ...others] = repositories.filter((repository) => repository.name === name);
    return (first?.oci === true ? first : others.findLast(({ oci }) => !oci)) ?? first ?? [];
  });
}

/**
 * A repository's name with two addresses in two helmfiles of one run. helmfile gives helm the address of the first helmfile that
 * declares the name, in an order of its own, and skips it in all others.
 */
export function findTwoAddresses(helmfiles: readonly ParsedHelmfile[]): string | undefined {
  const known = new Map<string, ParsedRepository>();
  const pending = [...helmfiles];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    pending.push(...(next.nested ?? []));
    for (const repository of keepEffective(next.repositories)) {
      const before = known.get(repository.name) ?? repository;
      known.set(repository.name, before);
      // From OCI registries helmfile pulls by itself.
      if (before.oci && repository.oci) continue;
      if (before.oci !== repository.oci || normalizeUrl(before.url ?? "") !== normalizeUrl(repository.url ?? "")) return repository.name;
    }
  }
  return undefined;
}

/** Renovate's name of a release's chart: its name, or the whole address in an OCI registry. Undefined if the helmfile does not say. */
export function findPackageName(release: ParsedRelease, helmfile: ParsedHelmfile): string | undefined {
  const source = findChartSource(release, helmfile);
  if (source?.repositoryUrl === undefined) return undefined;
  const alias = release.chart?.split("/", 1)[0];
  const isOci = release.chart?.startsWith("oci://") === true || helmfile.repositories.findLast(({ name }) => name === alias)?.oci === true;
  return isOci ? `${source.repositoryUrl}/${source.chart}` : source.chart;
}

/** The address of a release's chart repository. Undefined if the helmfile does not say. */
export function findRepositoryAddress(release: ParsedRelease, helmfile: ParsedHelmfile): string | undefined {
  return findChartSource(release, helmfile)?.repositoryUrl;
}

/** Whether a chart is an address from which helmfile fetches it by itself, so that the address says which version runs. */
export function isFetchedByAddress(chart: string): boolean {
  return /^[\w+.-]+::|^(?!oci:)[\w+.-]+:\/\//u.test(chart);
}

/** The form in which two URLs of one chart repository are equal. */
export function normalizeUrl(url: string): string {
  return withoutOciScheme(url);
}
