import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { renderPlan } from "../../src/cli/commands/plan/text.ts";
import { planRepositories, type Plan, type PlannedRepository } from "../../src/dryrun/index.ts";
import { everyPreset, presetRepository, renderPresetFiles, writeReference } from "../../src/presets/index.ts";
import { cases, mistakes } from "./cases.ts";
import { startEcr } from "./ecr.ts";
import { renderPlanDifference } from "./plan-difference.ts";
import type { PresetCase } from "./preset-case.ts";
import { fixtures, secrets } from "./world.ts";

const example = join(import.meta.dirname, "../../examples/presets-only");
const tagged = { files: Object.fromEntries(renderPresetFiles().map(({ path, text }) => [path, text])) };
/** The default branch, on which a preset may mean anything; here there is one only, for a mistake that reads it. */
const untagged = { files: { "presets/label.json": tagged.files["presets/label.json"] ?? "" } };

describe("a repository that extends a preset from GitHub by a tag", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const { PLATFORM_AWS_ACCESS_KEY_ID: accessKey } = secrets;
    const ecr = await startEcr(accessKey, "of an hour");
    const repositories = listRepositories();
    try {
      const results = await planRepositories({
        ...fixtures,
        secrets,
        repositories,
        // Without a token, Renovate on another forge than GitHub warns, and looks up nothing on GitHub.
        env: { RENOVATE_GITHUB_COM_TOKEN: "token", AWS_ENDPOINT_URL_ECR: ecr.url },
        now: "2026-11-18T12:00:00Z",
        presets: { [`github>${presetRepository}`]: { refs: { "v1.0.0": tagged }, ...untagged } },
      });
      for (const [index, { name }] of repositories.entries()) {
        const plan = results[index];
        if (plan !== undefined) plans.set(name, plan);
      }
    } finally {
      ecr.close();
    }
  }, 400_000);

  function planOf(name: string): Plan {
    const plan = plans.get(name);
    if (plan === undefined) throw new Error(`no plan of ${name}`);
    return plan;
  }

  it.each(cases.map((presetCase) => ({ name: nameOf(presetCase), presetCase })))("$name", async ({ name, presetCase }) => {
    const difference = renderPlanDifference(planOf(`without/${twinOf(presetCase)}`), planOf(`with/${name}`));
    expect(difference).not.toBe("");
    await expect(`${referenceOf(presetCase)}\n\n${difference}${renderUnseen(presetCase)}`).toMatchFileSnapshot(`expected/${name}.txt`);
  });

  it("is tested for every preset", () => {
    expect([...new Set(cases.map(({ preset }) => preset))].toSorted()).toEqual(
      [...everyPreset.map(({ name }) => name), "default"].toSorted(),
    );
  });

  it("is enough for a fleet: examples/presets-only has the plan that its README shows", async () => {
    const plan = planOf("example/presets-only");
    // Not the whole version, so that an upgrade of Renovate changes no file here.
    const renovate = plan.renovate.replace(/\..*$/u, "");
    const environments = ["dev", "prd"].map((name) => ({ name, helmfiles: [`${name}/helmfile.yaml`] }));
    const text = renderPlan({ ...plan, renovate }, { environments, limits: [], color: false });
    await expect(text).toMatchFileSnapshot(join(example, "plan.txt"));
    expect(await readFile(join(example, "README.md"), "utf8")).toContain(`\`\`\`\n${text}\`\`\``);
  });

  it("sees what Renovate makes of a mistake", async () => {
    const seen = mistakes.map((reference, index) => {
      const difference = renderPlanDifference(planOf("without/split"), planOf(`mistakes/${index}`));
      return `${reference}\n\n${difference === "" ? "no difference\n" : difference}`;
    });
    await expect(seen.join("\n")).toMatchFileSnapshot("expected/mistakes.txt");
  });
});

/** Cases differ in what they extend more than in the repository without it, and each costs a second. */
function listRepositories(): readonly PlannedRepository[] {
  const without = cases.filter((presetCase) => twinOf(presetCase) === nameOf(presetCase));
  const [plain] = cases.filter(({ preset }) => preset === "split");
  return [
    { name: "example/presets-only", directory: example },
    ...without.map((presetCase) => makeRepository(`without/${nameOf(presetCase)}`, presetCase)),
    ...cases.map((presetCase) => makeRepository(`with/${nameOf(presetCase)}`, presetCase, referenceOf(presetCase))),
    ...mistakes.map((reference, index) => makeRepository(`mistakes/${index}`, { preset: "", files: plain?.files ?? {} }, reference)),
  ];
}

/** What a preset means besides, since a dry run opens and merges nothing. */
function renderUnseen({ preset }: PresetCase): string {
  const { config = {} } = everyPreset.find(({ name }) => name === preset) ?? {};
  const unseen = [config, ...(config.packageRules ?? [])].flatMap(
    ({ prConcurrentLimit, prHourlyLimit, automergeType, platformAutomerge }) =>
      Object.entries({ prConcurrentLimit, prHourlyLimit, automergeType, platformAutomerge }).flatMap(([option, value]) =>
        value === undefined ? [] : `  ${option}: ${value}\n`,
      ),
  );
  return unseen.length === 0 ? "" : `not seen in a dry run\n${unseen.join("")}`;
}

function nameOf(presetCase: PresetCase): string {
  const nth = cases.filter(({ preset }) => preset === presetCase.preset).indexOf(presetCase) + 1;
  return nth === 1 ? presetCase.preset : `${presetCase.preset}-${nth}`;
}

/** The first case whose repository without its preset is the same. */
function twinOf(presetCase: PresetCase): string {
  const key = ({ besides, config, files }: PresetCase) => JSON.stringify([besides, config, files]);
  return nameOf(cases.find((candidate) => key(candidate) === key(presetCase)) ?? presetCase);
}

function referenceOf({ preset, values = [] }: PresetCase): string {
  return preset === "default" ? `github>${presetRepository}#v1.0.0` : writeReference({ name: preset }, values);
}

function makeRepository(name: string, { besides = [], config = {}, files }: PresetCase, ...more: readonly string[]): PlannedRepository {
  const references = besides.map(([preset, ...values]) => writeReference({ name: preset }, values));
  const renovateJson = { extends: [...references, ...more], ...config };
  return { name, files: { ...files, "renovate.json": JSON.stringify(renovateJson) } };
}
