import { findHold, listApprovals } from "../decisions/decisions.ts";
import type { AllowedVersion, Gate, HeldVersion, SoakingVersion, Verification } from "./gate.ts";
import type { GateSubject } from "./gate-input.ts";
import { soakRule } from "./soak.ts";
import { computeSoakState, findSoakReason, findOpening, type Soaked, type SoakRule, type SoakState } from "./soak.ts";
import { describeStarvation } from "./starvation.ts";
import { isoTime } from "../history/times.ts";
import { compareVersions, versionKey } from "../history/version.ts";

const noSoakState: SoakState = { soaked: [], disqualified: [] };

/** Computes the gate of one release, without regard to other releases of its chart and to freezes. */
export function computeGate(subject: GateSubject): Gate {
  const { input, environment, release, track } = subject;
  const standing = track === undefined ? noSoakState : computeSoakState(track, input.now);
  const allowed = new Map<string, AllowedVersion>();
  const soaking: SoakingVersion[] = [];
  const held: HeldVersion[] = [];
  for (const item of standing.soaked) {
    if (compareVersions(item.version, release.version) <= 0) continue;
    const rule = soakRule(subject, item.version);
    const merit = findSoakReason(item, rule);
    const shut = findReasonToHold(subject, item, merit !== undefined);
    const opensAt = merit === undefined ? findOpening(item, rule, { running: standing.running, now: input.now }) : input.now;
    if (shut !== undefined) held.push(shut);
    else if (merit !== undefined) allowed.set(versionKey(item.version), describeAllowed(item, { merit, soak: rule.soak }));
    else if (opensAt !== undefined) soaking.push(describeSoaking(item, rule, opensAt));
  }
  held.push(...describeLost(subject, standing));
  const waiting = soaking.filter(({ version }) => !isApproved(subject, version));
  const approved = listApproved(subject, standing);
  for (const version of approved) allowed.set(versionKey(version.version), allowed.get(versionKey(version.version)) ?? version);
  const sorted = [...allowed.values()].toSorted((a, b) => compareVersions(a.version, b.version));
  const starved = sorted.length > 0 || held.some(({ by }) => by !== "rollback") ? undefined : describeStarvation(subject, standing);
  return {
    environment: environment.name,
    upstream: environment.follows,
    release: release.name,
    chart: release.chart,
    ...(release.repositoryUrl === undefined ? {} : { repositoryUrl: release.repositoryUrl }),
    oci: release.oci,
    current: release.version,
    allowed: sorted,
    soaking: waiting,
    held: held.filter(({ version, by }) => by === "hold" || !allowed.has(versionKey(version))),
    ...(starved === undefined ? {} : { starved }),
  };
}

function findReasonToHold({ input, environment, release }: GateSubject, item: Soaked, hasSoaked: boolean): HeldVersion | undefined {
  const { version } = item;
  const hold = findHold(input.decisions, release.name, { version, now: input.now });
  if (hold !== undefined) return { version, reason: hold.reason, by: "hold" };
  if (environment.promotion.verify === undefined || !hasSoaked) return undefined;
  const result = findVerification(input.verifications ?? [], { environment: environment.name, release: release.name, item });
  if (result === undefined) return { version, reason: "soaked, and not verified yet", by: "verification", pending: true };
  return result.ok ? undefined : { version, reason: result.reason, by: "verification" };
}

function findVerification(
  verifications: readonly Verification[],
  { environment, release, item }: { environment: string; release: string; item: Soaked },
): Verification | undefined {
  return verifications.findLast(
    (result) =>
      result.environment === environment &&
      result.release === release &&
      versionKey(result.version) === versionKey(item.version) &&
      Date.parse(result.at) >= item.since,
  );
}

function describeLost({ input, environment, release }: GateSubject, { disqualified }: SoakState): readonly HeldVersion[] {
  const above = disqualified.filter(({ version }) => compareVersions(version, release.version) > 0);
  return above.map((item) => {
    const hold = findHold(input.decisions, release.name, { version: item.version, now: input.now });
    if (hold !== undefined) return { version: item.version, reason: hold.reason, by: "hold" };
    return { version: item.version, reason: describeLoss(item, environment.follows), by: "rollback" };
  });
}

function describeLoss({ end, at }: SoakState["disqualified"][number], upstream: string): string {
  const how = {
    "rolled back": "was rolled back",
    removed: "was removed",
    moved: "came from another repository",
    unknown: "gave way to a range or a template",
    superseded: "",
  };
  return `${how[end]} in ${upstream} on ${isoTime(at).slice(0, 10)}`;
}

function isApproved({ input, environment, release }: GateSubject, version: string): boolean {
  return listApprovals(input.decisions, environment.name, release.name).some((item) => versionKey(item.version) === versionKey(version));
}

function listApproved({ input, environment, release }: GateSubject, { soaked, disqualified }: SoakState): readonly AllowedVersion[] {
  return listApprovals(input.decisions, environment.name, release.name).flatMap(({ version, reason }) => {
    if (compareVersions(version, release.version) <= 0) return [];
    if (findHold(input.decisions, release.name, { version, now: input.now }) !== undefined) return [];
    const isIt = (other: { readonly version: string }): boolean => versionKey(other.version) === versionKey(version);
    const item = soaked.find(isIt);
    const loss = disqualified.find(isIt);
    const ran = item === undefined ? { version } : describePeriod(item);
    return [{ ...ran, by: "approval" as const, reason, ...(loss === undefined ? {} : { lost: describeLoss(loss, environment.follows) }) }];
  });
}

function describeAllowed(item: Soaked, { merit, soak }: { merit: "soak" | "superseded"; soak: number }): AllowedVersion {
  return { ...describePeriod(item), by: merit, soak };
}

function describePeriod({ version, since, until, commit }: Soaked): Pick<AllowedVersion, "version" | "since" | "until" | "commit"> {
  return { version, since: isoTime(since), ...(until === undefined ? {} : { until: isoTime(until) }), commit };
}

function describeSoaking({ version, since }: Soaked, { soak }: SoakRule, opensAt: number): SoakingVersion {
  return { version, since: isoTime(since), opensAt: isoTime(opensAt), soak };
}
