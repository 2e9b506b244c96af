import { count } from "../../core/count.ts";
import type { ChartDiff, EnvironmentDiff, FoldedLines, ManifestDiff, ObjectDiff, ReleaseDiff } from "../compare/diff.generated.ts";
import { isFolded } from "../compare/compare.ts";
import { nameObject } from "../objects/identity.ts";

/** Renders an environment and its cluster: `prd/tokyo`. */
export function nameEnvironment({ name, cluster }: Pick<EnvironmentDiff, "name" | "cluster">): string {
  return cluster === undefined ? name : `${name}/${cluster}`;
}

/** Renders numbers of objects: `+1 ~3 −2, 4 folded`, without zeros. */
export function countObjects(objects: readonly ObjectDiff[]): string {
  const countOf = (change: ObjectDiff["change"]): number =>
    objects.filter((object) => object.change === change && !isFolded(object)).length;
  const signs = [["+", countOf("added")] as const, ["~", countOf("changed")] as const, ["−", countOf("removed")] as const];
  const folded = objects.filter(isFolded).length;
  const parts = signs.flatMap(([sign, number]) => (number === 0 ? [] : [`${sign}${number}`]));
  return [...(parts.length === 0 ? [] : [parts.join(" ")]), ...(folded === 0 ? [] : [`${folded} folded`])].join(", ") || "no objects";
}

/** Renders a release's name, with its namespace if others have its name: `agent in team-b`. */
export function nameRelease({ name, namespace }: Pick<ReleaseDiff, "name" | "namespace">): string {
  return namespace === undefined ? name : `${name} in ${namespace}`;
}

/** Says that a release stays in the cluster, and how to uninstall it. */
function describeLeaving({ name, leaves }: ReleaseDiff): string | undefined {
  if (leaves === undefined) return undefined;
  const { namespace, to } = leaves;
  const place = namespace === undefined ? "" : ` in namespace "${namespace}"`;
  const way = `First set "installed: false" on "${name}"${place} and apply that, then make this change`;
  if (to === undefined) return `The helmfile no longer has "${name}", but helmfile apply does not uninstall it. ${way}`;
  if (to.name !== name) return `"${to.name}" looks like "${name}" with another name, but helm refuses objects of another release. ${way}`;
  return `"${name}" moves to namespace "${to.namespace ?? "default"}", but helmfile apply does not uninstall the old one. ${way}`;
}

/** Lists the releases that stay in the cluster, with their places. */
export function listLeaving(
  environments: readonly EnvironmentDiff[],
): readonly { readonly environment: string; readonly release: string; readonly text: string }[] {
  return environments.flatMap((environment) =>
    environment.releases.flatMap((release) => {
      const text = describeLeaving(release);
      return text === undefined ? [] : [{ environment: nameEnvironment(environment), release: nameRelease(release), text }];
    }),
  );
}

/** Renders a chart's versions: `1.16.2 → 1.17.0`. Returns undefined if the chart does not change. */
export function describeChart({ from, to }: ChartDiff): string | undefined {
  if (from === to) return undefined;
  if (from === null) return `${to ?? ""} (new release)`;
  return to === null ? `${from} (release removed)` : `${from} → ${to}`;
}

/** Renders folded lines: `4 lines folded: 2 × chart labels, 2 × checksum annotations`. */
export function describeFolded(folded: readonly FoldedLines[]): string {
  const lines = folded.reduce((sum, { lines: number }) => sum + number, 0);
  return `${count(lines, "line")} folded: ${folded.map(({ rule, lines: number }) => `${number} × ${rule}`).join(", ")}`;
}

/** Describes an object's move to another release. */
export function describeMove({ moved, change }: ObjectDiff): string | undefined {
  if (moved === undefined) return undefined;
  return change === "removed" ? `moves to the release "${moved}"` : `comes from the release "${moved}"`;
}

/** Describes the folded objects of a release in one sentence, by rule. */
export function describeFoldedObjects(objects: readonly ObjectDiff[]): string | undefined {
  const folded = objects.filter(isFolded);
  if (folded.length === 0) return undefined;
  const rules = Map.groupBy(
    folded.flatMap((object) => object.folded),
    ({ rule }) => rule,
  );
  const totals = [...rules].map(([rule, list]) => ({ rule, lines: list.reduce((sum, { lines }) => sum + lines, 0) }));
  return `${count(folded.length, "object changes", "objects change")} in noise only: ${describeFolded(totals)}`;
}

/** A danger with its place. */
export interface PlacedDanger {
  readonly environment: string;
  readonly release: string;
  readonly object: string;
  readonly danger: string;
}

/** Lists all dangers, in the order of the diff. */
export function listDangers(environments: readonly EnvironmentDiff[]): PlacedDanger[] {
  return environments.flatMap((environment) => environment.releases.flatMap((release) => listReleaseDangers(environment, release)));
}

function listReleaseDangers(environment: EnvironmentDiff, release: ReleaseDiff): PlacedDanger[] {
  const place = { environment: nameEnvironment(environment), release: nameRelease(release) };
  return release.objects.flatMap((object) => object.dangers.map((danger) => ({ ...place, object: nameObject(object), danger })));
}

/** The sum of a diff without changes. With errors, it does not say that nothing changes. */
export function describeNoChanges(errors: ManifestDiff["errors"]): string {
  return errors.length === 0 ? "nothing changes" : "changes are unknown";
}
