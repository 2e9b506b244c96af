import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { describeHold, findOwnLoss, hasApproval, listNamesOfChart } from "./decided.ts";
import { isSameVersion } from "./release-pairs.ts";
import { checkVerification, describeLoss, describeOwnLoss } from "../gates/release-gate.ts";
import { computeSoakState, findOpening, findSoakReason, listRolledBack, soakOf, type SoakState } from "../gates/soak.ts";
import { chartName, mirroredSourceOf } from "../history/chart-source.ts";
import { findTracks, trackKey, type Track } from "../history/periods.ts";
import { isoTime } from "../history/times.ts";

type Verdict = Pick<GateFinding, "severity" | "rule" | "message" | "opensAt">;

/**
 * A release that is new in its environment, or has another chart now, needs a version that has soaked like an upgrade. What
 * the environment runs anyway, and a removal that is taken back, pass. A chart that the upstream never ran is free.
 */
export function checkAddition(change: ReleaseMove): Verdict | undefined {
  const { environment, to, upstream } = change;
  const held = describeHold(change, listNamesOfChart(change));
  if (held !== undefined) return { severity: "error", ...held };
  if (hasApproval(change)) return undefined;
  const tracks = findTracks(upstream, to);
  const left = findRollback(change, tracks);
  if (left !== undefined) {
    return { severity: "error", rule: "rollback", message: `${to.version} ${left}; use another version, or approve this one` };
  }
  if (runsNow(change) || wasJustRemoved(change)) return undefined;
  if (change.brought.length > 0) return checkBrought(change);
  if (tracks.length === 0) return checkUnknownChart(change);
  const states = tracks.map((track) => computeSoakState(track, change.move.now));
  const refusals = states.map((state) => checkSoak(change, state));
  if (refusals.includes(undefined)) return undefined;
  const isRunning = states.some(({ running }) => running !== undefined && isSameVersion(to.version, running.version));
  if (environment.promotion.additions === "free" && isRunning) {
    return startFreely(change);
  }
  const [first] = refusals.toSorted((a, b) => openingOf(a) - openingOf(b));
  return first;
}

/** A chart that the same change brings upstream is no longer free: otherwise a new release would soak only if it came a day later. */
function checkBrought(change: ReleaseMove): Verdict {
  const { environment, to, brought } = change;
  const { name, follows, promotion } = environment;
  if (promotion.additions === "free" && brought.some((one) => isSameVersion(to.version, one.version))) return startFreely(change);
  const message = `${follows} gets chart ${chartName(to)} only with this change; add it to ${name} when it has soaked there, or approve ${to.version}`;
  return { severity: "error", rule: "not-soaked", message };
}

/** Lets a release start with its upstream's version, unless the script said no to that, under any name. */
function startFreely({ environment, to, move }: ReleaseMove): Verdict {
  const { name, follows, promotion } = environment;
  const started: Verdict = {
    severity: "warning",
    rule: "added",
    message: `${to.version} is new in ${name}, and has not soaked in ${follows}`,
  };
  if (promotion.verify === undefined) return started;
  const result = (move.verifications ?? []).findLast(
    (one) => one.environment === name && chartName(one) === chartName(to) && isSameVersion(one.version, to.version),
  );
  if (result === undefined || result.ok) return started;
  return {
    severity: "error",
    rule: "verification",
    message: `${to.version} is held: ${result.reason}; use another version, or approve this one`,
  };
}

function checkUnknownChart({ environment, to, upstream }: ReleaseMove): Verdict {
  const { name, follows, promotion } = environment;
  const what = upstream.names.has(to.name)
    ? `${follows} never ran release ${to.name} with chart ${chartName(to)}`
    : `${follows} never ran chart ${chartName(to)}`;
  if (!promotion.strict && !upstream.names.has(to.name)) {
    return { severity: "warning", rule: "added", message: `${what}, so ${name} may use any version of it` };
  }
  return { severity: "error", rule: "added", message: `${what}; let ${follows} run it first, or approve ${to.version}` };
}

/** How the upstream or the environment itself left this version for an older one. */
function findRollback(change: ReleaseMove, tracks: readonly Track[]): string | undefined {
  const { environment, to, move } = change;
  const loss = tracks.flatMap((track) => listRolledBack(track, move.now)).find(({ version }) => isSameVersion(version, to.version));
  if (loss !== undefined) return describeLoss(loss, environment.follows);
  const ownLoss = findOwnLoss(change);
  return ownLoss === undefined ? undefined : describeOwnLoss(ownLoss, environment.name);
}

/** Whether the environment runs this version of the chart, from there, in another release. */
function runsNow({ environment, to, move }: ReleaseMove): boolean {
  const releases = move.running.get(environment.name) ?? [];
  const source = mirroredSourceOf(to, move.fleet.sources);
  return releases.some(
    (one) =>
      chartName(one) === chartName(to) && mirroredSourceOf(one, move.fleet.sources) === source && isSameVersion(one.version, to.version),
  );
}

/** Whether the environment ran it until it was removed, at most a soak ago. */
function wasJustRemoved({ environment, to, own, move }: ReleaseMove): boolean {
  // A release with a range still runs, so it was not removed.
  if ((move.running.get(environment.name) ?? []).some((one) => trackKey(one) === trackKey(to))) return false;
  const last = own.tracks.get(trackKey(to))?.periods.at(-1);
  if (last?.end !== "removed" || last.until === undefined || !isSameVersion(last.version, to.version)) return false;
  return move.now - last.until <= soakOf(environment, to.name).major;
}

/** Why the version has not soaked in one track; undefined if it has. An addition soaks as long as a major update. */
function checkSoak({ environment, to, move }: ReleaseMove, { soaked, running }: SoakState): Verdict | undefined {
  const { follows, promotion } = environment;
  const rule = { ...promotion, soak: soakOf(environment, to.name).major };
  const item = soaked.find(({ version }) => isSameVersion(version, to.version));
  if (item !== undefined && findSoakReason(item, rule) !== undefined) {
    const pending = checkVerification({ input: move, environment, release: to }, item);
    if (pending === undefined) return undefined;
    const message = `${to.version} is held: ${pending.reason}; approve it, because desalt verifies only upgrades`;
    return { severity: "error", rule: "verification", message };
  }
  const opens = item && findOpening(item, rule, { running, now: move.now });
  if (item === undefined || opens === undefined) {
    const runs = running === undefined ? "" : `, which runs ${running.version}`;
    return {
      severity: "error",
      rule: "not-soaked",
      message: `${to.version} has not soaked in ${follows}${runs}; start with a version that has, or approve this one`,
    };
  }
  const opensAt = isoTime(opens);
  const message = `${to.version} soaks in ${follows} since ${isoTime(item.since)}; this passes from ${opensAt} on`;
  return { severity: "error", rule: "soaking", message, opensAt };
}

function openingOf(verdict: Verdict | undefined): number {
  return verdict?.opensAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(verdict.opensAt);
}
