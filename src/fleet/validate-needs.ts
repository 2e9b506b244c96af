import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import { listReleases, type DeclaredFleet, type NamedRelease } from "./declared.ts";
import { listAncestry, listOverrides, runsIn } from "./inheritance.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { nameOfNeed } from "./resolve-release.ts";

/** Checks that a needed release runs wherever its dependent runs. Reports each `needs` entry once. */
export function validateNeeds(fleet: DeclaredFleet): Issue[] {
  const releases = listReleases(fleet);
  if (!releases.some(hasNeeds)) return [];
  const byName = new Map(releases.map((release) => [release.name, release]));
  const issues = new Map<string, Issue>();
  for (const [environment, { helmfile }] of Object.entries(fleet.environments)) {
    if (helmfile !== undefined) continue;
    const ancestry = listAncestry(fleet, environment);
    for (const named of releases) {
      if (!hasNeeds(named) || !runsIn(named.release, ancestry)) continue;
      for (const { need, place } of listNeeds(named, ancestry)) {
        const at = renderLocation(place);
        const issue = issues.get(at) ?? explainNeed(need, { named, byName, environment, ancestry, at });
        if (issue !== undefined) issues.set(at, issue);
      }
    }
  }
  return [...issues.values()];
}

function hasNeeds({ release }: NamedRelease): boolean {
  return (
    release.needs !== undefined ||
    Object.values(release.environments ?? {}).some((override) => override !== false && override.needs !== undefined)
  );
}

/** The effective `needs`: those of the last layer that has any, because lists replace. */
function listNeeds({ release, place }: NamedRelease, ancestry: readonly string[]): readonly { need: string; place: ConfigLocation }[] {
  const last = listOverrides(release, ancestry).findLast(([, override]) => override.needs !== undefined);
  const needs = last === undefined ? release.needs : last[1].needs;
  const at = last === undefined ? locationAt(place, "needs") : locationAt(place, "environments", last[0], "needs");
  return (needs ?? []).map((need, index) => ({ need, place: locationAt(at, index) }));
}

interface NeedContext {
  readonly named: NamedRelease;
  readonly byName: ReadonlyMap<string, NamedRelease>;
  readonly environment: string;
  readonly ancestry: readonly string[];
  readonly at: string;
}

function explainNeed(need: string, { named, byName, environment, ancestry, at }: NeedContext): Issue | undefined {
  const name = nameOfNeed(need);
  if (name === named.name) return { message: `release "${name}" needs itself (${at})`, hint: "remove it" };
  const needed = byName.get(name);
  if (needed === undefined) return { message: `release "${need}" is not declared (${at})`, hint: suggestName(name, [...byName.keys()]) };
  if (runsIn(needed.release, ancestry)) return undefined;
  return {
    message: `release "${named.name}" needs "${need}", which does not run in environment "${environment}" (${at})`,
    hint: `let "${name}" run there, or override \`needs\` for "${environment}"`,
  };
}
