import type { GateFinding, ProposedChange } from "./proposed-change.ts";
import { isDowngrade, isUnchanged, pairReleases } from "./release-pairs.ts";

/** Blocks what cannot be judged while a file of the base cannot be read. Rollbacks may pass if only decisions are missing. */
export function refuseUnjudged(
  move: Pick<ProposedChange, "fleet" | "running" | "head">,
  { rule, file }: { readonly rule: "config" | "decisions"; readonly file: string },
): readonly GateFinding[] {
  return move.fleet.environments.flatMap(({ name, follows }) => {
    if (follows === undefined) return [];
    const changed = pairReleases(move, name).filter(
      ({ from, to }) => (from === undefined || !isUnchanged(from, to)) && !(rule === "decisions" && isDowngrade(from, to)),
    );
    return changed.map(({ from, to }): GateFinding => {
      const message = `${file} of the base cannot be read, so this version cannot be judged; fix the file first, in a pull request of its own`;
      return { severity: "error", environment: name, release: to.name, from: from?.version, to: to.version, rule, message };
    });
  });
}
