import { expect, test } from "vitest";
import { config, gate } from "./gate-change.ts";
import { createScriptedHistory, helmfile, type ScriptedCommit, type ScriptedRepository } from "./scripted-repository.ts";

const portal = (version: string): string => helmfile({ portal: version });

/** prd runs 1.0.0 and a change brings it 1.1.0; `later` is what happened on the default branch before. */
async function createBump(later: readonly ScriptedCommit[]): Promise<ScriptedRepository> {
  const first = { "desalt.yaml": config, "dev/helmfile.yaml": portal("1.0.0"), "prd/helmfile.yaml": portal("1.0.0") };
  const repository = await createScriptedHistory([["2026-09-01T00:00:00Z", first], ...later]);
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit("2026-11-11T00:00:00Z", { "prd/helmfile.yaml": portal("1.1.0") });
  return repository;
}

test("a commit with an old date counts from the date of what it follows, whatever that changed", async () => {
  await using late = await createBump([
    ["2026-11-11T00:00:00Z", { "README.md": "yesterday\n" }],
    ["2026-09-23T00:00:00Z", { "dev/helmfile.yaml": portal("1.1.0") }],
  ]);
  const refused = await gate(late);
  expect([refused.status, refused.stdout]).toMatchInlineSnapshot(`
    [
      1,
      "error: prd portal 1.0.0 → 1.1.0: 1.1.0 soaks in dev since 2026-11-11T00:00:00Z; this passes from 2026-11-18T00:00:00Z on (soaking)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0 --to prd
    ",
    ]
  `);
  expect(refused.stderr).toContain("is dated before the commit it follows");
  await using early = await createBump([
    ["2026-09-23T00:00:00Z", { "dev/helmfile.yaml": portal("1.1.0") }],
    ["2026-11-11T00:00:00Z", { "README.md": "yesterday\n" }],
  ]);
  expect((await gate(early)).status).toBe(0);
});
