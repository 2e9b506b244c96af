import { expect, test } from "vitest";
import { bump, config, createChange, gate } from "./gate-change.ts";
import type { ScriptedRepository } from "./scripted-repository.ts";

interface Judgement {
  readonly findings: readonly { readonly severity: string; readonly rule: string }[];
}

/** The exit code and the rules of the findings: errors as they are, warnings in brackets. */
async function judge(repository: ScriptedRepository, ...args: readonly string[]): Promise<readonly [number, ...string[]]> {
  const { status, stdout } = await gate(repository, "--json", ...args);
  const { findings }: Judgement = JSON.parse(stdout);
  return [status, ...findings.map(({ severity, rule }) => (severity === "error" ? rule : `(${rule})`))];
}

const strict = config.replace("soak: 7 days", "soak: 7 days, strict: true");

test("a range or a missing version in a follower is refused, whatever was there before", async () => {
  for (const text of ['">=1.0.0"', '"1"', '"1.0"', "1.x", ""]) {
    await using changed = await createChange(bump(text));
    expect([text, ...(await judge(changed))]).toEqual([text, 1, "no-version"]);
  }
  await using wider = await createChange(bump('">=1.1.0"'), bump('">=1.0.0"'));
  expect(await judge(wider)).toEqual([1, "no-version"]);
  await using dropped = await createChange(bump(""), bump('">=1.0.0"'));
  expect(await judge(dropped)).toEqual([1, "no-version"]);
});

test("a range that a change leaves alone passes", async () => {
  const range = bump('">=1.0.0"')["prd/helmfile.yaml"] ?? "";
  await using repository = await createChange({ "prd/helmfile.yaml": `# A comment.\n${range}` }, { "prd/helmfile.yaml": range });
  expect(await judge(repository)).toEqual([0]);
});

test("a new release with a range is refused, in a freeze, with strict, and where the upstream never ran it", async () => {
  const other = {
    "prd/helmfile.yaml": `${bump("1.0.0")["prd/helmfile.yaml"]}  - name: other\n    chart: stable/other\n    version: "1"\n`,
  };
  const freeze = { "promotion.yaml": "freeze:\n  - { from: 2026-11-11, until: 2026-12-01, reason: sale }\n" };
  for (const base of [{}, { "desalt.yaml": strict }, freeze]) {
    await using repository = await createChange(other, base);
    expect(await judge(repository)).toEqual([1, "no-version"]);
  }
});
