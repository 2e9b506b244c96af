import { expect, test } from "vitest";
import { runDesalt } from "./run-desalt.ts";
import { config } from "./gate-change.ts";
import { createScriptedHistory, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

const releases = (portal: string, redis = "7.0.0"): string => helmfile({ portal, redis });
const hide = (text: string): string => text.replaceAll(/\b[0-9a-f]{10,40}\b/gu, "COMMIT");

/** prd got portal 1.1.0 by a merge on the 9th, and 9.9.9 past the check on the 11th, with redis of the 10th in between. */
async function createNight(): Promise<ScriptedRepository> {
  const repository = await createScriptedHistory([
    ["2026-10-01T00:00:00Z", { "desalt.yaml": config, "dev/helmfile.yaml": releases("1.0.0"), "prd/helmfile.yaml": releases("1.0.0") }],
    ["2026-11-01T00:00:00Z", { "dev/helmfile.yaml": releases("1.1.0", "7.1.0") }],
  ]);
  await repository.git("switch", "--quiet", "--create", "bump");
  await repository.commit("2026-11-09T00:00:00Z", { "prd/helmfile.yaml": releases("1.1.0") });
  await repository.git("switch", "--quiet", "main");
  process.env["GIT_COMMITTER_DATE"] = "2026-11-09T01:00:00Z";
  await repository.git("merge", "--quiet", "--no-ff", "-m", "Merge \u001B[2J of portal", "bump");
  delete process.env["GIT_COMMITTER_DATE"];
  await runDesalt(repository.path, ["promote", "--now", "2026-11-09T12:00:00Z"]);
  await repository.commit("2026-11-10T00:00:00Z", { "prd/helmfile.yaml": releases("1.1.0", "7.1.0") });
  await repository.commit("2026-11-11T00:00:00Z", { "prd/helmfile.yaml": releases("9.9.9", "7.1.0") });
  return repository;
}

const log = async ({ path }: { readonly path: string }, ...args: readonly string[]): Promise<readonly [number, string, string]> => {
  const { status, stdout, stderr } = await runDesalt(path, ["log", "prd", "--now", "2026-11-11T03:00:00Z", ...args]);
  return [status, hide(stdout), hide(stderr)];
};

test("what changed in prd, past the check or not, and the way back", async () => {
  await using repository = await createNight();
  expect(await log(repository)).toMatchInlineSnapshot(`
    [
      0,
      "prd at commit COMMIT
      freeze   none
      holds    none
      promote  last recorded a run 1.6 days ago, on 2026-11-09 12:00 UTC
      past     portal 9.9.9 in prd, COMMIT came past the check

    2026-11-11 00:00 UTC  COMMIT  At 2026-11-11T00:00:00Z
      portal  1.1.0 → 9.9.9  past the check: 9.9.9 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 9.9.9
      back: git revert COMMIT
            the check lets that through

    2026-11-10 00:00 UTC  COMMIT  At 2026-11-10T00:00:00Z
      redis  7.0.0 → 7.1.0
      back: git revert COMMIT
            the check lets that through

    2026-11-09 01:00 UTC  COMMIT  Merge �[2J of portal
      portal  1.0.0 → 1.1.0
      back: git revert -m 1 COMMIT
            git cannot do that alone: portal was changed again later

    that is all since 2026-11-04 03:00 UTC; the change before is commit COMMIT of 2026-10-01 00:00 UTC
    ",
      "",
    ]
  `);
  const day = await log(repository, "--since", "24h");
  expect(day[1]).toContain("9.9.9");
  expect(day[1]).not.toContain("7.0.0");
  expect(day[1]).toContain("the change before is commit COMMIT of 2026-11-10 00:00 UTC");
  const [status, json] = await log(repository, "--json", "--since", "2026-11-10T12:00:00Z");
  expect([status, JSON.parse(json)]).toMatchInlineSnapshot(`
    [
      0,
      {
        "before": {
          "at": "2026-11-10T00:00:00Z",
          "commit": "COMMIT",
        },
        "changes": [
          {
            "at": "2026-11-11T00:00:00Z",
            "commit": "COMMIT",
            "releases": [
              {
                "from": "1.1.0",
                "past": "9.9.9 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 9.9.9",
                "release": "portal",
                "to": "9.9.9",
              },
            ],
            "revert": {
              "check": "passes",
              "command": "git revert COMMIT",
              "reasons": [],
            },
            "subject": "At 2026-11-11T00:00:00Z",
          },
        ],
        "environment": "prd",
        "holds": [],
        "lastRun": "2026-11-09T12:00:00Z",
        "past": [
          {
            "at": "2026-11-11T00:00:00Z",
            "commit": "COMMIT",
            "environment": "prd",
            "from": "1.1.0",
            "message": "9.9.9 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 9.9.9",
            "release": "portal",
            "rule": "not-soaked",
            "to": "9.9.9",
          },
        ],
        "since": "2026-11-10T12:00:00Z",
        "tip": "COMMIT",
      },
    ]
  `);
});

test("the revert that log names is one that git makes and the check lets through", async () => {
  await using repository = await createNight();
  const [, text] = await log(repository);
  expect(text).toContain("git revert COMMIT\n        the check lets that through");
  const { stdout } = await runDesalt(repository.path, ["log", "prd", "--now", "2026-11-11T03:00:00Z"]);
  const [command = ""] = /git revert .*/u.exec(stdout) ?? [];
  await repository.git("switch", "--quiet", "--create", "back");
  await repository.git(...command.replace("git revert", "revert --no-edit").split(" "));
  const gate = await runDesalt(repository.path, ["gate", "--base", "main", "--now", "2026-11-11T03:00:00Z"]);
  expect([gate.status, gate.stdout]).toEqual([0, "Passed: every version in this change has soaked.\n"]);
});

test("a freeze, a hold and a quiet week are told first, and unknown names are errors", async () => {
  await using repository = await createNight();
  await repository.commit("2026-11-11T01:00:00Z", {
    "promotion.yaml": `hold:
  - { release: portal, version: 1.1.0, reason: slow }
freeze:
  - { from: 2026-11-01, until: 2026-12-01, reason: sale }
`,
  });
  const [, text] = await log(repository, "--since", "1h");
  expect(text).toMatchInlineSnapshot(`
    "prd at commit COMMIT
      freeze   until 2026-12-01T00:00:00Z: sale
      hold     portal 1.1.0: slow
      promote  last recorded a run 1.6 days ago, on 2026-11-09 12:00 UTC
      past     portal 9.9.9 in prd, COMMIT came past the check

    nothing changed since 2026-11-11 02:00 UTC; the change before is commit COMMIT of 2026-11-11 00:00 UTC
    "
  `);
  expect(await log(repository, "--since", "yesterday")).toMatchInlineSnapshot(`
    [
      2,
      "",
      "error: "yesterday" is not valid (--since)
     hint: write "24h", "7d", "2 days" or "2026-12-24"
    ",
    ]
  `);
  const { status, stderr } = await runDesalt(repository.path, ["log", "prod"]);
  expect([status, stderr]).toMatchInlineSnapshot(`
    [
      2,
      "error: environment "prod" was not found
     hint: did you mean "prd"? environments: dev, prd
    ",
    ]
  `);
});
