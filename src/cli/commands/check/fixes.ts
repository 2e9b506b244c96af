import { gte, prerelease, rcompare, valid } from "semver";
import {
  isListed,
  listProblems,
  type CheckFinding,
  type CheckedEnvironment,
  type CheckedReleaseResult,
  type KubernetesCheck,
  type Minor,
} from "../../../kubernetes/index.ts";
import type { RenderedRelease } from "../../../manifests/objects/index.ts";
import type { CheckRules } from "../../../project/check-rules.ts";
import { ChartFailure, type ListedVersion } from "../../../render/chart-store.ts";
import type { ReleaseVariants } from "../../../render/release-variants.ts";

interface FixSearch {
  readonly variants: ReleaseVariants;
  readonly rules: CheckRules;
  readonly find: (environment: CheckedEnvironment, release: CheckedReleaseResult) => RenderedRelease | undefined;
}

/** Adds the lowest newer version of a chart that solves a finding, where the chart's repository can be asked. */
export async function addFixes(check: KubernetesCheck, search: FixSearch): Promise<KubernetesCheck> {
  const environments = check.environments.map(async (environment): Promise<CheckedEnvironment> => {
    const { kubernetes } = environment;
    if (kubernetes === undefined) return environment;
    const releases = environment.releases.map((release) => fixRelease(release, environment, { ...search, kubernetes }));
    return { ...environment, releases: await Promise.all(releases) };
  });
  return { ...check, environments: await Promise.all(environments) };
}

async function fixRelease(
  result: CheckedReleaseResult,
  environment: CheckedEnvironment,
  search: FixSearch & { readonly kubernetes: Minor },
): Promise<CheckedReleaseResult> {
  const { findings } = result;
  const release = search.find(environment, result);
  if (release === undefined || !findings.some((finding) => isSolvable(finding) || isAboutSupport(finding))) return result;
  const newer = await findNewer(release, search.variants);
  const wait = search.rules.waits.get(environment.environment);
  const fixes = findings.map(async (finding): Promise<CheckFinding> => {
    const upgrade = await findUpgrade(finding, release, { ...search, newer });
    if (upgrade === undefined) return finding;
    if ("version" in upgrade) return { ...finding, fix: `upgrade the chart to ${upgrade.version}${wait === undefined ? "" : `; ${wait}`}` };
    return { ...finding, fix: finding.fix === undefined ? upgrade.reason : `${finding.fix}; ${upgrade.reason}` };
  });
  return { ...result, findings: await Promise.all(fixes) };
}

/** Whether rendering a newer version of a chart shows that it solves a finding. */
function isSolvable({ rule, status }: CheckFinding): boolean {
  const rules: readonly string[] = ["api-removed", "api-not-yet-served", "api-deprecated", "crd-version", "kube-version"];
  return rules.includes(rule) && status !== "fine";
}

/** Whether a list of versions of Kubernetes decides. */
function isAboutSupport({ rule, status, source }: CheckFinding): boolean {
  return (rule === "support-window" || rule === "end-of-life") && source !== undefined && (status === "warns" || status === "untested");
}

/** Newer versions of a chart, from the lowest to the highest, or why there are none to try. */
type NewerVersions = readonly ListedVersion[] | { readonly reason: string };

async function findNewer(release: RenderedRelease, variants: ReleaseVariants): Promise<NewerVersions> {
  const { reference, version = "" } = release.chart;
  if (/^\.{0,2}\//u.test(reference)) return [];
  try {
    const listed = await variants.listVersions(release);
    if (listed === undefined) return { reason: "newer versions of the chart were not tried, because its source does not list them" };
    const newer = listNewer(listed, version);
    return newer.length === 0 ? { reason: "the chart has no newer version" } : newer;
  } catch (error) {
    if (!(error instanceof ChartFailure)) throw error;
    return { reason: "newer versions of the chart were not tried, because its repository did not answer" };
  }
}

async function findUpgrade(
  finding: CheckFinding,
  release: RenderedRelease,
  { variants, kubernetes, newer }: FixSearch & { readonly kubernetes: Minor; readonly newer: NewerVersions },
): Promise<{ readonly version: string } | { readonly reason: string } | undefined> {
  if ("reason" in newer) return isSolvable(finding) ? newer : undefined;
  if (isAboutSupport(finding)) {
    const listed = newer.find(({ appVersion }) => appVersion !== undefined && isListed({ ...release.chart, appVersion }, kubernetes));
    return listed === undefined ? undefined : { version: `${listed.version}, which lists Kubernetes ${kubernetes}` };
  }
  const last = newer.at(-1)?.version;
  if (!isSolvable(finding) || last === undefined) return undefined;
  const lowest = await findLowest(newer, async ({ version }) => {
    const outcome = await variants.renderAgain(release, { version, kubernetes });
    return !("message" in outcome) && listProblems(outcome, kubernetes).every(({ rule }) => rule !== finding.rule);
  });
  return lowest ?? { reason: `no newer version of the chart solves it (tried up to ${last})` };
}

/** Stable versions that are newer, from the lowest to the highest. */
function listNewer(listed: readonly ListedVersion[], current: string): ListedVersion[] {
  if (valid(current) === null) return [];
  return listed
    .filter(({ version }) => valid(version) !== null && prerelease(version) === null && !gte(current, version))
    .toSorted((a, b) => rcompare(b.version, a.version));
}

/** The lowest good one, if all above a good one are good as well: a chart that has left an API seldom returns to it. */
async function findLowest(
  versions: readonly ListedVersion[],
  isGood: (version: ListedVersion) => Promise<boolean>,
): Promise<ListedVersion | undefined> {
  const newest = versions.at(-1);
  if (newest === undefined || !(await isGood(newest))) return undefined;
  let [bad, good] = [-1, versions.length - 1];
  while (good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    const version = versions[middle];
    if (version !== undefined && (await isGood(version))) good = middle;
    else bad = middle;
  }
  return versions[good];
}
