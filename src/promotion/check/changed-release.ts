import { isExactVersion } from "../../helmfile/index.ts";
import { findFreeze } from "../decisions/decisions.ts";
import { strongest } from "../decisions/precedence.ts";
import type { Gate } from "../gates/gate.ts";
import { chartName, isLocalChart } from "../history/chart-source.ts";
import { findTracks, listTracksOfChart, trackKey } from "../history/periods.ts";
import { describeLoss } from "../gates/release-gate.ts";
import { listRolledBack } from "../gates/soak.ts";
import { parseVersion } from "../history/version.ts";
import { checkAddition } from "./added-release.ts";
import { describeEndedApproval, describeHold, findApproval } from "./decided.ts";
import { describeEmergency, describeFreeze } from "./frozen-upstreams.ts";
import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { isDowngrade, isSameVersion, isUnchanged } from "./release-pairs.ts";
import { checkRollback } from "./rollback.ts";

type Verdict = Pick<GateFinding, "severity" | "rule" | "message" | "opensAt">;

/** Judges one release of a follower: its upgrade, addition or rollback. */
export function checkRelease(change: ReleaseMove): readonly GateFinding[] {
  const { environment, from, to } = change;
  if (from !== undefined && isUnchanged(from, to)) return [];
  const about = { environment: environment.name, release: to.name, from: from?.version, to: to.version };
  const verdict = judge(change);
  const verdicts =
    verdict?.severity === "error"
      ? [explainShared(explainLock(explainEnded(verdict, change), change), change)]
      : [...(verdict === undefined ? [] : [verdict]), ...warnOfApproval(change), ...warnOfSiblings(change)];
  return verdicts.map((one) => ({ ...about, ...one }));
}

function judge(change: ReleaseMove): Verdict | undefined {
  const { environment, from, to, move } = change;
  if (parseVersion(to.version) === undefined) {
    if (isLocalChart(to)) return undefined;
    const way = isExactVersion(to.range) ? "write it without that" : "write an exact version, for example 1.2.3";
    return { severity: "error", rule: "no-version", message: `${to.doubt ?? "it has no exact version"}; ${way}` };
  }
  if (isDowngrade(from, to)) {
    const refusal = isGated(change) ? checkRollback(change) : describeHold(change, [to.name]);
    return refusal && { severity: "error", ...refusal };
  }
  const verdict = judgeUpgrade(change);
  const freeze = findFreeze(move.decisions, environment, move.now);
  if (freeze === undefined || findApproval(change)?.emergency === true) return verdict;
  const frozen: Verdict = { severity: "error", ...describeFreeze(environment.name, freeze) };
  const grounds = [frozen, verdict?.severity === "error" ? verdict : undefined];
  return strongest(grounds, ({ rule }) => (rule === "frozen" ? "freeze" : rule));
}

/** Whether versions of the release must prove themselves upstream. */
function isGated({ environment, to, upstream, brought }: ReleaseMove): boolean {
  if (environment.promotion.strict || upstream.names.has(to.name)) return true;
  return findTracks(upstream, to).length > 0 || brought.length > 0;
}

/** Judges an upgrade or an addition without regard to freezes. */
function judgeUpgrade(change: ReleaseMove): Verdict | undefined {
  const { from, to, gates } = change;
  const isNew = from === undefined || trackKey(from) !== trackKey(to) || parseVersion(from.version) === undefined;
  if (isNew) return checkAddition(change);
  if (!isGated(change)) {
    const held = describeHold(change, [to.name]);
    return held && { severity: "error", ...held };
  }
  if (change.brought.length > 0) return checkAddition(change);
  const gate = gates.find((candidate) => trackKey({ name: candidate.release, chart: candidate.chart }) === trackKey(to));
  return gate === undefined ? checkAddition(change) : explainGate(gate, to.version ?? "");
}

/** Says of an approved version that nobody has tried it, and that it is an emergency. */
function warnOfApproval(change: ReleaseMove): readonly Verdict[] {
  const { to, move } = change;
  const approval = findApproval(change);
  if (approval === undefined) return [];
  const isIt = (one: { readonly name: string; readonly chart: string; readonly version?: string }): boolean =>
    trackKey(one) === trackKey(to) && isSameVersion(one.version, to.version);
  const ran =
    [...move.histories.values()].some((entries) => entries.some(({ releases = [] }) => releases.some(isIt))) ||
    [...move.running.values()].some((releases) => releases.some(isIt));
  return [
    ...(approval.emergency === true ? [describeEmergency(approval)] : []),
    ...(ran
      ? []
      : [{ severity: "warning", rule: "never-ran", message: `${to.version} is approved, and no environment has run it` } as const]),
  ];
}

function explainEnded(verdict: Verdict, change: ReleaseMove): Verdict {
  if (verdict.rule !== "rollback" && verdict.rule !== "verification") return verdict;
  return { ...verdict, message: `${verdict.message}${describeEndedApproval(change)}` };
}

/** helmfile resolves all ranges at once, so that a change of one release moves others along. */
function explainLock(verdict: Verdict, { from, to }: ReleaseMove): Verdict {
  if (from?.version === undefined || to.lockedOver === undefined || from.lockedOver !== to.lockedOver) return verdict;
  const way = `only the lock file moves ${to.name} along; to leave it out of this change, write there: ${chartName(to)} with version: ${from.version}`;
  return { ...verdict, message: `${verdict.message}; ${way}` };
}

/** A version that is written once for both environments can never run upstream first. */
function explainShared(verdict: Verdict, { environment, to, move }: ReleaseMove): Verdict {
  const upstream = move.fleet.environments.find(({ name }) => name === environment.follows);
  const shared = environment.helmfiles.find((path) => upstream?.helmfiles.includes(path));
  const above = move.head.get(environment.follows) ?? [];
  const isBoth = above.some((release) => trackKey(release) === trackKey(to) && isSameVersion(release.version, to.version));
  if (verdict.rule !== "not-soaked" || shared === undefined || !isBoth) return verdict;
  const names = `${environment.follows} and ${environment.name}`;
  const way = `let each have its own (docs/layouts.md), or approve ${to.version ?? ""}`;
  return {
    ...verdict,
    message: `${to.version ?? ""} has not soaked in ${environment.follows}, and ${shared} gives ${names} one version: ${way}`,
  };
}

/** Says that another release of the chart left the version upstream. It is a reason to look, and not to wait. */
function warnOfSiblings({ environment, from, to, upstream, move }: ReleaseMove): readonly Verdict[] {
  if (!upstream.tracks.has(trackKey(to)) || isDowngrade(from, to)) return [];
  return listTracksOfChart(upstream, to).flatMap((track): Verdict[] => {
    const loss =
      track.release === to.name ? undefined : listRolledBack(track, move.now).find((one) => isSameVersion(one.version, to.version));
    if (loss === undefined) return [];
    return [
      { severity: "warning", rule: "shared", message: `${to.version} of ${track.release} ${describeLoss(loss, environment.follows)}` },
    ];
  });
}

/** Why a gate does not let a version through; undefined if it does. */
function explainGate(gate: Gate, version: string): Verdict | undefined {
  const isIt = (item: { version: string }): boolean => isSameVersion(item.version, version);
  if (gate.allowed.some(isIt)) return undefined;
  const held = gate.held.find(isIt);
  if (held !== undefined) {
    const rule = held.by === "freeze" ? "frozen" : held.by;
    const is = held.by === "rollback" ? "" : "is held: ";
    return { severity: "error", rule, message: `${version} ${is}${held.reason}; ${waysOut[held.by]}` };
  }
  const soaking = gate.soaking.find(isIt);
  if (soaking !== undefined) {
    const message = `${version} soaks in ${gate.upstream} since ${soaking.since}; this passes from ${soaking.opensAt} on`;
    return { severity: "error", rule: "soaking", message, opensAt: soaking.opensAt };
  }
  const message = `${version} has not soaked in ${gate.upstream}, and does not soak there now; upgrade ${gate.upstream} first, or approve ${version}`;
  return { severity: "error", rule: "not-soaked", message };
}

const waysOut = {
  hold: "use another version, or end the hold in promotion.yaml",
  rollback: "use a newer version, or approve this one",
  verification: "run desalt promote and then this check again, or approve the version",
  shared: "upgrade that release first, or approve the version for it",
  freeze: "merge it after the freeze",
} as const;
