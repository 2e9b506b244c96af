import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { digestChart } from "./chart-digest.ts";
import { locate, splitFlags } from "./chart-store.ts";
import { keyOf, type PlannedTarget } from "./plan-target.ts";
import type { RecordedTemplate } from "./recording-helm.ts";
import { renderKey } from "./render-cache.ts";
import type { RenderTarget } from "./render-target.ts";

/** A key of a release in a run, equal on both sides. */
export function placeKey({ environment, cluster, helmfile }: RenderTarget, { release, namespace }: RecordedTemplate): string {
  return JSON.stringify([environment, cluster, helmfile, keyOf(release, namespace)]);
}

/**
 * The releases for which helmfile asks helm for the same on both sides, so that they render to the same, without
 * rendering them or fetching their charts: a chart of a registry is the same for both, since both are asked for now.
 */
export async function findUnchanged(
  { base, head }: { readonly base: readonly PlannedTarget[]; readonly head: readonly PlannedTarget[] },
  helmVersion: string,
): Promise<ReadonlySet<string>> {
  const digests = new Map<string, Promise<string>>();
  const before = await keysOf(base, { helmVersion, digests });
  const after = await keysOf(head, { helmVersion, digests });
  return new Set([...after].flatMap(([place, key]) => (key !== undefined && before.get(place) === key ? [place] : [])));
}

interface Keying {
  readonly helmVersion: string;
  /** Of local charts, by path: many releases may share one. */
  readonly digests: Map<string, Promise<string>>;
}

async function keysOf(planned: readonly PlannedTarget[], keying: Keying): Promise<ReadonlyMap<string, string | undefined>> {
  const keys = new Map<string, string | undefined>();
  for (const plan of planned) {
    for (const template of plan.templates) keys.set(placeKey(plan.target, template), await inputsKey(plan, template, keying));
  }
  return keys;
}

/** Undefined if more than this determines the rendering. */
async function inputsKey(
  { target, repositories, references }: PlannedTarget,
  template: RecordedTemplate,
  { helmVersion, digests }: Keying,
): Promise<string | undefined> {
  const local = isAbsolute(template.chart) ? template.chart : join(template.cwd, template.chart);
  const digest = digests.get(local) ?? (existsSync(local) ? digestChart(local) : undefined);
  if (digest !== undefined) digests.set(local, digest);
  else if (/^\.{0,2}\//u.test(template.chart)) return undefined;
  const { repository, source } = locate({ template, repositories });
  const fetched = [repository?.url, repository?.flags, source, splitFlags(template.flags).download];
  const chart = JSON.stringify([references.get(keyOf(template.release, template.namespace)), (await digest) ?? fetched]);
  return renderKey({ template, chart: { digest: chart }, apiVersions: target.apiVersions }, target, helmVersion);
}
