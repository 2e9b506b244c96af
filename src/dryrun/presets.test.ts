import { beforeAll, describe, expect, it } from "vitest";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf } from "../../test/resolved-fleet.ts";
import { renderGatesPreset } from "../renovate/index.ts";
import type { Plan } from "./plan/plan.generated.ts";
import type { Fixtures } from "./fixtures/fixtures.generated.ts";
import { planRepositories } from "./session.ts";

const charts = { "https://charts.example.com": { billing: ["3.1.0", "3.2.0"] } };
const helmfile = {
  repositories: [{ name: "platform", url: "https://charts.example.com" }],
  releases: [{ name: "billing", chart: "platform/billing", version: "3.1.0" }],
};

function labelled(label: string) {
  return { addLabels: [label] };
}

/** What a repository extends, and the labels that its pull request has then. */
const references = {
  "local>acme/presets": ["local-default"],
  "acme/presets": ["local-default"],
  "local>acme/presets//path/pace": ["local-path"],
  "local>acme/presets:named#v1.0.0(blue)": ["blue-v1"],
  "local>acme/gated#desalt-gates": ["nested-gates"],
  "github>acme/renovate-config": ["github-default"],
  "github>acme/renovate-config//presets/team#v1.0.0(red, fast)": ["red-fast"],
  "github>acme/renovate-config#main": ["github-main"],
  "github>acme/from-directory//presets/pace": ["from-directory"],
  "gitlab>acme/group/presets//path/pace#v2": ["gitlab-v2"],
  "gitea>acme/presets": ["gitea-default"],
  "forgejo>acme/presets": ["forgejo-default"],
} as const;

const broken = [
  "github>acme/absent",
  "github>acme/renovate-config#v9.9.9",
  "github>acme/renovate-config//presets/absent",
  "local>acme/presets:absent",
  "github>acme/renovate-config:broken",
] as const;

describe("presets of other repositories", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), "presets-"));
    await mkdir(join(directory, "presets"));
    await writeFile(join(directory, "presets", "pace.json"), JSON.stringify(labelled("from-directory")));
    const presets: Fixtures["presets"] = {
      "local>acme/presets": {
        files: { "default.json": labelled("local-default"), "path/pace.json": labelled("local-path") },
        refs: { "v1.0.0": { files: { "named.json": labelled("{{arg0}}-v1") } } },
      },
      "local>acme/gated": {
        refs: { "desalt-gates": { files: { "default.json": { extends: ["./nested"] }, "nested.json": labelled("nested-gates") } } },
      },
      "github>acme/renovate-config": {
        files: { "default.json": labelled("github-default"), "broken.json": "{" },
        refs: {
          "v1.0.0": { files: { "presets/team.json": labelled("{{arg0}}-{{arg1}}") } },
          main: { files: { "default.json": labelled("github-main") } },
        },
      },
      "github>acme/from-directory": { directory },
      "gitlab>acme/group/presets": { refs: { v2: { files: { "path/pace.json": labelled("gitlab-v2") } } } },
      "gitea>acme/presets": { files: { "default.json": labelled("gitea-default") } },
      "forgejo>acme/presets": { files: { "default.json": labelled("forgejo-default") } },
    };
    const extended = [...Object.keys(references), ...broken];
    const repositories = extended.map((reference, index) => ({
      name: `acme/repository-${index}`,
      files: { "helmfile.yaml": helmfile, "renovate.json": { extends: [reference] } },
    }));
    const gates = { packageRules: [{ matchPackageNames: ["billing"], allowedVersions: "/^$/" }] };
    const own = {
      name: "acme/own",
      files: { "helmfile.yaml": helmfile, "renovate.json": { extends: ["local>acme/own//desalt/gates#desalt-gates"] } },
      refs: { "desalt-gates": { files: { "desalt/gates.json": gates } } },
    };
    const all = await planRepositories({ charts, presets, repositories: [...repositories, own] });
    for (const [index, plan] of all.entries()) plans.set(extended[index] ?? "own", plan);
    await rm(directory, { recursive: true });
  }, 120_000);

  it.each(Object.entries(references))("%s", (reference, labels) => {
    const plan = plans.get(reference);
    expect(plan?.problems).toEqual([]);
    expect(plan?.pullRequests.map((pullRequest) => pullRequest.labels)).toEqual([labels]);
  });

  it("reads gates from a branch of the planned repository itself", () => {
    expect(plans.get("own")?.problems).toEqual([]);
    expect(plans.get("own")?.waiting.map(({ release, version }) => `${release} ${version}`)).toEqual(["billing 3.2.0"]);
  });

  it.each(broken)("says why %s cannot be had", (reference) => {
    expect(plans.get(reference)?.problems).toMatchSnapshot();
  });
});

/** A replacement, and a rollback of a version that the registry does not have: `allowedVersions` filters neither. */
it("keeps updates of followers that no gate filters until people approve them", async () => {
  const environments = [environmentOf("dev"), environmentOf("prd", { follows: "dev" })];
  const { text: gates } = renderGatesPreset({ fleet: { environments }, gates: [] });
  const own = [
    { matchPackageNames: ["billing"], replacementName: "invoicing", replacementVersion: "1.0.0" },
    { matchPackageNames: ["portal"], rollbackPrs: true },
  ];
  const releases = [...helmfile.releases, { name: "portal", chart: "platform/portal", version: "9.9.9" }];
  const files = { "dev/helmfile.yaml": { ...helmfile, releases }, "prd/helmfile.yaml": { ...helmfile, releases } };
  const [plan] = await planRepositories({
    charts: { "https://charts.example.com": { billing: ["3.1.0"], portal: ["1.0.0"], invoicing: ["1.0.0"] } },
    presets: {},
    repositories: [
      {
        name: "acme/gated",
        files: {
          ...files,
          "renovate.json": {
            extends: ["local>acme/gated//desalt/gates#desalt-gates"],
            packageRules: [...own, { matchFileNames: ["prd/**"], additionalBranchPrefix: "prd/" }],
          },
        },
        refs: { "desalt-gates": { files: { "desalt/gates.json": gates } } },
      },
    ],
  });
  expect(plan?.problems).toEqual([]);
  expect(plan?.pullRequests.map(({ branch, state, reason }) => [branch, state, reason])).toEqual([
    ["renovate/billing-replacement", "opens-now", undefined],
    ["renovate/prd/billing-replacement", "waits", "approval in the dependency dashboard"],
    ["renovate/portal-rollback", "opens-now", undefined],
    ["renovate/prd/portal-rollback", "waits", "approval in the dependency dashboard"],
  ]);
}, 120_000);
