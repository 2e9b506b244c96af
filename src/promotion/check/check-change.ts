import { computeGates } from "../gates/compute-gates.ts";
import { findFreeze } from "../decisions/decisions.ts";
import type { Gate } from "../gates/gate.ts";
import type { RunningRelease } from "../history/history.ts";
import { checkAddition } from "./added-release.ts";
import { checkMovedChart } from "./moved-chart.ts";
import type { ProposedChange, ReleaseMove } from "./proposed-change.ts";
import { computePeriods, trackKey } from "../history/periods.ts";
import type { GateFinding } from "./proposed-change.ts";
import { warnOfRollbacks } from "./rolled-back-upstream.ts";
import { checkTogether } from "./simultaneous-changes.ts";
import { isoTime } from "../history/times.ts";
import { compareVersions, parseVersion, versionKey } from "../history/version.ts";

/** Whether a change may be merged, and what people should know about it. */
export interface ChangeCheck {
  readonly verdict: "pass" | "fail";
  readonly findings: readonly GateFinding[];
  /** What is odd about the history or the helmfiles that the gates were computed from. */
  readonly warnings: readonly string[];
}

/** Compares the versions of every following environment between base and head with its gates, which it computes itself. */
export function checkChange(move: ProposedChange): ChangeCheck {
  const { gates, warnings } = computeGates(move);
  const findings: GateFinding[] = [];
  for (const environment of move.fleet.environments) {
    const { follows, promotion } = environment;
    const follower = follows === undefined || promotion === undefined ? undefined : { ...environment, follows, promotion };
    if (follower === undefined) continue;
    const upstream = computePeriods(move.histories.get(follower.follows) ?? [], move.now);
    const own = gates.filter((gate) => gate.environment === environment.name);
    for (const { from, to } of pairReleases(move, environment.name)) {
      const finding = checkRelease({ environment: follower, from, to, upstream, move }, own);
      if (finding !== undefined) findings.push(finding);
      findings.push(...checkMovedChart({ environment: follower, from, to, move }));
    }
    findings.push(...checkTogether(follower, move.reach ?? new Map()), ...warnOfRollbacks({ environment: follower, upstream, move }));
  }
  findings.push(...checkFrozenUpstreams(move));
  const order = { error: 0, warning: 1 } as const;
  return {
    verdict: findings.some(({ severity }) => severity === "error") ? "fail" : "pass",
    findings: findings.toSorted((a, b) => order[a.severity] - order[b.severity]),
    warnings,
  };
}

function checkRelease(release: ReleaseMove, gates: readonly Gate[]): GateFinding | undefined {
  const { environment, from, to, upstream, move } = release;
  if (from !== undefined && isUnchanged(from, to)) return undefined;
  const about = { environment: environment.name, release: to.name, from: from?.version, to: to.version };
  if (parseVersion(to.version) === undefined) {
    if (isLocalChart(to)) return undefined;
    const text = to.range === undefined ? "the version is missing" : `"${to.range}" is not an exact version`;
    return { ...about, severity: "error", rule: "no-version", message: `${text}; write an exact version, for example 1.2.3` };
  }
  const isRollback =
    from !== undefined &&
    parseVersion(from.version) !== undefined &&
    trackKey(from) === trackKey(to) &&
    compareVersions(to.version ?? "", from.version ?? "") <= 0;
  if (isRollback) return undefined;
  const freeze = findFreeze(move.decisions, environment, move.now);
  if (freeze !== undefined) {
    const until = isoTime(freeze.until);
    return {
      ...about,
      severity: "error",
      rule: "frozen",
      message: `${environment.name} is frozen until ${until}: ${freeze.reason}`,
      opensAt: until,
    };
  }
  const isGated = upstream.names.has(to.name) || environment.promotion.strict;
  if (!isGated) return undefined;
  const gate = gates.find((candidate) => trackKey({ name: candidate.release, chart: candidate.chart }) === trackKey(to));
  if (from === undefined || gate === undefined || trackKey(from) !== trackKey(to)) return checkAddition(release);
  const finding = explainGate(gate, to.version ?? "");
  return finding === undefined ? undefined : { ...about, ...finding };
}

/** A local chart has its version in its own files. */
function isLocalChart({ chart }: RunningRelease): boolean {
  return chart.startsWith(".") || chart.startsWith("/");
}

/** Why a gate does not let a version through; undefined where it does. */
function explainGate(gate: Gate, version: string): Pick<GateFinding, "severity" | "rule" | "message" | "opensAt"> | undefined {
  const isIt = (item: { version: string }): boolean => versionKey(item.version) === versionKey(version);
  if (gate.allowed.some(isIt)) return undefined;
  const held = gate.held.find(isIt);
  if (held?.by === "rollback")
    return { severity: "error", rule: held.by, message: `${version} ${held.reason}; it must run and soak there again` };
  if (held !== undefined) {
    return { severity: "error", rule: held.by === "freeze" ? "frozen" : held.by, message: `${version} is held: ${held.reason}` };
  }
  const soaking = gate.soaking.find(isIt);
  if (soaking !== undefined) {
    const message = `${version} soaks in ${gate.upstream} since ${soaking.since}; this passes from ${soaking.opensAt} on`;
    return { severity: "error", rule: "soaking", message, opensAt: soaking.opensAt };
  }
  const message = `${version} has not soaked in ${gate.upstream}, and does not soak there now; upgrade ${gate.upstream} first`;
  return { severity: "error", rule: "not-soaked", message };
}

function isUnchanged(from: RunningRelease, to: RunningRelease): boolean {
  if (trackKey(from) !== trackKey(to)) return false;
  if (from.version === to.version) return from.range === to.range;
  return (
    parseVersion(from.version) !== undefined &&
    parseVersion(to.version) !== undefined &&
    versionKey(from.version ?? "") === versionKey(to.version ?? "")
  );
}

/** Releases of the head with what they were. Two of one name are told apart by their namespaces, then by their order. */
function pairReleases(
  { running, head }: ProposedChange,
  environment: string,
): readonly { from: RunningRelease | undefined; to: RunningRelease }[] {
  const left = [...(running.get(environment) ?? [])];
  return (head.get(environment) ?? []).map((to) => {
    const namesakes = left.filter(({ name }) => name === to.name);
    const from = namesakes.find(({ namespace }) => namespace === to.namespace) ?? namesakes[0];
    if (from !== undefined) left.splice(left.indexOf(from), 1);
    return { from, to };
  });
}

/** An environment without a gate is frozen only where a freeze names it. */
function checkFrozenUpstreams(move: ProposedChange): readonly GateFinding[] {
  return move.fleet.environments.flatMap((environment) => {
    const freeze = environment.follows === undefined ? findFreeze(move.decisions, environment, move.now) : undefined;
    if (freeze === undefined) return [];
    return pairReleases(move, environment.name).flatMap(({ from, to }): GateFinding[] => {
      if (from !== undefined && (isUnchanged(from, to) || isOlder(to, from))) return [];
      const until = isoTime(freeze.until);
      const message = `${environment.name} is frozen until ${until}: ${freeze.reason}`;
      return [
        {
          severity: "error",
          environment: environment.name,
          release: to.name,
          from: from?.version,
          to: to.version,
          rule: "frozen",
          message,
          opensAt: until,
        },
      ];
    });
  });
}

function isOlder(to: RunningRelease, from: RunningRelease): boolean {
  if (parseVersion(to.version) === undefined || parseVersion(from.version) === undefined) return false;
  return compareVersions(to.version ?? "", from.version ?? "") < 0;
}
