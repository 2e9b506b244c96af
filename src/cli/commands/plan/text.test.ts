import { describe, expect, it } from "vitest";
import { countStates, type Plan, type ReleaseState } from "../../../dryrun/index.ts";
import { renderPlan } from "./text.ts";

const environments = ["dev", "tst", "stg", "prd"].map((name) => ({ name }));
const notes = { environments, limits: [], color: false };

function planOf(releases: ReleaseState[]): Plan {
  return { renovate: "44", summary: countStates(releases), releases, pullRequests: [], waiting: [], problems: [] };
}

function fleet(state: Pick<ReleaseState, "state" | "reason" | "host">): ReleaseState[] {
  return environments.flatMap(({ name: environment }) =>
    Array.from({ length: 59 }, (_, number): ReleaseState => {
      return { environment, release: `app-${number}`, chart: `community/app-${number}`, version: "1.0.0", ...state };
    }),
  );
}

const down = { state: "unknown", reason: "503 Service Unavailable", host: "charts.example.com" } as const;

describe("the text of a plan", () => {
  it("has one line for one cause, however many releases it has", () => {
    expect(renderPlan(planOf(fleet(down)), notes)).toMatchInlineSnapshot(`
      "dev
        unknown    59 releases; see below

      tst
        unknown    59 releases; see below

      stg
        unknown    59 releases; see below

      prd
        unknown    59 releases; see below

      unknown
        community (charts.example.com): 59 charts in 4 environments unknown: 503 Service Unavailable

      0 pull requests open now, 0 wait, 236 releases are unknown (Renovate 44)
      236 releases: 236 unknown
      "
    `);
  });

  it("names the releases on request", () => {
    const text = renderPlan(planOf(fleet(down)), { ...notes, verbose: true });
    expect(text).toContain("community (charts.example.com): dev/app-0, dev/app-1, ");
    expect(text.split("\n").filter((line) => line.includes("503"))).toHaveLength(1);
  });

  it("begins with the summary if it is longer than the screen", () => {
    const waiting = Array.from({ length: 60 }, (_, number) => ({
      environment: "dev",
      release: `app-${number}`,
      version: "2.0.0",
      reason: "soaking",
    }));
    const plan = { ...planOf(fleet({ state: "up-to-date" })), waiting };
    expect(renderPlan(plan, notes).split("\n", 2)).toEqual([
      "0 pull requests open now, 60 wait (Renovate 44)",
      "236 releases: 236 up to date",
    ]);
    expect(renderPlan(plan, { ...notes, rows: 200 }).split("\n", 1)).toEqual(["dev"]);
  });
});
