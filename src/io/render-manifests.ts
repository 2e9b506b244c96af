import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { realpathSync } from "node:fs";
import { UserError } from "../core/user-error.ts";
import { makeTemporaryFolder } from "../dryrun/temporary-folder.ts";
import { exposesSecrets } from "../manifests/exposed-values.ts";
import { isWanted, type HookChoice } from "../manifests/hooks.ts";
import type { ManifestObject, RenderedManifests, RenderedRelease, RenderFailure } from "../manifests/rendered.ts";
import { cacheFolder } from "./cache-folder.ts";
import { ChartFailure, createChartStore, locate, type ChartStore } from "./render/chart-store.ts";
import { cleanMessage } from "./render/clean-message.ts";
import { keyOf, planTarget, type PlannedTarget } from "./render/plan-target.ts";
import { inParallel } from "./render/in-parallel.ts";
import type { RecordedTemplate } from "./render/recording-helm.ts";
import { readCachedRender, renderKey, writeCachedRender } from "./render/render-cache.ts";
import { objectsOf, renderRelease } from "./render/render-release.ts";
import { findRenderTargets } from "./render/render-target.ts";
import { findRenderTools, type RenderTools } from "./render/render-tools.ts";

/** Something that rendering has done. */
export interface RenderEvent {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  readonly from: "cache" | "helm";
}

export interface RenderOptions extends HookChoice {
  /** The checkout: a repository with a config of desalt, or any helmfile repository. */
  readonly directory: string;
  /** Default: all. */
  readonly environments?: readonly string[];
  /** Whether renders of earlier runs are used, and this one's kept. Charts are kept either way. Default: true. */
  readonly cache?: boolean;
  readonly onProgress?: (event: RenderEvent) => void;
}

/** Where this run keeps things, and what it runs. */
interface RenderRun {
  readonly options: RenderOptions;
  readonly directory: string;
  readonly folder: string;
  readonly tools: RenderTools;
  readonly store: ChartStore;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Renders a checkout with the real helmfile and helm, per environment and cluster. A release that fails is among the
 * failures and hides no other one. Throws a {@link UserError} where there is nothing to render or no program to do it.
 */
export async function renderManifests(options: RenderOptions): Promise<RenderedManifests> {
  const directory = realpathSync(resolve(options.directory));
  const targets = await findRenderTargets(directory, options.environments);
  const tools = await findRenderTools();
  const temporary = await makeTemporaryFolder();
  try {
    const folder = temporary.path;
    const store = createChartStore({ tools, kept: join(cacheFolder("render"), "charts"), folder });
    const run: RenderRun = { options, directory, folder, tools, store, env: tools.templateEnvironment(join(folder, "template")) };
    const parallel = Math.min(availableParallelism(), 4);
    const charts = join(cacheFolder("render"), "charts");
    const planned = await inParallel(parallel, [...targets.entries()], async ([index, target]) =>
      planTarget(target, { directory, tools, folder: join(folder, `helmfile-${index}`), charts }),
    );
    const tasks = planned.flatMap((plan) => plan.templates.map((template) => ({ plan, template })));
    const rendered = await inParallel(parallel, tasks, ({ plan, template }) => renderTemplate(run, plan, template));
    const failures = [...planned.flatMap((plan) => plan.failures), ...rendered.filter(isFailure)];
    return { releases: rendered.flatMap((outcome) => (isFailure(outcome) ? [] : [outcome])), failures };
  } finally {
    await temporary.remove();
  }
}

function isFailure(outcome: RenderedRelease | RenderFailure): outcome is RenderFailure {
  return "message" in outcome;
}

async function renderTemplate(run: RenderRun, plan: PlannedTarget, template: RecordedTemplate): Promise<RenderedRelease | RenderFailure> {
  const { target, repositories } = plan;
  const { options, tools, store, env } = run;
  const place = {
    environment: target.environment,
    ...(target.cluster !== undefined && { cluster: target.cluster }),
    release: template.release,
  };
  const clean = (end: Parameters<typeof cleanMessage>[0]): string => {
    const secrets = [...repositories.map(({ password }) => password), ...plan.secrets];
    return cleanMessage(end, { paths: [run.directory, run.folder], secrets });
  };
  try {
    const chart = await store.fetch({ template, repositories });
    const origin = { ...place, ...(template.namespace !== undefined && { namespace: template.namespace }) };
    const rendering = { template, chart, apiVersions: target.apiVersions, helm: tools.helm.path, env };
    // Decrypted values stay out of the cache.
    const key = options.cache === false || plan.isDecrypted ? undefined : renderKey(rendering, origin, tools.helm.version);
    const folder = join(cacheFolder("render"), "releases");
    const cached = key === undefined ? undefined : readCachedRender(folder, key);
    const outcome = cached ?? (await renderRelease(rendering, origin));
    if ("failed" in outcome) return { ...place, message: clean(outcome.failed) };
    if (cached === undefined && key !== undefined) writeCachedRender(folder, key, outcome);
    options.onProgress?.({ ...place, from: cached === undefined ? "helm" : "cache" });
    const { repository } = locate({ template, repositories });
    const objects = sortObjects(objectsOf(outcome, origin).filter((object) => isWanted(object, options)));
    const exposed = objects.filter((object) => exposesSecrets(object, plan.secrets));
    return {
      ...origin,
      chart: {
        reference: plan.references.get(keyOf(template.release, template.namespace)) ?? template.chart,
        ...chart.metadata,
        ...(repository !== undefined && { repository: withoutCredentials(repository.url) }),
      },
      objects,
      ...(exposed.length > 0 && { exposed }),
    };
  } catch (error) {
    if (error instanceof ChartFailure) return { ...place, message: clean(error.end) };
    if (error instanceof UserError)
      return { ...place, message: clean({ exitCode: 1, stdout: "", stderr: error.message.replace(/^release "[^"]*" \([^)]*\): /u, "") }) };
    throw error;
  }
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/u, "$1");
}

function sortObjects(objects: readonly ManifestObject[]): ManifestObject[] {
  const keys = new Map(objects.map((object) => [object, sortKey(object)]));
  return objects.toSorted((a, b) => ((keys.get(a) ?? "") < (keys.get(b) ?? "") ? -1 : 1));
}

function sortKey({ apiVersion, kind, namespace = "", name }: ManifestObject): string {
  return [apiVersion.includes("/") ? apiVersion.replace(/\/.*$/u, "") : "", kind, namespace, name].join("\0");
}
