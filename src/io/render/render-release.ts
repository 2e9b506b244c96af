import { isRecord } from "../../core/json-value.ts";
import type { ManifestObject } from "../../manifests/rendered.ts";
import { findVolatilePointers } from "../../manifests/volatile-pointers.ts";
import { runProgram, type ProgramEnd } from "../run-program.ts";
import { readObjects } from "./read-objects.ts";
import { splitFlags, type StoredChart } from "./chart-store.ts";
import type { RecordedTemplate } from "./recording-helm.ts";

/** Everything that decides what a release renders to. */
export interface ReleaseRendering {
  readonly template: RecordedTemplate;
  readonly chart: StoredChart;
  readonly apiVersions: readonly string[];
  /** Of helm. */
  readonly helm: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The objects of a release, or how helm failed. */
export type ReleaseOutcome = { readonly objects: readonly ManifestObject[] } | { readonly failed: ProgramEnd };

/** Renders a release twice, hooks and tests included, and marks the values that differ. */
export async function renderRelease(rendering: ReleaseRendering): Promise<ReleaseOutcome> {
  const [first, second] = await Promise.all([runTemplate(rendering), runTemplate(rendering)]);
  const failed = [first, second].find(({ exitCode }) => exitCode !== 0);
  if (failed !== undefined) return { failed };
  const objects = readObjects(first.stdout);
  return { objects: first.stdout === second.stdout ? objects : markVolatile(objects, readObjects(second.stdout)) };
}

/** What `helm template` is given behind the chart. */
export function templateFlags({ template, apiVersions }: Pick<ReleaseRendering, "template" | "apiVersions">): string[] {
  const { render } = splitFlags(template.flags);
  const context = render.indexOf("--kube-context");
  const flags = context === -1 ? render : render.toSpliced(context, 2);
  return [...flags, ...apiVersions.flatMap((version) => ["--api-versions", version])];
}

async function runTemplate(rendering: ReleaseRendering): Promise<ProgramEnd> {
  const { template, chart, helm, env } = rendering;
  return await runProgram(helm, ["template", template.release, chart.path, ...templateFlags(rendering)], { cwd: template.cwd, env });
}

function markVolatile(objects: readonly ManifestObject[], others: readonly ManifestObject[]): ManifestObject[] {
  const left = new Map(others.map((other) => [identityOf(other), other]));
  return objects.map((object) => {
    const other = left.get(identityOf(object));
    const volatile = other === undefined ? [] : findVolatilePointers(object.value, other.value);
    return volatile.length === 0 ? object : { ...object, volatile };
  });
}

function identityOf({ apiVersion, kind, namespace, name }: ManifestObject): string {
  return JSON.stringify([apiVersion.replace(/\/[^/]*$/u, ""), kind, namespace, name]);
}

/** Whether a parsed cache entry is a list of objects. */
export function isObjectList(value: unknown): value is readonly ManifestObject[] {
  return (
    Array.isArray(value) && value.every((object) => isRecord(object) && typeof object["kind"] === "string" && isRecord(object["value"]))
  );
}
