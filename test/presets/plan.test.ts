import { beforeAll, describe, expect, it } from "vitest";
import { planRepositories, type Plan, type PlannedRepository } from "../../src/dryrun/index.ts";
import { everyPreset, presetRepository, renderPresetFiles, writeReference } from "../../src/presets/index.ts";
import { cases, fixtures, secrets, type PresetCase } from "./cases.ts";
import { renderPlanDifference } from "./plan-difference.ts";

const released = { files: Object.fromEntries(renderPresetFiles().map(({ path, text }) => [path, text])) };

describe("a repository that extends a preset from GitHub by a tag", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const repositories = cases.flatMap((presetCase) => [makeRepository(presetCase, false), makeRepository(presetCase, true)]);
    const results = await planRepositories({
      ...fixtures,
      secrets,
      repositories,
      now: "2026-11-18T12:00:00Z",
      presets: { [`github>${presetRepository}`]: { refs: { "v1.0.0": released } } },
    });
    for (const [index, { name }] of repositories.entries()) {
      const plan = results[index];
      if (plan !== undefined) plans.set(name, plan);
    }
  }, 240_000);

  it.each(cases.map((presetCase) => ({ name: nameOf(presetCase), presetCase })))("$name", async ({ name, presetCase }) => {
    const before = plans.get(makeRepository(presetCase, false).name);
    const after = plans.get(makeRepository(presetCase, true).name);
    if (before === undefined || after === undefined) throw new Error(`no plan of ${name}`);
    const difference = renderPlanDifference(before, after);
    expect(difference).not.toBe("");
    const heading = `${referenceOf(presetCase)}\n\n`;
    await expect(heading + difference).toMatchFileSnapshot(`expected/${name}.txt`);
  });

  it("is tested for every preset", () => {
    expect([...new Set(cases.map(({ preset }) => preset))].toSorted()).toEqual([...everyPreset.map(({ name }) => name), "default"].toSorted());
  });
});

function nameOf(presetCase: PresetCase): string {
  const nth = cases.filter(({ preset }) => preset === presetCase.preset).indexOf(presetCase) + 1;
  return nth === 1 ? presetCase.preset : `${presetCase.preset}-${nth}`;
}

function referenceOf({ preset, values = [] }: PresetCase): string {
  return preset === "default" ? `github>${presetRepository}#v1.0.0` : writeReference({ name: preset }, values);
}

function makeRepository(presetCase: PresetCase, extended: boolean): PlannedRepository {
  const { besides = [], config = {}, files } = presetCase;
  const references = besides.map(([name, ...values]) => writeReference({ name }, values));
  const renovateJson = { extends: ["config:recommended", ...references, ...(extended ? [referenceOf(presetCase)] : [])], ...config };
  return {
    name: `${extended ? "with" : "without"}/${nameOf(presetCase)}`,
    files: { ...files, "renovate.json": JSON.stringify(renovateJson) },
  };
}
