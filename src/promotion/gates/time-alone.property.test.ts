import * as fc from "fast-check";
import { expect, test } from "vitest";
import { day, follower, hour, running, start, upstream } from "../../../test/promoted-release.ts";
import { noDecisions } from "../decisions/decisions.ts";
import type { Commit, HelmfileAt, Sighting } from "../history/history.ts";
import { computeGates } from "./compute-gates.ts";

/** Commits that arrive after a gap, dated wrongly by some hours, with a version of dev's, or with something else. */
const arrivals = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 100 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -300, max: 500 }) }),
    fc.constantFrom("1.0.0", "1.1.0", "1.2.0", "1.3.0", "readme"),
  ),
  { minLength: 1, maxLength: 8 },
);

test("no gate closes by time alone, whatever the dates of commits, where promote ran every day", () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), (steps, first, second) => {
      const commits: (Commit & { readonly arrived: number; readonly version: string })[] = [];
      let hours = 0;
      for (const [gap, skew, version] of steps) {
        hours += gap;
        commits.push({ id: String(commits.length), time: start + (hours + skew) * hour, arrived: hours, version });
      }
      const history = commits.flatMap(({ version, ...commit }): HelmfileAt[] =>
        version === "readme" ? [] : [{ commit, releases: [running(version)] }],
      );
      const allowedAt = (now: number): readonly string[] => {
        const seen: Sighting[] = [];
        for (let at = 0; at <= now; at += 24) {
          const tip = commits.findLast(({ arrived }) => arrived <= at);
          if (tip !== undefined) seen.push({ tip: tip.id, first: start + at * hour, last: start + at * hour });
        }
        const { gates } = computeGates({
          fleet: { environments: [upstream("dev"), follower("prd", "dev", { soak: 7 * day })] },
          histories: new Map([["dev", history]]),
          mainline: { commits, seen },
          decisions: noDecisions,
          running: new Map([["prd", [running("1.0.0")]]]),
          now: start + now * hour,
        });
        return gates[0]?.allowed.map(({ version }) => version) ?? [];
      };
      // The first run of promote that has seen all of it.
      const known = Math.ceil(hours / 24) * 24;
      const [early, late] = [known + Math.min(first, second), known + Math.max(first, second)];
      expect(allowedAt(late)).toEqual(expect.arrayContaining([...allowedAt(early)]));
    }),
    { numRuns: 2000 },
  );
});
