import { setTimeout } from "node:timers/promises";
import { isRecord } from "../core/json-value.ts";
import { type ManifestObject, type ManifestOrigin, findVolatilePointers, parseManifests } from "../manifests/objects/index.ts";
import { runProgram, type ProgramEnd } from "../io/programs/run-program.ts";
import { dependsOnClock } from "./chart-clock.ts";
import { listServedKinds, withVersions } from "./kubernetes-kinds.ts";
import { splitFlags, type StoredChart } from "./chart-store.ts";
import type { RecordedTemplate } from "./recording-helm.ts";

/** All inputs that determine a rendering. */
export interface ReleaseRendering {
  readonly template: RecordedTemplate;
  readonly chart: StoredChart;
  readonly apiVersions: readonly string[];
  /** Of helm. */
  readonly helm: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The output of helm, including hooks and tests. */
export interface RenderedText {
  readonly text: string;
  /** Pointers to values that differ at every render, by the object's place in the text. */
  readonly volatile: { readonly [index: string]: readonly string[] };
}

/** Renders a release twice, and marks the values that differ. Returns helm's failure if it fails. */
export async function renderRelease(
  rendering: ReleaseRendering,
  origin: ManifestOrigin,
): Promise<RenderedText | { readonly failed: ProgramEnd }> {
  const [first, second] = await renderTwice(rendering);
  const failed = [first, second].find(({ exitCode }) => exitCode !== 0);
  if (failed !== undefined) return { failed };
  const text = first.stdout;
  const objects = parseManifests(text, origin);
  // Values are parsed lazily. Errors must appear here, and not in later readers.
  for (const object of objects) void object.value;
  return { text, volatile: text === second.stdout ? {} : findVolatile(objects, parseManifests(second.stdout, origin)) };
}

/** Parses the objects of a rendered text. Throws a `UserError` if it has anything else. */
export function objectsOf({ text, volatile }: RenderedText, origin: ManifestOrigin): ManifestObject[] {
  return parseManifests(text, origin).map((object, index) => {
    const pointers = volatile[index];
    return pointers === undefined ? object : { ...object, volatile: pointers };
  });
}

/** The arguments of `helm template` after the chart. */
export function templateFlags({ template, apiVersions }: Pick<ReleaseRendering, "template" | "apiVersions">): string[] {
  const { render } = splitFlags(template.flags);
  const context = render.indexOf("--kube-context");
  const flags = context === -1 ? render : render.toSpliced(context, 2);
  const valuesOf = (name: string): string[] => flags.flatMap((flag, index) => (flags[index - 1] === name ? [flag] : []));
  const served = valuesOf("--kube-version").slice(-1).flatMap(listServedKinds);
  const added = withVersions([...valuesOf("--api-versions"), ...apiVersions, ...served]);
  return [...flags, ...added.flatMap((version) => ["--api-versions", version])];
}

/** Whether a parsed cache entry is valid. */
export function isRenderedText(value: unknown): value is RenderedText {
  return isRecord(value) && typeof value["text"] === "string" && isRecord(value["volatile"]);
}

/** At two moments, if templates read the clock: in seconds, at least, its values then differ as random ones do. */
async function renderTwice(rendering: ReleaseRendering): Promise<readonly [ProgramEnd, ProgramEnd]> {
  if (!(await dependsOnClock(rendering.chart, rendering.template))) {
    return await Promise.all([runTemplate(rendering), runTemplate(rendering)]);
  }
  const first = await runTemplate(rendering);
  await setTimeout(1000 - (Date.now() % 1000) + 1);
  return [first, await runTemplate(rendering)];
}

async function runTemplate(rendering: ReleaseRendering): Promise<ProgramEnd> {
  const { template, chart, helm, env } = rendering;
  return await runProgram(helm, ["template", template.release, chart.path, ...templateFlags(rendering)], {
    cwd: template.cwd,
    env,
    leadsGroup: true,
  });
}

function findVolatile(objects: readonly ManifestObject[], others: readonly ManifestObject[]): RenderedText["volatile"] {
  const byIdentity = new Map(others.map((other) => [keyOf(other), other]));
  const entries = objects.flatMap((object, index) => {
    const other = byIdentity.get(keyOf(object));
    if (other?.text !== undefined && other.text === object.text) return [];
    const pointers = other === undefined ? [] : findVolatilePointers(object.value, other.value);
    return pointers.length === 0 ? [] : [[String(index), pointers] as const];
  });
  return Object.fromEntries(entries);
}

function keyOf({ apiVersion, kind, namespace, name }: ManifestObject): string {
  return JSON.stringify([apiVersion, kind, namespace, name]);
}
