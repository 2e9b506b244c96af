import { withoutOciScheme, withoutTrailingSlash } from "../../../core/url.ts";
import { resolve } from "node:path";
import semver from "semver";
import { UserError, type Issue } from "../../../core/user-error.ts";
import type { ChartVersion, Fixtures } from "../../../dryrun/index.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { loadFixtures } from "../../../dryrun/fixtures/load-fixtures.ts";
import type { ClientRepository } from "../../../io/charts/registry-credentials.ts";
import type { Running } from "../../../promotion/index.ts";
import type { UnknownRepository } from "../../../rehearsal/index.ts";

/** The versions published during a rehearsal, and notes about unknown ones. */
export interface RehearsedCharts {
  readonly fixtures: Fixtures;
  /** Repositories that could not be asked. */
  readonly unknown: readonly UnknownRepository[];
  readonly notes: readonly string[];
}

/** Reads files of fixtures into one. Later files override the registries, images and presets of earlier ones. */
export async function loadCharts(paths: readonly string[]): Promise<RehearsedCharts> {
  let fixtures: Fixtures = {};
  for (const path of paths) {
    const more = await loadFixtures(resolve(path));
    fixtures = { ...fixtures, ...more, charts: { ...fixtures.charts, ...more.charts }, presets: { ...fixtures.presets, ...more.presets } };
  }
  return { fixtures, unknown: [], notes: [] };
}

/** Host rules by which Renovate does not ask repositories that did not answer. For an outage it would give up the whole rehearsal. */
export function listHostRules(unknown: readonly UnknownRepository[]): readonly object[] {
  return unknown.map(({ repository }) => {
    const [, host, path = ""] = /^oci:\/\/([^/]+)(\/.*)?$/u.exec(repository) ?? [];
    return { matchHost: host === undefined ? `${repository}/` : `https://${host}/v2${path}/`, enabled: false };
  });
}

interface AskedRepository {
  readonly repository: ClientRepository;
  readonly charts: readonly string[];
}

/** Asks every chart repository for its versions, once. Throws a `UserError` if none of them answers. */
export async function downloadVersions(fleet: ResolvedFleet, running: Running): Promise<RehearsedCharts> {
  const charts: Record<string, Record<string, ChartVersion[]>> = {};
  const notes: string[] = [];
  const issues: Issue[] = [];
  const unknown: UnknownRepository[] = [];
  const asked = listRepositories(fleet, running);
  for (const { repository, charts: names } of asked) {
    const address = repository.oci ? `oci://${repository.url.replace(/^oci:\/\//u, "")}` : repository.url;
    try {
      charts[address] = Object.fromEntries(await readVersions(repository, names));
      if (repository.oci) notes.push(`${address} has no publication dates; all its versions exist from the first day on`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
      unknown.push({ repository: address, charts: names, reason: error.issues[0]?.message ?? error.message });
    }
  }
  if (asked.length > 0 && unknown.length === asked.length) throw new UserError(issues);
  // Presets may be on any host. The forge is on loopback, so nothing is written to the network.
  return { fixtures: { charts, network: true }, unknown, notes };
}

function listRepositories({ repositories }: ResolvedFleet, running: Running): readonly AskedRepository[] {
  const places = new Map<string, { repository: ClientRepository; charts: Set<string> }>();
  for (const { chart, repositoryUrl, oci } of [...running.values()].flat()) {
    if (repositoryUrl === undefined) continue;
    const url = withoutTrailingSlash(repositoryUrl);
    const declared = repositories.find((one) => one.oci === oci && withoutOciScheme(one.url) === url);
    const repository = declared === undefined ? { name: url, url, oci, private: false } : { ...declared, url };
    const place = places.get(url) ?? { repository, charts: new Set() };
    places.set(url, place);
    place.charts.add(chart);
  }
  return [...places.values()].map(({ repository, charts }) => ({ repository, charts: [...charts] }));
}

async function readVersions(repository: ClientRepository, charts: readonly string[]): Promise<(readonly [string, ChartVersion[]])[]> {
  if (repository.oci) {
    const { listTaggedVersions } = await import("../../../io/charts/oci-registry.ts");
    const found: (readonly [string, ChartVersion[]])[] = [];
    for (const chart of charts)
      found.push([chart, distinct((await listTaggedVersions(repository, chart)).map((version) => ({ version })))]);
    return found;
  }
  const { listEachIndexed } = await import("../../../io/charts/helm-repository.ts");
  const listed = await listEachIndexed(repository, charts);
  return charts.map((chart, index) => [
    chart,
    distinct((listed[index] ?? []).map(({ version, created }) => ({ version, ...dateOf(created) }))),
  ]);
}

function dateOf(created: string | undefined): { readonly released?: string } {
  const date = new Date(created ?? "");
  return Number.isNaN(date.getTime()) ? {} : { released: date.toISOString() };
}

/** Removes duplicates, and tags that are not versions, such as those of signatures. */
function distinct(versions: readonly ChartVersion[]): ChartVersion[] {
  const valid = versions.filter(({ version }) => semver.valid(version) !== null);
  return [...new Map(valid.map((one) => [one.version, one])).values()];
}
