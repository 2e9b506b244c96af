/**
 * The rules of docs/promotion.md once more, as plainly and slowly as possible: nothing is remembered, and each question looks
 * at the whole past. It shares no code with what it checks.
 */
import type { Commit, RunningRelease } from "../src/promotion/index.ts";
import {
  addressOf,
  chartOf,
  everIn,
  hasSoaked,
  indexOf,
  isBelow,
  isEqual,
  isSameRelease,
  kindOf,
  lifeOf,
  originOf,
  plain,
  rollbackOf,
  spansOf,
  stateOf,
  type ModelApproval,
  type ModelChange,
  type ModelFollower,
  type Span,
} from "./lock-past.ts";
import { chainOf, upstreamOf, type Move, type Upstream } from "./lock-upstream.ts";

/** What one release of one environment may not do, in a word; undefined if it may. */
export type Refusal = "hold" | "rollback" | "verification" | "frozen" | "soak" | "unknown" | "source" | "no-version" | undefined;

/** Judges every release that an environment would run. */
export function judge(change: ModelChange, environment: string): readonly { readonly to: RunningRelease; readonly refusal: Refusal }[] {
  const before = change.base.get(environment) ?? [];
  const after = change.head.get(environment) ?? before;
  return after.map((to) => {
    const from = findBefore(to, before, after);
    return { to, refusal: refuse(change, environment, { from, to }) };
  });
}

/** The same release before: in its namespace, or in one that is gone. */
function findBefore(to: RunningRelease, before: readonly RunningRelease[], after: readonly RunningRelease[]): RunningRelease | undefined {
  const same = before.filter((one) => isSameRelease(one, to));
  const here = same.find((one) => one.namespace === to.namespace);
  if (here !== undefined) return here;
  const left = same.filter((one) => !after.some((other) => isSameRelease(one, other) && other.namespace === one.namespace));
  const moved = after.filter((other) => isSameRelease(to, other) && !same.some((one) => other.namespace === one.namespace));
  return left[moved.indexOf(to)];
}

function refuse(change: ModelChange, environment: string, { from, to }: { from: RunningRelease | undefined; to: RunningRelease }): Refusal {
  const follower = change.followers.find(({ name }) => name === environment);
  const isSame = from !== undefined && from.version !== undefined && to.version !== undefined && isEqual(from.version, to.version);
  const isKept = from !== undefined && from.version === undefined && to.version === undefined && from.range === to.range;
  if (follower === undefined) {
    if (isSame || isKept) return undefined;
    if (to.version !== undefined && from?.version !== undefined && isBelow(to.version, from.version)) return undefined;
    return isFrozen(change, environment, false) ? "frozen" : undefined;
  }
  if (isKept) return refuseSource({ change, follower, from, to, version: "" });
  if (to.version === undefined) return "no-version";
  const move = { change, follower, from, to, version: plain(to.version) };
  if (isSame) return refuseSource(move);
  if (isHeld(move)) return "hold";
  if (from?.version !== undefined && isBelow(move.version, from.version)) return refuseRollback(move) ?? refuseSource(move);
  const approval = livingApproval(move);
  if (approval === undefined && isGated(move) && rollbacksOf(move).length > 0) return "rollback";
  if (isFrozen(change, environment, true) && approval?.emergency !== true) return "frozen";
  if (approval !== undefined) return undefined;
  return (
    (from?.version === undefined || upstreamOf(move)?.isBrought === true ? refuseAddition(move) : refuseUpgrade(move, from.version)) ??
    refuseSource(move)
  );
}

function isHeld({ change, from, to, version }: Move): boolean {
  // A new release is held by all names of its chart.
  const everywhere = change.past.flatMap(({ runs }) => [...runs.values()].flatMap((releases) => releases ?? []));
  const others = from?.version === undefined ? everywhere.filter((one) => chartOf(one) === chartOf(to)).map(({ name }) => name) : [];
  return change.hold.some(
    (hold) =>
      isEqual(hold.version, version) &&
      (hold.release === to.name || others.includes(hold.release)) &&
      (hold.until === undefined || change.now < hold.until),
  );
}

function isFrozen({ freeze, now }: ModelChange, environment: string, isFollower: boolean): boolean {
  return freeze.some(({ from, until, environments }) => from <= now && now < until && (environments?.includes(environment) ?? isFollower));
}

/** Approvals end by a rollback and by a verification that says no, if they stood at that moment. */
function livingApproval(move: Move): ModelApproval | undefined {
  const { change, follower, to, version } = move;
  const living = change.approve.filter((approval) => {
    if (approval.to !== follower.name || approval.release !== to.name || !isEqual(approval.version, version)) return false;
    const rollbacks = rollbacksOf(move);
    if (rollbacks.some(({ id }) => indexOf(change.past, id) >= approval.since)) return false;
    const result = lastResult(move);
    return result === undefined || result.ok || result.at < approval.at;
  });
  return living.find(({ emergency }) => emergency) ?? living[0];
}

/** The rollbacks that took the version away, upstream and in the follower itself. */
function rollbacksOf(move: Move): readonly Commit[] {
  const upstream = (upstreamOf(move)?.spans ?? []).flatMap((spans) => rollbackOf(spans, move.version) ?? []);
  const own = ownRollback(move);
  return own === undefined ? upstream : [own, ...upstream];
}

/** What the follower still runs, it did not go back from. */
function ownRollback({ change, follower, to, version }: Move): Commit | undefined {
  const runsIt = (change.base.get(follower.name) ?? []).some(
    (one) => isSameRelease(one, to) && one.version !== undefined && isEqual(one.version, version),
  );
  return runsIt ? undefined : rollbackOf(spansOf(change, follower.name, to), version);
}

function lastResult({ change, follower, to, version }: Move): ModelChange["results"][number] | undefined {
  if (!follower.verify) return undefined;
  return change.results.findLast(
    (one) => one.environment === follower.name && one.release === to.name && one.chart === chartOf(to) && isEqual(one.version, version),
  );
}

/** Whether the script has said yes since the version began to soak. */
function isVerified(move: Move, spans: readonly Span[]): boolean {
  if (!move.follower.verify) return true;
  const result = lastResult(move);
  const [since] = lifeOf(spans, move.version);
  return result?.ok === true && since !== undefined && result.at >= since.from;
}

function refuseUpgrade(move: Move, from: string): Refusal {
  const upstream = upstreamOf(move);
  if (upstream === undefined) return refuseUnknown(move);
  return isSoaked(move, upstream, kindOf(from, move.version)) ? undefined : "soak";
}

function isSoaked(move: Move, { spans }: Upstream, kind: "patch" | "minor" | "major"): boolean {
  const { follower, to, version } = move;
  const soak = (follower.soaks.get(to.name) ?? follower.soak)[kind];
  return spans.some((one) => hasSoaked(one, version, { soak, rules: follower }) && isVerified(move, one));
}

/** Charts that no upstream ever ran are free, unless it had the release with another chart, or the follower is strict. */
function refuseUnknown({ change, follower, to }: Move): Refusal {
  const names = chainOf(change, follower.name).flatMap((name) => everIn(change, name).map((one) => one.name));
  return follower.strict || names.includes(to.name) ? "unknown" : undefined;
}

/** Whether versions must prove themselves upstream. */
function isGated(move: Move): boolean {
  return upstreamOf(move) !== undefined || refuseUnknown(move) !== undefined;
}

function refuseAddition(move: Move): Refusal {
  if (needsNoSoak(move)) return undefined;
  const upstream = upstreamOf(move);
  if (upstream === undefined) return refuseUnknown(move);
  return isSoaked(move, upstream, "major") || (startsWithUpstream(move) && !wasRefused(move)) ? undefined : "soak";
}

/** With free additions, a new release may start with what the upstream runs, also where this change brings the chart there. */
function startsWithUpstream(move: Move): boolean {
  const { change, follower, to, version } = move;
  const upstream = upstreamOf(move);
  if (follower.additions !== "free" || upstream === undefined) return false;
  const runs = (upstream.isBrought ? change.head : change.past.at(-1)?.runs)?.get(upstream.name) ?? [];
  const ofChart = runs.filter((one) => chartOf(one) === chartOf(to));
  const hasName = everIn(change, upstream.name).some((one) => isSameRelease(one, to));
  const deciding = ofChart.filter((one) => !hasName || one.name === to.name);
  return deciding.some((one) => stateOf(ofChart, one).version === version);
}

/** Whether the script said no about the version, under any name. */
function wasRefused({ change, follower, to, version }: Move): boolean {
  const results = (follower.verify ? change.results : []).filter(
    (one) => one.environment === follower.name && one.chart === chartOf(to) && isEqual(one.version, version),
  );
  return results.at(-1)?.ok === false;
}

function isRangeNow({ base }: ModelChange, { name }: ModelFollower, to: RunningRelease): boolean {
  return (base.get(name) ?? []).some((one) => isSameRelease(one, to));
}

/** What the follower runs in another release, from the same address, and what it removed within the soak. */
function needsNoSoak({ change, follower, to, version }: Move): boolean {
  const twins = (change.base.get(follower.name) ?? []).filter(
    (one) => chartOf(one) === chartOf(to) && originOf(change, one) === originOf(change, to),
  );
  if (twins.some((one) => one.version !== undefined && isEqual(one.version, version))) return true;
  const since = change.now - (follower.soaks.get(to.name) ?? follower.soak).major;
  const own = spansOf(change, follower.name, to);
  const removed = own.findLast((span) => span.version !== undefined);
  return removed?.version === version && own.at(-1) !== removed && removed.to >= since && !isRangeNow(change, follower, to);
}

function refuseRollback(move: Move): Refusal {
  const { change, follower, to, version } = move;
  if (!isGated(move) || livingApproval(move) !== undefined) return undefined;
  if (ownRollback(move) !== undefined) return "rollback";
  const everOwn = everIn(change, follower.name).filter((one) => isSameRelease(one, to));
  if (everOwn.some((one) => one.version !== undefined && isEqual(one.version, version))) return undefined;
  const ran = (upstreamOf(move)?.spans ?? []).some((spans) => spans.some((span) => span.version === version));
  return ran && rollbacksOf(move).length === 0 ? undefined : "rollback";
}

/** An address that the upstream never took the chart from, where the change brings it, and the follower does not use it yet. */
function refuseSource(move: Move): Refusal {
  const { change, follower, from, to } = move;
  const upstream = upstreamOf(move);
  if (upstream === undefined || change.unknownSources === "warn" || livingApproval(move) !== undefined) return undefined;
  if (from !== undefined && originOf(change, from) === originOf(change, to)) return undefined;
  // A mirror may stay, and new releases may use it as well.
  const used = from === undefined ? (change.base.get(follower.name) ?? []).filter((one) => chartOf(one) === chartOf(to)) : [];
  const known = [...used.map((one) => originOf(change, one)), ...upstream.addresses];
  return known.includes(addressOf(to)) || known.includes(originOf(change, to)) ? undefined : "source";
}
