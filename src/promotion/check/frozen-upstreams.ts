import { findFreeze, listApprovals } from "../decisions/decisions.ts";
import { isoTime } from "../history/times.ts";
import type { GateFinding, ProposedChange } from "./proposed-change.ts";
import { isDowngrade, isSameVersion, isUnchanged, pairReleases } from "./release-pairs.ts";

/** Blocks upgrades in a freeze that names an environment without a gate. */
export function checkFrozenUpstreams(move: ProposedChange): readonly GateFinding[] {
  return move.fleet.environments.flatMap((environment) => {
    const freeze = environment.follows === undefined ? findFreeze(move.decisions, environment, move.now) : undefined;
    if (freeze === undefined) return [];
    return pairReleases(move, environment.name).flatMap(({ from, to }): GateFinding[] => {
      if (from !== undefined && (isUnchanged(from, to) || isDowngrade(from, to))) return [];
      const approvals = listApprovals(move.decisions, environment.name, to.name);
      const urgent = approvals.find(({ version, emergency }) => emergency === true && isSameVersion(version, to.version));
      const about = { environment: environment.name, release: to.name, from: from?.version, to: to.version };
      if (urgent !== undefined) return [{ ...about, ...describeEmergency(urgent) }];
      return [{ ...about, severity: "error", ...describeFreeze(environment.name, freeze) }];
    });
  });
}

/** The refusal of an upgrade in a freeze. */
export function describeFreeze(
  environment: string,
  { until, reason }: { readonly until: number; readonly reason: string },
): Pick<GateFinding, "rule" | "message" | "opensAt"> & { readonly opensAt: string } {
  const opensAt = isoTime(until);
  return { rule: "frozen", message: `${environment} is frozen until ${opensAt}: ${reason}`, opensAt };
}

/** Says that an emergency lets something through, in a freeze and at any other time. */
export function describeEmergency({ reason }: { readonly reason: string }): Pick<GateFinding, "severity" | "rule" | "message"> {
  return { severity: "warning", rule: "emergency", message: `approved as an emergency: ${reason}` };
}
