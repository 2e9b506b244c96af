import { describe, expect, it } from "vitest";
import { makePlan } from "./make-plan.ts";
import { parseBranchSettings, parseReport, type RepositoryReport } from "../renovate/report.ts";

const settings = {
  labels: [],
  automerge: false,
  assignees: [],
  reviewers: [],
  schedule: ["at any time"],
  minimumReleaseAge: "7 days",
};

function reportOf(repository: object): RepositoryReport {
  const report = parseReport(JSON.stringify({ problems: [], repositories: { "acme/infra": repository } })).get("acme/infra");
  if (report === undefined) throw new Error("no report");
  return report;
}

function branch(result: string, files: readonly string[] = ["dev/helmfile.yaml"]) {
  const upgrades = files.map((packageFile) => ({
    depName: "billing",
    currentVersion: "1.0.0",
    newVersion: "1.1.0",
    updateType: "minor",
    packageFile,
  }));
  return { branchName: `renovate/${result}`, prTitle: "Update billing", result, upgrades };
}

function plan(repository: object) {
  return makePlan({ renovate: "44.0.0", report: reportOf(repository), settings: new Map([["renovate/pending", settings]]) });
}

describe("makePlan", () => {
  it.each([
    ["no-work", { state: "opens-now" }],
    ["pr-created", { state: "opens-now" }],
    ["needs-approval", { state: "waits", reason: "approval in the dependency dashboard" }],
    ["update-not-scheduled", { state: "waits", reason: "schedule" }],
    ["already-existed", { state: "waits", reason: "an earlier pull request for it was closed" }],
    ["pending", { state: "waits", reason: "minimum age of 7 days, but the release date is unknown" }],
    ["brand-new", { state: "waits", reason: 'Renovate says "brand-new"' }],
  ])("translates the result %s", (result, expected) =>
    expect(plan({ branches: [branch(result)] }).pullRequests[0]).toMatchObject(expected),
  );

  it("names all environments of a branch, and the root as a dot", () => {
    const files = ["prd/helmfile.yaml", "clusters/dev/helmfile.yaml", "helmfile.yaml"];
    expect(plan({ branches: [branch("no-work", files)] }).pullRequests[0]?.environment).toBe("., clusters/dev, prd");
  });

  it("tells of releases that Renovate cannot read, but not of charts in the repository", () => {
    const deps = [
      { depName: "templated", currentValue: "{{ .Values.version }}", skipReason: "invalid-version" },
      { depName: "own", skipReason: "local-chart" },
    ];
    expect(plan({ packageFiles: { helmfile: [{ packageFile: "dev/helmfile.yaml", deps }] } })).toMatchObject({
      waiting: [],
      problems: [
        {
          severity: "warning",
          message: 'Renovate does not update "templated" {{ .Values.version }}: invalid-version',
          file: "dev/helmfile.yaml",
        },
      ],
    });
  });

  it("drops what is about the machine, and takes a refused config for an error", () => {
    const problems = [
      { level: 40, msg: "RE2 not usable, falling back to RegExp" },
      {
        level: 40,
        msg: "Repository has invalid config",
        err: { message: "config-validation", validationSource: "renovate.json", validationMessage: "Bad" },
      },
      { level: 40, msg: "Something is odd" },
      { level: 30, msg: "All is well" },
    ];
    expect(plan({ problems }).problems).toEqual([
      { severity: "error", message: "Repository has invalid config: Bad", file: "renovate.json" },
      { severity: "warning", message: "Something is odd" },
    ]);
  });
});

describe("reading what Renovate wrote", () => {
  it("refuses a report of another shape", () => expect(() => parseReport("[]")).toThrow("Renovate's report has no repositories"));

  it("joins labels, and leaves out settings that are not set", () => {
    const config = { branchName: "renovate/x", labels: ["a"], addLabels: ["b", "a"], groupName: null, schedule: "nonsense" };
    const line = { level: 10, message: "processBranch()", repository: "acme/infra", fields: { config } };
    expect([...parseBranchSettings([line], ["renovate/x"])]).toEqual([
      ["renovate/x", { labels: ["a", "b"], automerge: false, assignees: [], reviewers: [], schedule: [] }],
    ]);
  });

  it("names the host that was left out where a preset is not found", () => {
    const release = {
      environment: "dev",
      release: "billing",
      chart: "x/billing",
      version: "1.0.0",
      file: "dev/helmfile.yaml",
      involved: [],
    };
    const { releases, problems } = makePlan({
      renovate: "44.0.0",
      report: reportOf({
        problems: [
          {
            level: 50,
            msg: "Repository has invalid config",
            err: { message: "config-validation", validationError: "Cannot find preset's package (github>acme/presets)" },
          },
        ],
      }),
      settings: new Map(),
      run: { result: "config-validation", ignorePaths: [], helmfilePatterns: [] },
      givenUp: [{ address: "https://api.github.com/", host: "api.github.com", cause: "503 Service Unavailable" }],
      declared: { releases: [release], unread: [] },
    });
    const reason = expect.stringMatching(/Cannot find preset's package .* \(not asked: api\.github\.com, 503 Service Unavailable\)$/u);
    expect(releases).toMatchObject([{ state: "unknown", reason }]);
    expect(problems.map(({ severity }) => severity)).toEqual(["error"]);
  });
});
