import { findHold, listApprovals, type Approval } from "../decisions/decisions.ts";
import { strongest } from "../decisions/precedence.ts";
import { findLivingApproval } from "./approvals.ts";
import type { AllowedVersion, Gate, HeldVersion, SoakingVersion, Verification } from "./gate.ts";
import type { GateSubject } from "./gate-input.ts";
import { soakRule } from "./soak.ts";
import {
  computeSoakState,
  findOpening,
  findSoakReason,
  listRolledBack,
  type LostVersion,
  type Soaked,
  type SoakRule,
  type SoakState,
} from "./soak.ts";
import { chartName } from "../history/chart-source.ts";
import { trackKey } from "../history/periods.ts";
import { describeStarvation } from "./starvation.ts";
import { isoTime } from "../history/times.ts";
import { compareVersions, versionKey } from "../history/version.ts";

const noSoakState: SoakState = { soaked: [], disqualified: [] };

/** Computes the gate of one release, without regard to other releases of its chart and to freezes. */
export function computeGate(subject: GateSubject): Gate {
  const { input, environment, release, track } = subject;
  const standing = track === undefined ? noSoakState : computeSoakState(track, input.now);
  const left = listLeftVersions(subject);
  const allowed = new Map<string, AllowedVersion>();
  const soaking: SoakingVersion[] = [];
  const held: HeldVersion[] = [];
  for (const item of standing.soaked) {
    if (compareVersions(item.version, release.version) <= 0) continue;
    const rule = soakRule(subject, item.version);
    const merit = findSoakReason(item, rule);
    const shut = findReasonToHold(subject, item, { hasSoaked: merit !== undefined, left });
    const opensAt = merit === undefined ? findOpening(item, rule, { running: standing.running, now: input.now }) : input.now;
    if (shut !== undefined) held.push(shut);
    else if (merit !== undefined) allowed.set(versionKey(item.version), describeAllowed(item, { merit, soak: rule.soak }));
    else if (opensAt !== undefined) soaking.push(describeSoaking(item, rule, opensAt));
  }
  held.push(...describeLost(subject, standing, left));
  const approved = listApproved(subject, standing, left);
  for (const item of approved) {
    const key = versionKey(item.version);
    if (item.emergency === true || !allowed.has(key)) allowed.set(key, item);
  }
  const waiting = soaking.filter(({ version }) => !allowed.has(versionKey(version)));
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

interface Standing {
  readonly hasSoaked: boolean;
  /** Versions that the follower itself rolled back. */
  readonly left: readonly LostVersion[];
}

function findReasonToHold(subject: GateSubject, item: Soaked, { hasSoaked, left }: Standing): HeldVersion | undefined {
  const { version } = item;
  const { input, environment, release } = subject;
  const hold = findHold(input.decisions, release.name, { version, now: input.now });
  const loss = left.find((other) => versionKey(other.version) === versionKey(version));
  const grounds: readonly (HeldVersion | undefined)[] = [
    hold && { version, reason: hold.reason, by: "hold" },
    loss && { version, reason: describeOwnLoss(loss, environment.name), by: "rollback" },
    hasSoaked ? checkVerification(subject, item) : undefined,
  ];
  return strongest(grounds, ({ by }) => by);
}

/** Versions newer than the current one that the follower itself rolled back and has not run since. */
function listLeftVersions({ input, environment, release, own }: GateSubject): readonly LostVersion[] {
  if (own === undefined) return [];
  const running = input.running?.get(environment.name) ?? [];
  const isRunning = (version: string): boolean =>
    running.some(
      (other) => trackKey(other) === trackKey(release) && other.version !== undefined && versionKey(other.version) === versionKey(version),
    );
  return listRolledBack(own, input.now).filter(({ version }) => compareVersions(version, release.version) > 0 && !isRunning(version));
}

/** Why a soaked version waits for its verification; undefined if it need not. */
export function checkVerification(
  {
    input,
    environment,
    release,
  }: Pick<GateSubject, "input" | "environment"> & { readonly release: { readonly name: string; readonly chart: string } },
  item: Soaked,
): HeldVersion | undefined {
  const { version } = item;
  if (environment.promotion.verify === undefined) return undefined;
  const result = findVerification(input.verifications ?? [], { environment: environment.name, release, item });
  if (result === undefined) return { version, reason: "soaked, and not verified yet", by: "verification", pending: true };
  return result.ok ? undefined : { version, reason: result.reason, by: "verification" };
}

function findVerification(
  verifications: readonly Verification[],
  { environment, release, item }: { environment: string; release: { readonly name: string; readonly chart: string }; item: Soaked },
): Verification | undefined {
  return verifications.findLast(
    (result) =>
      result.environment === environment &&
      result.release === release.name &&
      chartName(result) === chartName(release) &&
      versionKey(result.version) === versionKey(item.version) &&
      Date.parse(result.at) >= item.since,
  );
}

function describeLost(
  { input, environment, release }: GateSubject,
  { soaked, disqualified }: SoakState,
  left: readonly LostVersion[],
): readonly HeldVersion[] {
  const above = disqualified.filter(({ version }) => compareVersions(version, release.version) > 0);
  const known = new Set([...above, ...soaked].map(({ version }) => versionKey(version)));
  const heldBy = (version: string, reason: string): HeldVersion => {
    const hold = findHold(input.decisions, release.name, { version, now: input.now });
    return hold === undefined ? { version, reason, by: "rollback" } : { version, reason: hold.reason, by: "hold" };
  };
  return [
    ...above.map((item) => heldBy(item.version, describeLoss(item, environment.follows))),
    ...left.flatMap((item) => (known.has(versionKey(item.version)) ? [] : [heldBy(item.version, describeOwnLoss(item, environment.name))])),
  ];
}

/** Says how an environment left a version, such as `was rolled back in dev on 2026-11-10`. */
export function describeLoss({ end, at }: LostVersion, environment: string): string {
  const how = {
    "rolled back": "was rolled back",
    removed: "was removed",
    moved: "came from another repository",
    unknown: "gave way to a range or a template",
    superseded: "",
  };
  return `${how[end]} in ${environment} on ${isoTime(at).slice(0, 10)}`;
}

/** Says that a follower itself left a version, and by which commit. */
export function describeOwnLoss(loss: LostVersion, environment: string): string {
  return `${describeLoss(loss, environment)}${loss.commit === undefined ? "" : ` (commit ${loss.commit.slice(0, 10)})`}`;
}

function listApproved(subject: GateSubject, { soaked, disqualified }: SoakState, left: readonly LostVersion[]): readonly AllowedVersion[] {
  const { input, environment, release } = subject;
  const losses = [...disqualified, ...left];
  const versions = new Set(listApprovals(input.decisions, environment.name, release.name).map(({ version }) => version));
  return [...versions].flatMap((version) => {
    if (compareVersions(version, release.version) <= 0) return [];
    if (findHold(input.decisions, release.name, { version, now: input.now }) !== undefined) return [];
    const approval = findLivingApproval({ input, environment, release: { ...release, version }, losses });
    if (approval === undefined) return [];
    const isIt = (other: { readonly version: string }): boolean => versionKey(other.version) === versionKey(version);
    const [item, loss, ownLoss] = [soaked.find(isIt), disqualified.find(isIt), left.find(isIt)];
    const lost =
      loss !== undefined
        ? describeLoss(loss, environment.follows)
        : ownLoss === undefined
          ? undefined
          : describeOwnLoss(ownLoss, environment.name);
    const ran = item === undefined ? { version } : describePeriod(item);
    return [{ ...ran, ...describeApproval(approval), ...(lost === undefined ? {} : { lost }) }];
  });
}

function describeApproval({ reason, emergency }: Approval): Pick<AllowedVersion, "by" | "reason" | "emergency"> {
  return { by: "approval", reason, ...(emergency === true ? { emergency } : {}) };
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
