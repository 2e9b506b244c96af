import { describe, expect, it } from "vitest";
import { createScriptedHistory, helmfile, type ScriptedCommit } from "./scripted-repository.ts";
import { runDesalt } from "./run-desalt.ts";

const start = Date.parse("2024-09-01T00:00:00Z");
const hour = 3_600_000;

/**
 * A history with the figures of a public repository that upgrades by bot: 611 upgrades, of which 587 came to production within a day
 * (half of them within an hour), 18 took up to a week, 6 longer, 6 were in production first, 52 never came, and 14 were born in one commit.
 */
function createPublicHistory(): readonly ScriptedCommit[] {
  const names = Array.from({ length: 14 }, (_, index) => `addon-${index}`);
  const [dev, prd] = [new Map(names.map((name) => [name, "1.0.0"])), new Map(names.map((name) => [name, "1.0.0"]))];
  const files = (): Record<string, string> => ({
    "integration/helmfile.yaml": helmfile(Object.fromEntries(dev)),
    "production/helmfile.yaml": helmfile(Object.fromEntries(prd)),
  });
  const at = (hours: number): string => new Date(start + hours * hour).toISOString();
  const commits: ScriptedCommit[] = [[at(0), files()]];
  const lags = [
    ...Array.from({ length: 306 }, () => 1),
    ...Array.from({ length: 281 }, () => 20),
    ...Array.from({ length: 18 }, () => 4 * 24),
    ...Array.from({ length: 6 }, () => 10 * 24),
  ];
  let clock = 24;
  const step = (
    name: string,
    change: { readonly first: Map<string, string>; readonly next?: Map<string, string>; readonly lag?: number },
    version: string,
  ) => {
    change.first.set(name, version);
    commits.push([at(clock), files()]);
    clock += change.lag ?? 1;
    if (change.next === undefined) return;
    change.next.set(name, version);
    commits.push([at(clock), files()]);
    clock += 1;
  };
  for (const [index, lag] of lags.entries()) step(names[index % 14] ?? "", { first: dev, next: prd, lag }, `1.${index + 1}.0`);
  for (let index = 0; index < 6; index += 1) step(names[index] ?? "", { first: prd, next: dev }, `2.${index}.0`);
  for (let index = 0; index < 52; index += 1) step(names[index % 14] ?? "", { first: dev }, `3.${index}.0`);
  return commits;
}

describe("desalt audit", () => {
  it("finds the figures of a history again", async () => {
    await using repository = await createScriptedHistory(createPublicHistory());
    const sides = ["--from", "integration/*.yaml", "--to", "production/*.yaml", "--now", "2027-01-01"];
    const json = await runDesalt(repository.path, ["audit", ...sides, "--json"]);
    expect(json.status).toBe(0);
    const { pairs, dates } = JSON.parse(json.stdout);
    expect(pairs).toHaveLength(1);
    expect(pairs[0].upgrades).toEqual({ upgrades: 611, withinHour: 306, withinDay: 587, withinWeek: 605, medianHours: 1, p90Hours: 20 });
    expect(pairs[0].apart.births).toHaveLength(14);
    expect(pairs[0].apart.downstreamFirst).toHaveLength(6);
    expect(pairs[0].apart).toMatchObject({ together: [], neverUpstream: [], wentDown: [], unclear: [] });
    expect(pairs[0].neverArrived).toBe(52);
    expect(pairs[0].wouldHold.upgrades).toBe(605);
    expect(dates.moved).toBe(0);

    const text = await runDesalt(repository.path, ["audit", ...sides]);
    expect(text.stdout).toContain("587 of 611 (96.1 %) came within 24 hours. Median 1.0 hour, p90 20.0 hours.");
    expect(text.stdout).toContain("A soak of 7 days would have held 605 of 611.");
    const csv = await runDesalt(repository.path, ["audit", ...sides, "--csv"]);
    expect(csv.stdout.trim().split("\n")).toHaveLength(612);
  });

  it("names what a soak would have held, and the upstream went down from in time", async () => {
    const files = (dev: string, prd: string) => ({
      "dev/helmfile.yaml": helmfile({ portal: dev }),
      "prd/helmfile.yaml": helmfile({ portal: prd }),
      "desalt.yaml":
        "environments:\n  dev: { helmfile: dev/helmfile.yaml }\n  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }\n",
    });
    await using repository = await createScriptedHistory([
      ["2026-01-01T00:00:00Z", files("1.0.0", "1.0.0")],
      ["2026-02-01T00:00:00Z", files("1.1.0", "1.0.0")],
      ["2026-02-01T02:00:00Z", files("1.1.0", "1.1.0")],
      ["2026-02-03T00:00:00Z", files("1.0.0", "1.1.0")],
      ["2026-03-01T00:00:00Z", files("1.2.0", "1.1.0")],
      ["2026-03-20T00:00:00Z", files("1.2.0", "1.2.0")],
      ["2026-04-01T00:00:00Z", files("1.3.0", "1.2.0")],
    ]);
    const { stdout, status } = await runDesalt(repository.path, ["audit", "--now", "2026-04-11"]);
    expect(status).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "prd after dev, 2026-01-01 to 2026-04-01: 2 upgrades
        1 of 2 (50.0 %) came within 24 hours.

          within an hour  0    0.0 %
          1 to 24 hours   1   50.0 %  ██████████████████████████████
          1 to 7 days     0    0.0 %
          over 7 days     1   50.0 %  ██████████████████████████████

        A soak of 7 days would have held 1 of 2. dev went down from 1 of these before it had soaked:
          2026-02-01  portal 1.1.0 (came after 2.0 hours)
        Counted apart: 1 new release.
        Never came to prd: 1 version.
        dev went down from 1 version: 1 had come to prd before, 0 came after.
        Behind now: 1 release. The longest is portal 1.2.0: dev has 1.3.0, 1 version newer, for 10 days.

      Read:
        dev: 1 release; 5 commits of 1 file
        prd: 1 release; 3 commits of 1 file
      Dates are those of merges, not of deployments.

      Let production wait for a soak: npx desalt init --promotion
      "
    `);

    await repository.git("clone", "--quiet", "--bare", repository.path, `${repository.path}/bare.git`);
    const bare = await runDesalt(`${repository.path}/bare.git`, [
      "audit",
      "--ref",
      "main",
      "--from",
      "dev/*",
      "--to",
      "prd/*",
      "--now",
      "2026-04-11",
    ]);
    expect(bare.stdout).toContain("prd/* after dev/*, 2026-01-01 to 2026-04-01: 2 upgrades");
  });
});
