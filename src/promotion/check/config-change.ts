import { count } from "../../core/count.ts";
import { hour } from "../../core/time.ts";
import type { ResolvedEnvironment, ResolvedFleet, Soak } from "../../fleet/index.ts";
import { soakOf } from "../gates/soak.ts";
import { formatDays } from "../history/times.ts";
import type { GateFinding, ProposedChange } from "./proposed-change.ts";
import { isUnchanged, pairReleases } from "./release-pairs.ts";

type Environments = Pick<ResolvedFleet, "environments" | "sources">;

/** A change of the config, or its deletion. */
export interface ConfigChange {
  readonly base: Environments;
  /** Undefined if the change deletes the config. */
  readonly head: Environments | undefined;
}

/**
 * The environments of the head's config that an environment of the base may have become: the one of its name; otherwise new
 * ones with its helmfile, that follow the same one, or at all.
 */
export function findSuccessors(before: ResolvedEnvironment, { base, head }: ConfigChange): readonly ResolvedEnvironment[] {
  const all = head?.environments ?? [];
  const same = all.find(({ name }) => name === before.name);
  if (same !== undefined) return [same];
  const added = all.filter(({ name }) => base.environments.every((environment) => environment.name !== name));
  const inPlace = added.filter(({ helmfiles }) => helmfiles.some((path) => before.helmfiles.includes(path)));
  const inside = inPlace.filter(({ helmfileEnvironment }) => helmfileEnvironment === before.helmfileEnvironment);
  if (inPlace.length > 0) return inside.length > 0 ? inside : inPlace;
  const following = added.filter(({ follows }) => follows !== undefined && follows === before.follows);
  return following.length > 0 ? following : added;
}

/** Says what a change of the config does to the inputs of promotion. New environments are not among them. */
export function describeConfigChange(change: ConfigChange): readonly Pick<GateFinding, "environment" | "message">[] {
  const { base, head } = change;
  const followed = new Set(base.environments.map(({ follows }) => follows));
  const relevant = base.environments.filter(({ name, follows }) => follows !== undefined || followed.has(name));
  const [old, now] = [JSON.stringify(base.sources ?? "none"), JSON.stringify(head?.sources ?? "none")];
  const ofSources = head === undefined || old === now ? [] : [{ message: `${edits}: sources ${old} → ${now}` }];
  const ofEnvironments = relevant.flatMap((before) => {
    const [after] = findSuccessors(before, change);
    const lines =
      head === undefined
        ? ["the config is deleted"]
        : after === undefined
          ? ["is not in the config anymore"]
          : compare(before, after, change);
    return lines.map((message) => ({ environment: before.name, message: `${edits}: ${message}` }));
  });
  return [...ofSources, ...ofEnvironments];
}

const edits = "this change edits the rules of promotion";

function compare(before: ResolvedEnvironment, after: ResolvedEnvironment, change: ConfigChange): readonly string[] {
  const upstream = change.base.environments.find(({ name }) => name === before.follows);
  const successors = upstream === undefined ? [] : findSuccessors(upstream, change).map(({ name }) => name);
  const isSameUpstream = before.follows === after.follows || successors.includes(after.follows ?? "");
  const values = (environment: ResolvedEnvironment): readonly (readonly [key: string, value: string])[] => {
    const { promotion, helmfiles, helmfileEnvironment, variables = {}, soak } = environment;
    return [
      ["helmfile", helmfiles.join(", ")],
      ...(helmfileEnvironment === undefined ? [] : [["helmfileEnvironment", helmfileEnvironment] as const]),
      ...Object.entries(variables).map(([name, value]) => [`variables.${name}`, JSON.stringify(value)] as const),
      ["soak", describe(soak)],
      ...Object.entries({ ...promotion }).map(([key, value]) => [key, JSON.stringify(value)] as const),
    ];
  };
  if (before.follows !== undefined && after.follows === undefined) return [`follows ${before.follows} → none, so it is not gated anymore`];
  const old = new Map(values(before));
  const now = new Map(values(after));
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
  const names = [...new Set([...(before.soaks?.keys() ?? []), ...(after.soaks?.keys() ?? []), ...before.releases.map(({ name }) => name)])];
  const soaks = names.filter((name) => describe(soakOf(before, name)) !== describe(soakOf(after, name)));
  return [
    ...(before.name === after.name ? [] : [`it becomes ${after.name}`]),
    ...(isSameUpstream ? [] : [`follows ${before.follows ?? "none"} → ${after.follows ?? "none"}`]),
    ...keys.map((key) => `${key} ${old.get(key) ?? "none"} → ${now.get(key) ?? "none"}`),
    ...(keys.includes("soak")
      ? []
      : soaks.map((name) => `soak of ${name} ${describe(soakOf(before, name))} → ${describe(soakOf(after, name))}`)),
  ];
}

function describe(soak: Soak | undefined): string {
  if (soak === undefined) return "none";
  const { patch, minor, major } = soak;
  return patch === minor && minor === major ? describeTime(patch) : [patch, minor, major].map(describeTime).join(" / ");
}

function describeTime(milliseconds: number): string {
  return milliseconds < hour ? count(Math.round(milliseconds / 60_000), "minute") : formatDays(milliseconds);
}

/** Refuses changes of followers' versions beside a change of the rules. */
export function refuseVersionsBeside(move: ProposedChange): readonly GateFinding[] {
  return move.fleet.environments.flatMap(({ name, follows }) => {
    if (follows === undefined) return [];
    const changed = pairReleases(move, name).filter(({ from, to }) => from === undefined || !isUnchanged(from, to));
    return changed.map(({ from, to }): GateFinding => {
      const message = "this change also edits the rules of promotion; change versions in a pull request of their own";
      return { severity: "error", environment: name, release: to.name, from: from?.version, to: to.version, rule: "config", message };
    });
  });
}
