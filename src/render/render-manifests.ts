import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { realpathSync } from "node:fs";
import { UserError } from "../core/user-error.ts";
import { makeTemporaryFolder } from "../io/files/temporary-folder.ts";
import {
  type HookChoice,
  ManifestError,
  type RenderFailure,
  type RenderedManifests,
  type RenderedRelease,
  isSecretObject,
  isWanted,
} from "../manifests/objects/index.ts";
import { cacheFolder } from "../io/files/cache-folder.ts";
import { renderCached } from "./cached-release.ts";
import { findChangedReleases } from "./changed-releases.ts";
import { ChartFailure, createChartStore, locate, type ChartStore } from "./chart-store.ts";
import { cleanMessage } from "./clean-message.ts";
import { keyOf, planTarget, type PlannedReleases, type PlannedTarget } from "./plan-target.ts";
import { inParallel } from "./in-parallel.ts";
import type { RecordedTemplate } from "./recording-helm.ts";
import type { RenderTarget } from "./render-target.ts";
import { findRenderTools, type RenderTools } from "./render-tools.ts";
import { openPlainFiles, type PlainFiles } from "./secrets/plain-files.ts";
import { readSubcharts } from "./subcharts.ts";
import { findUnchanged, placeKey } from "./unchanged-releases.ts";
import { sortObjects } from "./sorted-objects.ts";
import { createVariants, valueOf, type ReleaseVariants } from "./release-variants.ts";

/** Something that rendering has done. */
export interface RenderEvent {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  readonly from: "cache" | "helm";
}

export interface RenderOptions extends HookChoice {
  /** The checkout that the targets are in. */
  readonly directory: string;
  readonly targets: readonly RenderTarget[];
  /** Whether renders of earlier runs are used, and this one's kept. Charts are kept either way. Default: true. */
  readonly cache?: boolean;
  readonly onProgress?: (event: RenderEvent) => void;
  /** Whether charts name their subcharts, which takes time to read. Default: no. */
  readonly subcharts?: boolean;
}

/** A checkout on each side of a change; absent where it has nothing to render. */
export interface RenderSides<T> {
  readonly base: T;
  readonly head: T;
}

/** Where this run keeps things, and what it runs. */
interface RenderRun {
  readonly folder: string;
  readonly tools: RenderTools;
  readonly store: ChartStore;
  readonly env: NodeJS.ProcessEnv;
}

/** What a checkout has to render. */
interface RenderSide {
  readonly options: RenderOptions;
  readonly name: string;
  readonly directory: string;
  readonly targets: readonly { readonly target: RenderTarget; readonly only?: PlannedReleases }[];
}

/** What is to be rendered of one checkout. */
interface RenderPlan {
  readonly options: RenderOptions;
  readonly directory: string;
  readonly files: PlainFiles;
  readonly planned: readonly PlannedTarget[];
}

/**
 * Renders a checkout with the real helmfile and helm, per environment and cluster. A release that fails is among the
 * failures and hides no other one. Throws a {@link UserError} where there is nothing to render or no program to do it.
 */
export async function renderManifests(options: RenderOptions): Promise<RenderedManifests> {
  return await inRun(async (run) => renderPlan(run, await plan(run, findSide(options, "helmfile")), new Set()));
}

/** Renders as {@link renderManifests} does, and lets `work` render single releases again in other ways. */
export async function renderWithVariants<T>(
  options: RenderOptions,
  work: (manifests: RenderedManifests, variants: ReleaseVariants) => Promise<T>,
): Promise<T> {
  return await inRun(async (run) => {
    const side = await plan(run, findSide(options, "helmfile"));
    const variants = createVariants(side.planned, {
      store: run.store,
      render: (planned, template) => renderTemplate({ run, side, plan: planned, template }),
    });
    return await work(await renderPlan(run, side, new Set()), variants);
  });
}

/**
 * Renders two checkouts as {@link renderManifests} does, but for the releases whose inputs are the same in both: these are on
 * neither side, as they are equal. Without the cache all are rendered.
 */
export async function renderManifestSides(sides: RenderSides<RenderOptions | undefined>): Promise<RenderSides<RenderedManifests>> {
  return await inRun(async (run) => {
    const isCached = sides.base?.cache !== false && sides.head?.cache !== false;
    const found = { base: sides.base && findSide(sides.base, "base"), head: sides.head && findSide(sides.head, "head") };
    const narrowed = isCached && found.base !== undefined && found.head !== undefined ? narrowSides(found.base, found.head) : found;
    const [base, head] = await Promise.all([narrowed.base && plan(run, narrowed.base), narrowed.head && plan(run, narrowed.head)]);
    const unchanged =
      isCached && base !== undefined && head !== undefined
        ? await findUnchanged({ base: base.planned, head: head.planned }, run.tools.helm.version)
        : new Set<string>();
    const render = async (side: RenderPlan | undefined): Promise<RenderedManifests> =>
      side === undefined ? { releases: [], failures: [] } : await renderPlan(run, side, unchanged);
    return { base: await render(base), head: await render(head) };
  });
}

const parallel = Math.min(availableParallelism(), 4);

async function inRun<T>(work: (run: RenderRun) => Promise<T>): Promise<T> {
  const tools = await findRenderTools();
  const temporary = await makeTemporaryFolder();
  try {
    const folder = temporary.path;
    const store = createChartStore({ tools, kept: join(cacheFolder("render"), "charts"), folder });
    return await work({ folder, tools, store, env: tools.templateEnvironment(join(folder, "template")) });
  } finally {
    await temporary.remove();
  }
}

function findSide(options: RenderOptions, name: string): RenderSide {
  const directory = realpathSync(resolve(options.directory));
  return { options, name, directory, targets: options.targets.map((target) => ({ target })) };
}

async function plan({ tools, folder }: RenderRun, { options, name, directory, targets }: RenderSide): Promise<RenderPlan> {
  const charts = join(cacheFolder("render"), "charts");
  const planned = await inParallel(parallel, [...targets.entries()], async ([index, { target, only }]) =>
    planTarget(target, { directory, tools, folder: join(folder, `${name}-${index}`), charts, ...(only !== undefined && { only }) }),
  );
  return { options, directory, files: openPlainFiles(directory), planned };
}

/** Leaves to helmfile only what the texts of both sides do not prove to be the same. */
function narrowSides(base: RenderSide, head: RenderSide): RenderSides<RenderSide> {
  const keyOfTarget = ({ environment, cluster, helmfile }: RenderTarget): string => JSON.stringify([environment, cluster, helmfile]);
  const find = (wanted: RenderTarget, side: RenderSide): RenderTarget | undefined =>
    side.targets.find(({ target }) => keyOfTarget(target) === keyOfTarget(wanted))?.target;
  const narrow = (side: RenderSide, name: "base" | "head"): RenderSide => ({
    ...side,
    targets: side.targets.map(({ target }) => {
      const [before, after] = [find(target, base), find(target, head)];
      if (before === undefined || after === undefined) return { target };
      const changed = findChangedReleases({ ...base, target: before }, { ...head, target: after });
      return changed === undefined ? { target } : { target, only: { names: changed.names, releases: changed[name] } };
    }),
  });
  return { base: narrow(base, "base"), head: narrow(head, "head") };
}

async function renderPlan(run: RenderRun, side: RenderPlan, unchanged: ReadonlySet<string>): Promise<RenderedManifests> {
  const tasks = side.planned.flatMap((target) =>
    target.templates.flatMap((template) => (unchanged.has(placeKey(target.target, template)) ? [] : [{ target, template }])),
  );
  const rendered = await inParallel(parallel, tasks, ({ target, template }) => renderTemplate({ run, side, plan: target, template }));
  const failures = [...side.planned.flatMap((target) => target.failures), ...rendered.filter(isFailure)];
  const uninstalled = side.planned.flatMap((target) => target.uninstalled);
  return {
    releases: rendered.flatMap((outcome) => (isFailure(outcome) ? [] : [outcome])),
    failures,
    ...(uninstalled.length > 0 && { uninstalled }),
  };
}

function isFailure(outcome: RenderedRelease | RenderFailure): outcome is RenderFailure {
  return "message" in outcome;
}

interface TemplateTask {
  readonly run: RenderRun;
  readonly side: RenderPlan;
  readonly plan: PlannedTarget;
  readonly template: RecordedTemplate;
}

async function renderTemplate({ run, side, plan: planned, template }: TemplateTask): Promise<RenderedRelease | RenderFailure> {
  const { target, repositories } = planned;
  const { options } = side;
  const { tools, env } = run;
  const place = {
    environment: target.environment,
    ...(target.cluster !== undefined && { cluster: target.cluster }),
    release: template.release,
  };
  const clean = (end: Parameters<typeof cleanMessage>[0]): string => cleanMessage(end, [side.directory, run.folder]);
  try {
    const chart = await run.store.fetch({ template, repositories });
    const origin = { ...place, ...(template.namespace !== undefined && { namespace: template.namespace }) };
    const outcome = await renderCached({
      rendering: { template, chart, apiVersions: target.apiVersions, helm: tools.helm.path, env },
      origin,
      plan: planned,
      helmVersion: tools.helm.version,
      files: side.files,
      isCached: options.cache !== false,
    });
    if ("failed" in outcome) return { ...place, message: clean(outcome.failed) };
    const { objects: all, secrets, from } = outcome;
    options.onProgress?.({ ...place, from });
    const { repository } = locate({ template, repositories });
    const objects = sortObjects(all.filter((object) => isWanted(object, options)));
    const wanted = new Set(objects);
    const exposed = secrets.filter(({ object }) => wanted.has(object) && !isSecretObject(object));
    const kubernetes = valueOf(template.flags, "--kube-version");
    return {
      ...origin,
      chart: {
        reference: planned.references.get(keyOf(template.release, template.namespace)) ?? template.chart,
        ...chart.metadata,
        ...(repository !== undefined && { repository: withoutCredentials(repository.url) }),
        ...(options.subcharts === true && { subcharts: await readSubcharts(chart.path) }),
      },
      ...(kubernetes !== undefined && { kubernetes }),
      objects,
      ...(exposed.length > 0 && { exposed }),
    };
  } catch (error) {
    if (error instanceof ChartFailure) return { ...place, message: clean(error.end) };
    if (error instanceof UserError) {
      const reason = error instanceof ManifestError ? error.reason : error.message;
      return { ...place, message: clean({ exitCode: 1, stdout: "", stderr: reason }) };
    }
    throw error;
  }
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/u, "$1");
}
