import { execa } from "execa";
import { expect, test } from "vitest";
import { createRepository, runDesalt } from "./run-desalt.ts";

const day = 86_400_000;

const workflowPins = {
  customType: "regex",
  managerFilePatterns: [".github/workflows/desalt-check.yaml"],
  matchStrings: ["npx --yes desalt@(?<currentValue>\\d+\\.\\d+\\.\\d+)"],
  depNameTemplate: "desalt",
  datasourceTemplate: "npm",
};

function helmfile(version: string): string {
  return `repositories:
  - name: stable
    url: https://charts.example.com
releases:
  - name: portal
    chart: stable/portal
    version: ${version}
`;
}

test(
  "plan serves the gates itself: production is offered what has soaked, and the rest says how long it has",
  { timeout: 60_000 },
  async () => {
    const reference = "local>acme/infra//desalt/gates#desalt-gates";
    await using repository = await createRepository({
      "desalt.yaml": `repository: acme/infra
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`,
      "renovate.json": JSON.stringify({
        extends: [reference],
        customManagers: [workflowPins],
        packageRules: [
          { matchFileNames: ["prd/**"], additionalBranchPrefix: "prd-" },
          // As docs/promotion.md says: there is no npm registry here, and nothing else stops.
          { matchManagers: ["custom.regex"], matchPackageNames: ["desalt"], enabled: false },
        ],
      }),
      ".github/workflows/desalt-check.yaml": "      - run: npx --yes desalt@0.1.0 gate\n",
      "fixtures.json": JSON.stringify({ charts: { "https://charts.example.com": { portal: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"] } } }),
      "dev/helmfile.yaml": helmfile("1.0.0"),
      "prd/helmfile.yaml": helmfile("1.0.0"),
    });
    const commit = async (daysAgo: number, files: Record<string, string>): Promise<void> => {
      await repository.write(files);
      await execa("git", ["add", "--all"], { cwd: repository.path });
      const date = new Date(Date.now() - daysAgo * day).toISOString();
      const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
      await execa("git", [...identity, "commit", "--quiet", "--message", "x"], {
        cwd: repository.path,
        env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      });
    };
    await commit(30, {});
    await commit(10, { "dev/helmfile.yaml": helmfile("1.1.0") });
    await commit(3, { "dev/helmfile.yaml": helmfile("1.2.0") });

    const { stdout } = await runDesalt(repository.path, ["plan", "--json", "--fixtures", "fixtures.json"]);
    const plan = JSON.parse(stdout);
    expect(plan.problems).toEqual([
      {
        severity: "warning",
        message: expect.stringMatching(/^Excess registryUrls found .* \(usually from a helm repository called `stable`/u),
      },
    ]);
    const updates = plan.pullRequests.flatMap((pullRequest: { environment: string; updates: { to: string }[] }) =>
      pullRequest.updates.map(({ to }) => `${pullRequest.environment} ${to}`),
    );
    expect(updates.toSorted()).toEqual(["dev 1.3.0", "prd 1.1.0"]);
    expect(plan.waiting).toContainEqual(
      expect.objectContaining({ environment: "prd", release: "portal", version: "1.2.0", reason: "soaking in dev, 3 of 7 days" }),
    );
    expect(plan.waiting).toContainEqual(
      expect.objectContaining({ environment: "prd", release: "portal", version: "1.3.0", reason: "not in dev yet" }),
    );
  },
);
