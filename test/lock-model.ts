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
  type Span,
} from "./lock-past.ts";
import { chainOf, upstreamOf, type Move, type Upstream } from "./lock-upstream.ts";

/** Why a release may not do what a change wants, or the way by which it may. */
export interface Judgement {
  readonly to: RunningRelease;
  readonly refusal?: Refusal;
  readonly way?: Way;
}
type Refusal = "hold" | "rollback" | "frozen" | "soak" | "unknown" | "source" | "no-version";
type Way =
  | "unchanged"
  | "ungated"
  | "went back"
  | "emergency"
  | "approved"
  | "free"
  | "soaked"
  | "runs in another release"
  | "was removed"
  | "runs upstream";

/** Judges every release that an environment would run. */
export function judge(change: ModelChange, environment: string): readonly Judgement[] {
  const before = change.base.get(environment) ?? [];
  const after = change.head.get(environment) ?? before;
  return after.map((to) => ({ to, ...judgeRelease(change, environment, { from: findBefore(to, before, after), to }) }));
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

type Verdict = Omit<Judgement, "to">;

function judgeRelease(
  change: ModelChange,
  environment: string,
  { from, to }: { readonly from: RunningRelease | undefined; readonly to: RunningRelease },
): Verdict {
  const follower = change.followers.find(({ name }) => name === environment);
  const isSame = from !== undefined && from.version !== undefined && to.version !== undefined && isEqual(from.version, to.version);
  const isKept = from !== undefined && from.version === undefined && to.version === undefined && from.range === to.range;
  const isBack = from?.version !== undefined && to.version !== undefined && isBelow(to.version, from.version);
  if (follower === undefined) {
    return isSame || isKept || isBack || !isFrozen(change, environment, false) ? { way: "ungated" } : { refusal: "frozen" };
  }
  const move = { change, follower, from, to, version: plain(to.version ?? "") };
  if (isSame || isKept) return orSource(move, { way: "unchanged" });
  if (to.version === undefined) return { refusal: "no-version" };
  if (isHeld(move)) return { refusal: "hold" };
  if (isBack) return orSource(move, judgeRollback(move));
  const approval = livingApproval(move);
  if (approval === undefined && isGated(move) && rollbacksOf(move).length > 0) return { refusal: "rollback" };
  const frozen = isFrozen(change, environment, true);
  if (frozen && approval?.emergency !== true) return { refusal: "frozen" };
  if (approval !== undefined) return { way: frozen ? "emergency" : "approved" };
  const isNew = from?.version === undefined || upstreamOf(move)?.isBrought === true;
  return orSource(move, isNew ? judgeAddition(move) : judgeUpgrade(move, from.version));
}

/** What may come may still come from a wrong address. */
function orSource(move: Move, verdict: Verdict): Verdict {
  return verdict.refusal === undefined && isFromElsewhere(move) ? { refusal: "source" } : verdict;
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

function judgeUpgrade(move: Move, from: string): Verdict {
  const upstream = upstreamOf(move);
  if (upstream === undefined) return judgeUnknown(move);
  return isSoaked(move, upstream, kindOf(from, move.version)) ? { way: "soaked" } : { refusal: "soak" };
}

function isSoaked(move: Move, { spans }: Upstream, kind: "patch" | "minor" | "major"): boolean {
  const { follower, to, version } = move;
  const soak = (follower.soaks.get(to.name) ?? follower.soak)[kind];
  return spans.some((one) => hasSoaked(one, version, { soak, rules: follower }) && isVerified(move, one));
}

/** Charts that no upstream ever ran are free, unless it had the release with another chart, or the follower is strict. */
function judgeUnknown({ change, follower, to }: Move): Verdict {
  const names = chainOf(change, follower.name).flatMap((name) => everIn(change, name).map((one) => one.name));
  return follower.strict || names.includes(to.name) ? { refusal: "unknown" } : { way: "free" };
}

/** Whether versions must prove themselves upstream. */
function isGated(move: Move): boolean {
  return upstreamOf(move) !== undefined || judgeUnknown(move).refusal !== undefined;
}

function judgeAddition(move: Move): Verdict {
  if (runsInAnother(move)) return { way: "runs in another release" };
  if (wasRemoved(move)) return { way: "was removed" };
  const upstream = upstreamOf(move);
  if (upstream === undefined) return judgeUnknown(move);
  if (isSoaked(move, upstream, "major")) return { way: "soaked" };
  return startsWithUpstream(move) && !wasRefused(move) ? { way: "runs upstream" } : { refusal: "soak" };
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

/** Whether the follower runs the version in another release, from the same address. */
function runsInAnother({ change, follower, to, version }: Move): boolean {
  const others = (change.base.get(follower.name) ?? []).filter(
    (one) => chartOf(one) === chartOf(to) && originOf(change, one) === originOf(change, to),
  );
  return others.some((one) => one.version !== undefined && isEqual(one.version, version));
}

/** Whether the follower removed the release within the soak, with this version. */
function wasRemoved({ change, follower, to, version }: Move): boolean {
  if ((change.base.get(follower.name) ?? []).some((one) => isSameRelease(one, to))) return false;
  const since = change.now - (follower.soaks.get(to.name) ?? follower.soak).major;
  const last = spansOf(change, follower.name, to).findLast((span) => span.version !== undefined);
  return last?.version === version && last.to >= since;
}

function judgeRollback(move: Move): Verdict {
  const { change, follower, to, version } = move;
  if (!isGated(move)) return { way: "free" };
  if (livingApproval(move) !== undefined) return { way: "approved" };
  if (ownRollback(move) !== undefined) return { refusal: "rollback" };
  const everOwn = everIn(change, follower.name).filter((one) => isSameRelease(one, to));
  if (everOwn.some((one) => one.version !== undefined && isEqual(one.version, version))) return { way: "went back" };
  const soak = Math.min(...Object.values(follower.soaks.get(to.name) ?? follower.soak));
  const hasQualified = (upstreamOf(move)?.spans ?? []).some((spans) => hasSoaked(spans, version, { soak, rules: follower }));
  return hasQualified && rollbacksOf(move).length === 0 ? { way: "went back" } : { refusal: "rollback" };
}

/** An address that the upstream never took the chart from, where the change brings it, and the follower does not use it yet. */
function isFromElsewhere(move: Move): boolean {
  const { change, follower, from, to } = move;
  const upstream = upstreamOf(move);
  if (upstream === undefined || change.unknownSources === "warn" || livingApproval(move) !== undefined) return false;
  if (from !== undefined && originOf(change, from) === originOf(change, to)) return false;
  // A mirror may stay, and new releases may use it as well.
  const used = from === undefined ? (change.base.get(follower.name) ?? []).filter((one) => chartOf(one) === chartOf(to)) : [];
  const known = [...used.map((one) => originOf(change, one)), ...upstream.addresses];
  return !known.includes(addressOf(to)) && !known.includes(originOf(change, to));
}
