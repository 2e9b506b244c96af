import {
  checkManifests,
  compareMinors,
  mergeChecks,
  newestMinor,
  nextMinor,
  parseMinor,
  type CheckedEnvironment,
  type CheckedManifests,
  type CheckedRelease,
  type CheckedReleaseResult,
  type KubernetesCheck,
  type Minor,
} from "../../../kubernetes/index.ts";
import type { RenderedManifests, RenderedRelease } from "../../../manifests/objects/index.ts";
import { readCheckRules, type CheckRules } from "../../../project/check-rules.ts";
import { findRenderTargets } from "../../../project/render-targets.ts";
import type { ReleaseVariants } from "../../../render/release-variants.ts";
import { renderWithVariants } from "../../../render/render-manifests.ts";
import type { RenderTarget } from "../../../render/render-target.ts";
import { startProgress } from "../../terminal/progress.ts";
import { addFixes } from "./fixes.ts";
import { renderRefused } from "./refused-charts.ts";

/** What to check of a repository. */
export interface CheckWish {
  readonly environments: readonly string[];
  /** The version of `--kubernetes`. */
  readonly asked: Minor | undefined;
  readonly next: boolean;
  readonly cache: boolean;
  readonly now: number;
}

/** Renders a repository's releases with the real helmfile and helm, and checks them. */
export async function checkRepository(directory: string, wish: CheckWish): Promise<KubernetesCheck> {
  const progress = startProgress("rendering");
  try {
    const rules = await readCheckRules(directory);
    const found = await findRenderTargets(directory, wish.environments);
    const { asked: kubernetes } = wish;
    const targets = kubernetes === undefined ? found : found.map((target) => ({ ...target, kubernetes }));
    const run = { directory, rules, wish };
    const version = kubernetes === undefined ? "declared" : "asked";
    const first = await checkTargets({ ...run, targets, version });
    if (!wish.next) return first;
    const later = targets.flatMap((target) => nextTarget(target, first));
    if (later.length === 0) return first;
    return mergeChecks(first, await checkTargets({ ...run, targets: later, version: "next" }));
  } finally {
    progress.stop();
  }
}

interface CheckRun {
  readonly directory: string;
  readonly rules: CheckRules;
  readonly wish: CheckWish;
  readonly targets: readonly RenderTarget[];
  readonly version: CheckedManifests["version"];
}

async function checkTargets({ directory, rules, wish, targets, version }: CheckRun): Promise<KubernetesCheck> {
  const { cache, now } = wish;
  return await renderWithVariants({ directory, targets, cache, subcharts: true }, async (rendered, variants) => {
    const manifests = await renderRefused(rendered, variants);
    const checked = targets.map((target) => toChecked(target, manifests, { rules, version }));
    const check = checkManifests(checked, now);
    return await addFixes(check, { rules, ...fixInputs(manifests, variants) });
  });
}

function fixInputs(manifests: RenderedManifests, variants: ReleaseVariants) {
  const find = (
    { environment, cluster }: Pick<CheckedEnvironment, "environment" | "cluster">,
    { release, namespace }: Pick<CheckedReleaseResult, "release" | "namespace">,
  ): RenderedRelease | undefined =>
    manifests.releases.find(
      (each) => each.environment === environment && each.cluster === cluster && each.release === release && each.namespace === namespace,
    );
  return { variants, find };
}

function toChecked(
  target: RenderTarget,
  { releases, failures }: RenderedManifests,
  { rules, version }: Pick<CheckRun, "rules" | "version">,
): CheckedManifests {
  const { environment, cluster } = target;
  const isHere = (place: Pick<RenderedRelease, "environment" | "cluster">): boolean =>
    place.environment === environment && place.cluster === cluster;
  const own = releases.filter(isHere);
  const kubernetes = findDeclared(target, own);
  return {
    environment,
    version,
    ...(cluster !== undefined && { cluster }),
    ...(kubernetes !== undefined && { kubernetes }),
    releases: own.map(({ release, namespace, chart, objects }): CheckedRelease => {
      const ignoresKubeVersion = rules.ignoredRanges.get(release);
      return {
        release,
        ...(namespace !== undefined && { namespace }),
        chart,
        objects,
        ...(ignoresKubeVersion !== undefined && { ignoresKubeVersion }),
      };
    }),
    failures: failures.filter(isHere),
  };
}

/** The version in the config, otherwise the one that the helmfile passes to helm for every release. */
function findDeclared({ kubernetes }: RenderTarget, releases: readonly RenderedRelease[]): Minor | undefined {
  if (kubernetes !== undefined) return parseMinor(kubernetes);
  const [minor, ...others] = new Set(releases.map((release) => parseMinor(release.kubernetes ?? "")));
  return others.length === 0 ? minor : undefined;
}

function nextTarget(target: RenderTarget, { environments }: KubernetesCheck): RenderTarget[] {
  const { environment, cluster } = target;
  const checked = environments.find((each) => each.environment === environment && each.cluster === cluster);
  const minor = checked?.kubernetes;
  if (minor === undefined || compareMinors(minor, newestMinor()) > 0) return [];
  return [{ ...target, kubernetes: nextMinor(minor) }];
}
