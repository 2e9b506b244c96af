import { findFreeze } from "../decisions/decisions.ts";
import { isoTime } from "../history/times.ts";
import type { GateFinding, ProposedChange } from "./proposed-change.ts";
import { isDowngrade, isUnchanged, pairReleases } from "./release-pairs.ts";

/** Blocks upgrades in a freeze that names an environment without a gate. */
export function checkFrozenUpstreams(move: ProposedChange): readonly GateFinding[] {
  return move.fleet.environments.flatMap((environment) => {
    const freeze = environment.follows === undefined ? findFreeze(move.decisions, environment, move.now) : undefined;
    if (freeze === undefined) return [];
    return pairReleases(move, environment.name).flatMap(({ from, to }): GateFinding[] => {
      if (from !== undefined && (isUnchanged(from, to) || isDowngrade(from, to))) return [];
      const about = { environment: environment.name, release: to.name, from: from?.version, to: to.version };
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
