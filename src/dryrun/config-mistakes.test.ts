import { beforeAll, describe, expect, it } from "vitest";
import { explain, renderExplanation } from "./plan/explain.ts";
import type { Fixtures } from "./fixtures/fixtures.generated.ts";
import type { Plan } from "./plan/plan.generated.ts";
import { planRepositories } from "./session.ts";

const fixtures: Fixtures = {
  charts: { "https://charts.example.com": { billing: ["3.1.0", "3.2.0", "4.0.0"], ledger: ["1.0.0", "1.0.1"] } },
  presets: {
    "github>acme/presets": {
      files: { "lag.json": { packageRules: [{ matchFileNames: ["**"], minimumReleaseAge: "{{arg1}}", labels: ["{{arg0}}"] }] } },
      refs: {
        "v1.0.0": { files: { "team.json": { addLabels: ["{{arg0}}"], assignees: ["{{arg1}}"] }, "plain.json": { labels: ["plain"] } } },
      },
    },
  },
};
const helmfile = {
  repositories: [{ name: "platform", url: "https://charts.example.com" }],
  releases: [
    { name: "billing", chart: "platform/billing", version: "3.1.0" },
    { name: "ledger", chart: "platform/ledger", version: "1.0.0" },
  ],
};

const mistakes = {
  "too few arguments": { extends: ["github>acme/presets:team#v1.0.0(red)"] },
  "too many arguments": { extends: ["github>acme/presets:plain#v1.0.0(red, blue)"] },
  "arguments before the tag": { extends: ["github>acme/presets:team(red, alice)#v1.0.0"] },
  "a ref that is not there": { extends: ["github>acme/presets:team#v2.0.0(red, alice)"] },
  "a preset that is not there": { extends: ["github>acme/presets:squad#v1.0.0"] },
  "a repository that is not there": { extends: ["github>acme/preset"] },
  "a local preset without a fixture": { extends: ["local>acme/presets"] },
  "options of an older Renovate": {
    extends: ["config:base"],
    packageRules: [{ packagePatterns: ["^bill"], labels: ["money"] }],
  },
  "arguments before the tag of a preset that the default branch has": { extends: ["github>acme/presets:lag(prd,7 days)#v1.0.0"] },
  "an age that is none": { minimumReleaseAge: "seven days" },
  "a syntax error": '{\n  "labels": [\n}\n',
  "an option that does not exist": { automrge: true },
} as const;

const ruled = {
  additionalBranchPrefix: "{{packageFileDir}}-",
  packageRules: [
    { description: "money is looked at twice", matchPackageNames: ["billing"], addLabels: ["money"], reviewers: ["alice"] },
    { matchPackageNames: ["nothing-of-ours"], labels: ["never"] },
    { matchFileNames: ["prd/**"], dependencyDashboardApproval: true },
    { matchUpdateTypes: ["major"], enabled: false },
    { matchPackageNames: ["/^bill/"], matchFileNames: ["dev/**"], automerge: true },
  ],
};

describe("what a plan says of a config, in one start", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const names = Object.keys(mistakes);
    const repositories = [
      ...Object.values(mistakes).map((config, index) => ({
        name: `acme/r${index}`,
        files: { "helmfile.yaml": helmfile, "renovate.json": config },
      })),
      { name: "acme/ruled", files: { "dev/helmfile.yaml": helmfile, "prd/helmfile.yaml": helmfile, "renovate.json": ruled } },
    ];
    const all = await planRepositories({ ...fixtures, repositories });
    for (const [index, plan] of all.entries()) plans.set(names[index] ?? "ruled", plan);
  }, 120_000);

  it.each(Object.keys(mistakes))("%s", (mistake) => {
    expect(plans.get(mistake)?.problems).toMatchSnapshot();
  });

  it("explains which package rules applied to a release, in their order, and what each set", () => {
    const plan = plans.get("ruled");
    expect(plan?.problems).toEqual([]);
    expect(plan === undefined ? "" : renderExplanation(explain(plan, "billing"))).toMatchInlineSnapshot(`
      "billing in dev/helmfile.yaml
        opens now: Update Helm release billing to v3.2.0
        packageRules[0]: money is looked at twice
          matched matchPackageNames: ["billing"]
          set     addLabels: ["money"], reviewers: ["alice"]
        packageRules[3]
          matched matchUpdateTypes: ["major"] for major 4.0.0
          set     enabled: false
        packageRules[4]
          matched matchPackageNames: ["/^bill/"], matchFileNames: ["dev/**"]
          set     automerge: true

      billing in prd/helmfile.yaml
        waits: Update Helm release billing to v3.2.0 (approval in the dependency dashboard)
        packageRules[0]: money is looked at twice
          matched matchPackageNames: ["billing"]
          set     addLabels: ["money"], reviewers: ["alice"]
        packageRules[2]
          matched matchFileNames: ["prd/**"]
          set     dependencyDashboardApproval: true
        packageRules[3]
          matched matchUpdateTypes: ["major"] for major 4.0.0
          set     enabled: false
      "
    `);
  });

  it("explains releases that got no update, and files", () => {
    const plan = plans.get("ruled");
    const found = plan === undefined ? [] : explain(plan, "prd/helmfile.yaml");
    expect(found.map(({ chart, rules }) => [chart, rules.map(({ index }) => index)])).toEqual([
      ["billing", [0, 2, 3]],
      ["ledger", [2]],
    ]);
    expect(plan === undefined ? [] : explain(plan, "absent")).toEqual([]);
  });
});
