import { existsSync } from "node:fs";
import { suggestName } from "../../../core/suggestion.ts";
import { warn } from "../../terminal/report-issues.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { openCheckout } from "../../../io/git/checkout.ts";
import { resolveRange } from "../../../project/commit-range.ts";
import { openFleet } from "../../../project/open-fleet.ts";
import { findConfig } from "../../../project/load-config.ts";
import { renderManifestSides, type RenderEvent, type RenderOptions } from "../../../render/render-manifests.ts";
import { findHelmfileTargets } from "../../../project/helmfile-targets.ts";
import { findRenderTargets } from "../../../project/render-targets.ts";
import type { RenderTarget } from "../../../render/render-target.ts";
import { findRenderTools } from "../../../render/render-tools.ts";
import type { RenderedManifests } from "../../../manifests/objects/index.ts";
import { startProgress } from "../../terminal/progress.ts";

/** The two sides of a comparison. */
export interface DiffSides {
  readonly directory: string;
  /** The branch to compare with. */
  readonly ref: string;
  /** The commit or branch with the change. Default: the working tree. */
  readonly head?: string;
  /** The environments to compare. Empty for all. */
  readonly environments: readonly string[];
  readonly cache: boolean;
}

interface RenderedSides {
  readonly base: RenderedManifests;
  readonly head: RenderedManifests;
  /** Whether Argo CD deletes what is no longer rendered. */
  readonly prunes: boolean;
}

const nothing: RenderedManifests = { releases: [], failures: [] };

/** Renders the common ancestor and the change. Reports the progress on stderr. */
export async function renderSides(sides: DiffSides): Promise<RenderedSides> {
  const { directory, ref, head } = sides;
  const range = await resolveRange(directory, { base: ref, ...(head !== undefined && { head }) });
  // The change is already merged.
  if (range.head !== undefined && range.common === range.head) return { base: nothing, head: nothing, prunes: false };
  await using baseCheckout = await openCheckout(directory, range.common, { isRepository: true });
  await using headCheckout = range.head === undefined ? undefined : await openCheckout(directory, range.head, { isRepository: true });
  if (baseCheckout.hasSubmodules) warn([submodules]);
  const folders = { base: baseCheckout.directory, head: headCheckout?.directory ?? directory };
  // Asks for the programs' versions in the meantime. Rendering reports their errors.
  const tools = Promise.allSettled([findRenderTools()]);
  const targets = { base: await listTargets(folders.base), head: await listTargets(folders.head) };
  const known = { base: listEnvironments(targets.base), head: listEnvironments(targets.head) };
  await tools;
  refuseUnknown(sides.environments, [...known.head, ...known.base]);
  if (known.head.length === 0 && known.base.length === 0) await findRenderTargets(folders.head);
  const progress = startProgress(`rendering ${range.common.slice(0, 9)} and ${head ?? "the working tree"}`);
  const optionsOf = (side: "base" | "head"): RenderOptions | undefined => {
    const chosen = targets[side].filter(({ environment }) => sides.environments.length === 0 || sides.environments.includes(environment));
    const onProgress = (event: RenderEvent): void => progress.update(describeEvent(side, event));
    return chosen.length === 0 ? undefined : { directory: folders[side], targets: chosen, cache: sides.cache, onProgress };
  };
  try {
    const { base: before, head: after } = await renderManifestSides({ base: optionsOf("base"), head: optionsOf("head") });
    return {
      base: withoutUnknown(before, after, known),
      head: withoutUnknown(after, before, { base: known.head, head: known.base }),
      prunes: await isPruned(folders.head),
    };
  } finally {
    progress.stop();
  }
}

async function isPruned(directory: string): Promise<boolean> {
  if (!existsSync(directory) || findConfig(directory) === undefined) return false;
  const { fleet } = await openFleet(directory);
  return fleet.gitops.argocd?.prune === true;
}

const submodules: Issue = {
  message: "this repository has submodules, which desalt does not read at the base",
  hint: "keep charts and values in the repository or in a chart registry; objects from submodules are shown as new",
};

/** Returns no targets if a side has nothing to render, for example a base before the first helmfile. */
async function listTargets(directory: string): Promise<readonly RenderTarget[]> {
  if (!existsSync(directory)) return [];
  return findConfig(directory) === undefined ? await findHelmfileTargets(directory) : await findRenderTargets(directory);
}

function listEnvironments(targets: readonly RenderTarget[]): string[] {
  return [...new Set(targets.map(({ environment }) => environment))];
}

function refuseUnknown(asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new UserError(
    unknown.map((name) => ({
      message: `environment "${name}" does not exist on either side`,
      hint: suggestName(name, [...new Set(known)], "there are"),
    })),
  );
}

/**
 * An unreadable helmfile does not show which environments it has. For environments that only the other side has, it is then
 * unknown whether they are new or removed.
 */
function withoutUnknown(
  side: RenderedManifests,
  { failures }: RenderedManifests,
  known: { readonly base: readonly string[]; readonly head: readonly string[] },
): RenderedManifests {
  const isUnreadable = failures.some(({ environment, release }) => release === undefined && !known.base.includes(environment));
  if (!isUnreadable) return side;
  return { ...side, releases: side.releases.filter(({ environment }) => known.head.includes(environment)) };
}

function describeEvent(side: string, { environment, cluster, release, from }: RenderEvent): string {
  return `${side}: ${cluster === undefined ? environment : `${environment}/${cluster}`} → ${release} (${from})`;
}
