import { expect, test } from "vitest";
import { runDesalt } from "./run-desalt.ts";
import { config } from "./gate-change.ts";
import { createScriptedHistory, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

const portal = (version: string): string => helmfile({ portal: version });

/** dev runs 1.3.0 since the 10th after 1.2.0, which is held, and 1.1.0; prd runs 1.0.0. */
function createFleet(): Promise<ScriptedRepository> {
  const first = { "desalt.yaml": config, "dev/helmfile.yaml": portal("1.0.0"), "prd/helmfile.yaml": portal("1.0.0") };
  return createScriptedHistory([
    ["2026-10-01T00:00:00Z", first],
    ["2026-11-01T00:00:00Z", { "dev/helmfile.yaml": portal("1.1.0") }],
    ["2026-11-05T00:00:00Z", { "dev/helmfile.yaml": portal("1.2.0") }],
    ["2026-11-06T00:00:00Z", { "promotion.yaml": "hold:\n  - { release: portal, version: 1.2.0, reason: slow }\n" }],
    ["2026-11-10T00:00:00Z", { "dev/helmfile.yaml": portal("1.3.0") }],
  ]);
}

async function explain({ path }: { readonly path: string }, ...args: readonly string[]): Promise<readonly [number, string, string]> {
  const { status, stdout, stderr } = await runDesalt(path, ["promote", "--now", "2026-11-12T00:00:00Z", "--explain", ...args]);
  const hide = (text: string): string => text.replaceAll(/\b[0-9a-f]{10,40}\b/gu, "COMMIT");
  return [status, hide(stdout), hide(stderr)];
}

test("one screen says what runs, what opens, who decided, and what can be done now", async () => {
  await using repository = await createFleet();
  expect(await explain(repository, "portal")).toMatchInlineSnapshot(`
    [
      0,
      "portal in prd, which follows dev
      prd      runs 1.0.0 since 2026-10-01 (commit COMMIT)
      dev      runs 1.3.0 since 2026-11-10 (commit COMMIT)
      open     portal 1.0.0 → 1.1.0: in dev since 2026-11-01, soaked in its successors
      soaking  portal 1.0.0 → 1.3.0: 2 of 7 days in dev, opens 2026-11-17
      held     portal 1.0.0 → 1.2.0: on hold: slow
      decided  hold of 1.2.0: slow (commit COMMIT, At 2026-11-06T00:00:00Z)
      promote  has recorded no run
      now      npx desalt promote --approve portal@1.3.0 --to prd --reason TEXT
      hotfix   npx desalt promote --approve portal@VERSION --to prd --reason TEXT
      stop     npx desalt promote --hold portal@1.1.0 --reason TEXT
               each edits promotion.yaml, and counts once it is merged
    ",
      "",
    ]
  `);
  const [status, json] = await explain(repository, "portal@1.3.0", "--to", "prd", "--json");
  expect([status, JSON.parse(json)]).toMatchObject([
    0,
    [{ environment: "prd", runs: { version: "1.0.0" }, asked: { version: "1.3.0", verdict: "refused" }, decisions: [{ kind: "hold" }] }],
  ]);
});

test("an asked version gets the check's own answer, and the commands of the screen work", async () => {
  await using repository = await createFleet();
  const [, text] = await explain(repository, "portal@1.3.0");
  expect(text).toContain("the check refuses 1.3.0 now: portal: 1.3.0 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17");
  const [, command = ""] = /now +npx desalt (.*)/u.exec(text) ?? [];
  const approved = await runDesalt(repository.path, command.replace("TEXT", "urgent").split(" "));
  expect(approved.status).toBe(0);
  const [, after] = await explain(repository, "portal@1.3.0");
  expect(after).toContain("the check lets 1.3.0 into prd now");
  expect(after).toContain("approval of 1.3.0: urgent (not committed yet)");
});

test("what is unknown is an error with the nearest name", async () => {
  await using repository = await createFleet();
  const unknown = [["portl"], ["portal@newest"], ["portal", "--to", "dev"]].map((args) => explain(repository, ...args));
  expect(await Promise.all(unknown)).toMatchInlineSnapshot(`
    [
      [
        2,
        "",
        "error: release "portl" was not found
     hint: did you mean "portal"? releases: portal
    ",
      ],
      [
        2,
        "",
        "error: "newest" is not a version (--explain)
     hint: write --explain portal@1.2.3
    ",
      ],
      [
        2,
        "",
        "error: "dev" is not an environment that follows another (--to)
     hint: environments that follow another: prd
    ",
      ],
    ]
  `);
});
