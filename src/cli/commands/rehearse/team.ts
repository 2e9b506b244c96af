import { matchesAny } from "../../../core/path-pattern.ts";
import { day, hour } from "../../../core/time.ts";
import { countWorkingDays, isBad, isWorkingDay, replaceVersion, type Change } from "../../../rehearsal/index.ts";
import { checkChanges, hasEarned } from "./gates.ts";
import { badKey, readMain, tick, type Offer, type World } from "./simulated-repository.ts";
import { parseHelmfiles } from "../../../helmfile/index.ts";

/** Merges pull requests that have been open for the team's merge time. Returns whether it merged any. */
export async function mergeDue(world: World, now: number): Promise<boolean> {
  if (!isWorkingDay(now)) return false;
  let isChanged = false;
  for (const offer of [...world.offers.values()].toSorted((a, b) => a.pullRequest.number - b.pullRequest.number)) {
    const { mergeDev, mergeFollower } = world.behaviour;
    const patience = offer.changes.some(({ environment }) => followsOf(world, environment) !== undefined) ? mergeFollower : mergeDev;
    if (countWorkingDays(offer.pullRequest.openedAt, now) < patience) continue;
    isChanged = (await mergeOffer(world, offer, { by: "people", now, committedAt: now })) || isChanged;
  }
  return isChanged;
}

export interface Merge {
  readonly by: "people" | "automerge";
  /** The moment of the merge check. */
  readonly now: number;
  /** The earliest time of the commit. */
  readonly committedAt: number;
}

/** Merges a pull request if the merge check allows it and it has no version known to be bad. */
export async function mergeOffer(world: World, offer: Offer, { by, now, committedAt }: Merge): Promise<boolean> {
  const { pullRequest, changes } = offer;
  if (changes.length === 0 || changes.some((change) => world.known.has(badKey(change)))) return false;
  const about = { pullRequest: pullRequest.number };
  const { verdict, findings } = await checkChanges(world, changes, now);
  if (verdict === "fail") {
    const reason = findings.find(({ severity }) => severity === "error")?.message ?? "";
    if (!offer.isRefused)
      world.events.push(...changes.map((change) => ({ ...change, ...about, kind: "refused" as const, at: now, reason })));
    offer.isRefused = true;
    return false;
  }
  const earned = changes.map((change) => [change, hasEarned(world, change, now)] as const);
  const at = tick(world, committedAt);
  if (!(await world.session.repository.merge(pullRequest.branch, { message: pullRequest.title, time: at }))) {
    // Renovate rebases it on its next visit.
    world.isRestless = true;
    return false;
  }
  for (const [change, isEarned] of earned) {
    noteMerge(world, change, { at, by, pullRequest: pullRequest.number });
    if (isEarned) continue;
    const message = `${change.to} was merged before it had soaked`;
    world.breaches.push({ ...change, at, invariant: "merged-unsoaked", message });
  }
  pullRequest.state = "merged";
  pullRequest.closedAt = at;
  world.offers.delete(pullRequest.number);
  return true;
}

/** Notes a merge, and whether its version will turn out bad. */
export function noteMerge(world: World, change: Change, about: { at: number; by: "people" | "automerge"; pullRequest?: number }): void {
  world.events.push({ ...change, ...about, kind: "merged" });
  const isFirst = followsOf(world, change.environment) === undefined;
  if (isFirst && isBad(world.behaviour, change.release, change.to)) {
    world.rollbacks.push({ ...change, due: about.at + world.behaviour.rollbackAfter * day });
  }
}

/** Rolls back a bad version, unless a newer one has replaced it. */
export async function rollBackDue(world: World, now: number): Promise<boolean> {
  let isChanged = false;
  for (const rollback of world.rollbacks.filter(({ due }) => due <= now + hour)) {
    world.rollbacks.splice(world.rollbacks.indexOf(rollback), 1);
    const { environment, release, from, to } = rollback;
    const change = { environment, release, from: to, to: from };
    const { texts } = await readMain(world);
    const { helmfiles = [] } = world.fleet.environments.find(({ name }) => name === environment) ?? {};
    const own = [...texts].filter(([path]) => matchesAny(path, helmfiles)).map(([path, text]) => ({ path, text }));
    const places = [...parseHelmfiles(own).values()].flatMap(({ path, releases }) =>
      releases.filter((one) => one.name === release && one.version === to).map(({ line }) => ({ path, line })),
    );
    const [found] = places;
    const path = found?.path ?? "";
    const changed = found === undefined ? undefined : replaceVersion(texts.get(path) ?? "", found.line, change);
    if (changed === undefined) continue;
    const at = tick(world, now);
    await world.session.repository.commit({ files: [{ path, text: changed }], message: `Roll back ${release} to ${from}`, time: at });
    world.known.add(badKey(rollback));
    world.events.push({ ...change, kind: "rolled-back", at });
    isChanged = true;
  }
  return isChanged;
}

function followsOf({ fleet }: World, environment: string): string | undefined {
  return fleet.environments.find(({ name }) => name === environment)?.follows;
}
