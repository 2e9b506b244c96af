import { expect, test } from "vitest";
import { runDesalt, type Run } from "./run-desalt.ts";
import { config } from "./gate-change.ts";
import { createScriptedHistory, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

const portal = (version: string): string => helmfile({ portal: version });

/** dev runs 1.1.0 since the 1st and prd 1.0.0; promote ran on the 9th. */
async function createFleet(): Promise<ScriptedRepository> {
  const repository = await createScriptedHistory([
    ["2026-10-01T00:00:00Z", { "desalt.yaml": config, "dev/helmfile.yaml": portal("1.0.0"), "prd/helmfile.yaml": portal("1.0.0") }],
    ["2026-11-01T00:00:00Z", { "dev/helmfile.yaml": portal("1.1.0") }],
  ]);
  expect((await promote(repository, 9)).status).toBe(0);
  return repository;
}

async function promote({ path }: { readonly path: string }, date: number, ...args: readonly string[]): Promise<Run> {
  const { stdout, stderr, status } = await runDesalt(path, [
    "promote",
    "--now",
    `2026-11-${String(date).padStart(2, "0")}T12:00:00Z`,
    ...args,
  ]);
  const hide = (text: string): string => text.replaceAll(/\b[0-9a-f]{10,40}\b/gu, "COMMIT");
  return { status, stdout: hide(stdout), stderr: hide(stderr) };
}

test("what came past the check is told in every run, until it is rolled back, and gates are written first", async () => {
  await using repository = await createFleet();
  await repository.commit("2026-11-10T00:00:00Z", { "prd/helmfile.yaml": portal("9.9.9") });
  expect(await promote(repository, 10)).toMatchInlineSnapshot(`
    {
      "status": 1,
      "stderr": "error: came past the check: portal 9.9.9 in prd, COMMIT
     hint: roll it back, or approve it: npx desalt promote --approve portal@9.9.9 --to prd --reason TEXT
    ",
      "stdout": "prd follows dev
      drift    portal: prd runs 9.9.9, ahead of dev with 1.1.0
      past     portal 9.9.9 came past the check on 2026-11-10 in commit COMMIT: 9.9.9 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 9.9.9
      1 release has no newer version upstream

    nothing opened or closed; the branch desalt-gates records this run
    ",
    }
  `);
  // A day on, what was recorded still stands.
  const again = await promote(repository, 11, "--json");
  expect([again.status, JSON.parse(again.stdout).past]).toMatchInlineSnapshot(`
    [
      1,
      [
        {
          "at": "2026-11-10T00:00:00Z",
          "commit": "COMMIT",
          "environment": "prd",
          "from": "1.0.0",
          "message": "9.9.9 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 9.9.9",
          "release": "portal",
          "rule": "not-soaked",
          "to": "9.9.9",
        },
      ],
    ]
  `);
  await repository.commit("2026-11-11T13:00:00Z", { "prd/helmfile.yaml": portal("1.0.0") });
  const after = await promote(repository, 12);
  expect([after.status, after.stderr]).toEqual([0, ""]);
  expect(await repository.git("show", "desalt-gates:desalt/evidence.json")).toContain('"ended": "2026-11-12T12:00:00Z"');
});

test("an approval ends it, and what the check lets through is not told", async () => {
  await using repository = await createFleet();
  await repository.commit("2026-11-09T13:00:00Z", { "prd/helmfile.yaml": portal("1.1.0"), "README.md": "soaked\n" });
  await repository.commit("2026-11-09T14:00:00Z", { "dev/helmfile.yaml": portal("1.2.0") });
  expect((await promote(repository, 10)).status).toBe(0);
  await repository.commit("2026-11-10T13:00:00Z", { "prd/helmfile.yaml": portal("1.2.0") });
  expect((await promote(repository, 11, "--dry-run")).status).toBe(1);
  await repository.commit("2026-11-11T13:00:00Z", {
    "promotion.yaml": "approve:\n  - { release: portal, version: 1.2.0, to: prd, reason: it was urgent }\n",
  });
  expect((await promote(repository, 12)).status).toBe(0);
});

test("a rewritten history is told, and judged from the last commit that it still has", async () => {
  await using repository = await createFleet();
  await repository.commit("2026-11-10T00:00:00Z", { "README.md": "seen\n" });
  expect((await promote(repository, 11)).status).toBe(0);
  await repository.git("reset", "--quiet", "--hard", "HEAD^");
  await repository.commit("2026-11-11T00:00:00Z", { "prd/helmfile.yaml": portal("9.9.9") });
  const { status, stderr } = await promote(repository, 12);
  expect([status, stderr]).toMatchInlineSnapshot(`
    [
      1,
      "warning: the default branch no longer has commit COMMIT, which promote saw at its tip: its history was rewritten
     hint: block force pushes, because history decides what has soaked
    error: came past the check: portal 9.9.9 in prd, COMMIT
     hint: roll it back, or approve it: npx desalt promote --approve portal@9.9.9 --to prd --reason TEXT
    ",
    ]
  `);
});

test("a record delays what lands with an old date after quiet days", async () => {
  await using repository = await createFleet();
  expect((await promote(repository, 20)).stdout).toContain("records this run");
  await repository.commit("2026-11-10T00:00:00Z", { "dev/helmfile.yaml": portal("1.2.0") });
  expect((await promote(repository, 21)).stdout).toContain("1.2.0: 1 of 7 days in dev, opens 2026-11-27");
  expect((await promote(repository, 21)).stdout).toContain("is unchanged");
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit("2026-11-21T00:00:00Z", { "prd/helmfile.yaml": portal("1.2.0") });
  const gate = await runDesalt(repository.path, ["gate", "--now", "2026-11-22T00:00:00Z"]);
  expect([gate.status, gate.stdout]).toMatchInlineSnapshot(`
    [
      1,
      "error: prd portal 1.0.0 → 1.2.0: 1.2.0 soaks in dev since 2026-11-20T12:00:00Z; this passes from 2026-11-27T12:00:00Z on (soaking)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.2.0 --to prd
    ",
    ]
  `);
  const late = await runDesalt(repository.path, ["gate", "--now", "2026-11-26T00:00:00Z"]);
  expect(late.stderr).toMatchInlineSnapshot(`
    "warning: desalt promote last recorded a run 4.5 days ago, so gates may be out of date
     hint: look at the runs of its workflow; forges stop schedules in quiet repositories
    "
  `);
});

test("an approval that a rollback has ended does not end what came past the check", async () => {
  const decided = "approve:\n  - { release: portal, version: 1.1.0, to: prd, reason: it was urgent }\n";
  await using repository = await createFleet();
  await repository.commit("2026-11-09T13:00:00Z", { "promotion.yaml": decided });
  await repository.commit("2026-11-09T14:00:00Z", { "prd/helmfile.yaml": portal("1.1.0") });
  await repository.commit("2026-11-09T15:00:00Z", { "prd/helmfile.yaml": portal("1.0.0") });
  expect((await promote(repository, 10)).status).toBe(0);
  await repository.commit("2026-11-10T13:00:00Z", { "prd/helmfile.yaml": portal("1.1.0") });
  expect((await promote(repository, 11)).status).toBe(1);
  await repository.commit("2026-11-11T13:00:00Z", { "promotion.yaml": decided.replace("urgent", "safe") });
  expect((await promote(repository, 12)).status).toBe(0);
});

test("an approval of content covers the base that a helmfile pulls in", async () => {
  await using repository = await createFleet();
  const files = { "prd/helmfile.yaml": "bases: [base.yaml]\n", "prd/base.yaml": `helmBinary: ./helm\n${portal("1.0.0")}` };
  await repository.commit("2026-11-10T00:00:00Z", files);
  expect((await promote(repository, 10)).status).toBe(1);
  await repository.write({ "promotion.yaml": "{}\n" });
  const approved = await runDesalt(repository.path, ["promote", "--approve-files", "prd", "--reason", "seen"]);
  expect(approved.status).toBe(0);
  await repository.commit("2026-11-10T13:00:00Z", {});
  expect((await promote(repository, 11)).status).toBe(0);
});
