import { listApprovals, type Freeze } from "../decisions/decisions.ts";
import type { AllowedVersion, Gate, HeldVersion, SoakingVersion } from "./gate.ts";
import type { GateSubject } from "./gate-input.ts";
import { computeGate } from "./release-gate.ts";
import { soakRule } from "./soak.ts";
import { isoTime } from "../history/times.ts";
import { versionKey } from "../history/version.ts";

/**
 * Computes a gate in a freeze: the gate without it, less the versions that were not open when the freeze began. So nothing new
 * opens, by soak, approval, verification or the end of a hold, except by an emergency. Open versions stay open, because otherwise Renovate would
 * close its pull requests. The merge check blocks merges.
 */
export function computeFrozenGate(subject: GateSubject, freeze: Pick<Freeze, "from" | "until" | "reason">): Gate {
  const { starved: _starved, ...gate } = computeGate(subject);
  const atStart = subjectAt(subject, freeze.from);
  const before = computeGate(atStart).allowed;
  const allowed: AllowedVersion[] = [];
  const soaking: SoakingVersion[] = gate.soaking.map((item) => ({ ...item, opensAt: later(item.opensAt, freeze.until) }));
  const held: HeldVersion[] = gate.held.map(({ pending: _pending, ...item }) => item);
  for (const item of gate.allowed) {
    const { version, since, by } = item;
    if (item.emergency === true || wasOpen(item, before, atStart)) allowed.push(item);
    else if (by === "approval" || since === undefined) {
      held.push({ version, reason: `approved, and opens when the freeze ends on ${isoTime(freeze.until)}`, by: "freeze" });
    } else soaking.push({ version, since, opensAt: isoTime(freeze.until), soak: soakRule(subject, version).soak });
  }
  return { ...gate, allowed, soaking, held, frozen: { until: isoTime(freeze.until), reason: freeze.reason } };
}

/** The subject at an earlier moment, with the decisions and verification results of that moment. */
function subjectAt(subject: GateSubject, time: number): GateSubject {
  const { decisions, earlier, verifications } = subject.input;
  const input = {
    now: time,
    ...(earlier === undefined ? {} : { earlier }),
    decisions: earlier?.get(time) ?? { ...decisions, approve: [] },
    ...(verifications === undefined ? {} : { verifications: verifications.filter(({ at }) => Date.parse(at) <= time) }),
  };
  return { ...subject, input };
}

/** Versions that were lost in the meantime and came back count as new. */
function wasOpen(
  { version, since }: AllowedVersion,
  before: readonly AllowedVersion[],
  { input, environment, release }: GateSubject,
): boolean {
  const then = before.find((item) => versionKey(item.version) === versionKey(version));
  if (then === undefined) return false;
  const approvals = listApprovals(input.decisions, environment.name, release.name);
  return then.since === since || approvals.some((item) => versionKey(item.version) === versionKey(version));
}

function later(iso: string, time: number): string {
  return isoTime(Math.max(Date.parse(iso), time));
}
