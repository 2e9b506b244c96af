import { gte, prerelease, rcompare, valid } from "semver";
import {
  hasBreaks,
  isListed,
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
  readonly find: (environment: string, cluster: string | undefined, release: string) => RenderedRelease | undefined;
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
  { environment, cluster }: CheckedEnvironment,
  search: FixSearch & { readonly kubernetes: Minor },
): Promise<CheckedReleaseResult> {
  const { findings } = result;
  const release = search.find(environment, cluster, result.release);
  if (release?.chart.version === undefined || !findings.some((finding) => isBlocking(finding) || isAboutSupport(finding))) return result;
  const answer = await findVersion(release, findings.some(isBlocking), search);
  const wait = search.rules.waits.get(environment);
  return {
    ...result,
    findings: findings.map((finding) => {
      const version = isBlocking(finding) ? answer.renders : isAboutSupport(finding) ? answer.lists : undefined;
      if (version === undefined) return isBlocking(finding) && answer.reason !== undefined ? withFix(finding, answer.reason) : finding;
      return withFix(finding, `${version}${wait === undefined ? "" : `; ${wait}`}`);
    }),
  };
}

/** What a newer version of a chart may solve, as far as rendering shows it. */
function isBlocking({ rule, status }: CheckFinding): boolean {
  return (status === "breaks" && rule !== "not-rendered") || (rule === "kube-version" && status === "warns");
}

function isAboutSupport({ rule, status, source }: CheckFinding): boolean {
  return (rule === "support-window" || rule === "end-of-life") && source !== undefined && (status === "warns" || status === "untested");
}

function withFix(finding: CheckFinding, fix: string): CheckFinding {
  return { ...finding, fix: finding.fix === undefined ? fix : `${finding.fix}; ${fix}` };
}

interface VersionAnswer {
  readonly renders?: string;
  readonly lists?: string;
  /** Why there is no version that renders. */
  readonly reason?: string;
}

async function findVersion(
  release: RenderedRelease,
  isBroken: boolean,
  { variants, kubernetes }: FixSearch & { readonly kubernetes: Minor },
): Promise<VersionAnswer> {
  const { chart } = release;
  let listed: readonly ListedVersion[] | undefined;
  try {
    listed = await variants.listVersions(release);
  } catch (error) {
    if (!(error instanceof ChartFailure)) throw error;
    return { reason: "newer versions of the chart were not tried, because its repository did not answer" };
  }
  if (listed === undefined) return { reason: "newer versions of the chart were not tried, because its source does not list them" };
  const newer = listNewer(listed, chart.version ?? "");
  const supported = newer.find(({ appVersion }) => appVersion !== undefined && isListed({ ...chart, appVersion }, kubernetes));
  const lists = supported === undefined ? {} : { lists: `chart ${chart.name} ${supported.version} lists Kubernetes ${kubernetes}` };
  if (!isBroken) return lists;
  const isGood = async ({ version }: ListedVersion): Promise<boolean> => {
    const outcome = await variants.renderAgain(release, { version, kubernetes });
    return !("message" in outcome) && !hasBreaks(outcome.objects, kubernetes);
  };
  const lowest = await findLowest(newer, isGood);
  if (lowest !== undefined) return { ...lists, renders: `chart ${chart.name} ${lowest.version} renders without it` };
  const last = newer.at(-1)?.version;
  const reason = last === undefined ? "the chart has no newer version" : `no newer version of the chart solves it (tried up to ${last})`;
  return { ...lists, reason };
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
