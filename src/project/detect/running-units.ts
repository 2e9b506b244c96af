import { dirname } from "node:path/posix";
import { findNamedUnits } from "./axis.ts";
import { pathOf } from "./draft.ts";
import type { LeftOut } from "./files/left-out.ts";
import type { Roots } from "./files/roots.ts";
import type { Unit } from "./files/unit.ts";

/** The units that people run by themselves. */
export interface RunningUnits {
  readonly units: readonly Unit[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Leaves out what another helmfile names under `helmfiles:`. If it names those of several environments, it is the one that is left out,
 * since environments are upgraded apart.
 */
export function findRunningUnits(all: readonly Unit[], nested: Roots["nested"]): RunningUnits {
  const labels = new Map(findNamedUnits(all).map(({ unit, label }) => [unit, label]));
  const gone = new Map<Unit, string>();
  const parents = all.filter(({ files }) => files.some((path) => nested.has(path)));
  for (const parent of parents) {
    const named = new Set(parent.files.flatMap((path) => nested.get(path) ?? []).map(({ path }) => path));
    const children = all.filter((unit) => unit !== parent && unit.files.every((path) => named.has(path)));
    const stages = new Set(children.flatMap((unit) => labels.get(unit) ?? []));
    if (stages.size > 1) gone.set(parent, `it names the helmfiles of ${[...stages].join(", ")}`);
    else for (const child of children) if (!gone.has(child)) gone.set(child, `${pathOf(parent)} names it`);
  }
  const left = all.filter((unit) => !gone.has(unit));
  const plain = parents.filter(({ files: [path = ""] }) => /(?:^|\/)helmfile\.ya?ml(?:\.gotmpl)?$/u.test(path));
  for (const unit of findNamedUnits(left).length > 0 ? [] : left) {
    const parent = plain.find((one) => one !== unit && !gone.has(one) && isBelow(pathOf(unit), dirname(pathOf(one))));
    if (parent !== undefined) gone.set(unit, `${pathOf(parent)} names other helmfiles, and not this one`);
  }
  return {
    units: left.filter((unit) => !gone.has(unit)),
    leftOut: [...gone].flatMap(([{ files }, reason]) => files.map((path) => ({ path, reason }))),
  };
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}
