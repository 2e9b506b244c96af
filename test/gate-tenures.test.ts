import { expect, test } from "vitest";
import { bump, config, gate } from "./gate-change.ts";
import { createScriptedHistory, helmfile, type ScriptedCommit, type ScriptedRepository } from "./scripted-repository.ts";

const first: ScriptedCommit = [
  "2026-10-01T00:00:00Z",
  {
    "dev/helmfile.yaml": helmfile({ portal: "1.0.0" }),
    "docs/sample.yaml": helmfile({ portal: "9.9.9" }),
    "dev/second.yaml": helmfile({ portal: "1.1.0" }),
    ...bump("1.0.0"),
  },
];
const configured: ScriptedCommit = ["2026-10-02T00:00:00Z", { "desalt.yaml": config }];
const upgraded: ScriptedCommit = ["2026-11-01T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }) }];

interface Story {
  readonly commits: readonly ScriptedCommit[];
  /** Files that git moves on main on the 10th, together with the config's change. */
  readonly moves?: readonly (readonly [from: string, to: string])[];
  readonly config?: string;
  readonly bump?: string;
  readonly prd?: string;
}

/** The exit code and the output for a bump of prd on the 12th. */
async function judge({ commits, moves = [], config: text, bump: version = "1.1.0", prd = "prd/helmfile.yaml" }: Story) {
  await using repository: ScriptedRepository = await createScriptedHistory(commits);
  for (const [from, to] of moves) await repository.git("mv", from, to);
  if (text !== undefined || moves.length > 0) {
    await repository.commit("2026-11-10T00:00:00Z", text === undefined ? {} : { "desalt.yaml": text });
  }
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit("2026-11-11T00:00:00Z", { [prd]: helmfile({ portal: version }) });
  const { status, stdout, stderr } = await gate(repository);
  return { status, output: `${stdout}${stderr}` };
}

const usual = [first, configured, upgraded];

test("a helmfile begins to soak when the config names it", async () => {
  const sample = config.replace("dev/helmfile.yaml", "docs/sample.yaml");
  expect(await judge({ commits: usual, config: sample, bump: "9.9.9" })).toEqual({
    status: 1,
    output: expect.stringContaining("9.9.9 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17T00:00:00Z on (soaking)"),
  });
  // What dev ran before goes on, where it runs the same.
  expect((await judge({ commits: usual, config: config.replace("dev/helmfile.yaml", "dev/second.yaml") })).status).toBe(0);
  const back = await judge({ commits: [...usual, ["2026-11-09T00:00:00Z", { "desalt.yaml": sample }]], config, bump: "9.9.9" });
  expect(back).toEqual({ status: 1, output: expect.stringContaining("9.9.9 was rolled back in dev on 2026-11-10") });
});

test("a file that was moved onto the helmfile's new place does not bring its age", async () => {
  const moves = [
    ["docs/sample.yaml", "dev/new.yaml"],
    ["dev/helmfile.yaml", "docs/old.yaml"],
  ] as const;
  const moved = config.replace("dev/helmfile.yaml", "dev/new.yaml");
  expect(await judge({ commits: usual, moves, config: moved, bump: "9.9.9" })).toEqual({
    status: 1,
    output: expect.stringContaining("(soaking)"),
  });
});

test("helmfiles and environments that are renamed together with the config keep their soak", async () => {
  const moves = [["dev", "development"]] as const;
  expect(await judge({ commits: usual, moves, config: config.replace("dev/helmfile", "development/helmfile") })).toMatchObject({
    status: 0,
  });
  const renamed = config.replace("dev:", "development:").replace("follows: dev", "follows: development");
  expect(await judge({ commits: usual, config: renamed })).toMatchObject({ status: 0 });
  const both = renamed.replace("dev/helmfile", "development/helmfile");
  expect(await judge({ commits: usual, moves, config: both })).toMatchObject({ status: 0 });
});

test("what the first config names counts from its beginning, and an environment between two from then on", async () => {
  expect(await judge({ commits: [first, upgraded], config })).toMatchObject({ status: 0 });
  const between = config
    .replace("  prd:", "  stg: { helmfile: dev/second.yaml, follows: dev }\n  prd:")
    .replace("helmfile.yaml, follows: dev, soak: 7", "helmfile.yaml, follows: stg, soak: 7");
  expect(await judge({ commits: usual, config: between })).toEqual({
    status: 1,
    output: expect.stringContaining("1.1.0 soaks in stg since 2026-11-10"),
  });
});

test("configs that are missing or not valid for a while, and one in TypeScript, change nothing", async () => {
  const rules = JSON.stringify({
    description: [],
    format: 1,
    environments: { dev: { helmfile: "dev/helmfile.yaml" }, prd: { helmfile: "prd/helmfile.yaml", follows: "dev" } },
  });
  const later: readonly ScriptedCommit[] = [
    ["2026-11-02T00:00:00Z", { "desalt.yaml": "environments: [\n" }],
    ["2026-11-03T00:00:00Z", { "desalt.yaml": "{}\n" }],
  ];
  expect(await judge({ commits: [...usual, ...later], config })).toMatchObject({ status: 0 });
  const typed: ScriptedCommit = ["2026-11-09T00:00:00Z", { "desalt/rules.json": rules, "typed.ts": "throw new Error();\n" }];
  const moves = [
    ["desalt.yaml", "old.yaml"],
    ["typed.ts", "desalt.config.ts"],
  ] as const;
  expect(await judge({ commits: [...usual, typed], moves })).toMatchObject({ status: 0 });
});
