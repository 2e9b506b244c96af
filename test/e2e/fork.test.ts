import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { requireTools } from "../requires.ts";
import { runDesalt, type Run } from "../run-desalt.ts";
import { createScriptedRepository, type ScriptedRepository } from "../scripted-repository.ts";
import { runWorkflow } from "../workflow-steps.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const config = `repository: acme/infra
workflows: true
environments: { dev: { helmfile: dev/helmfile.yaml } }
gitops: { repository: acme/manifests }
`;
const template = `apiVersion: v1
kind: ConfigMap
metadata: { name: portal }
data: { theme: {{ .Values.theme }} }
`;

function helmfile(theme: string): string {
  return `releases: [{ name: portal, namespace: portal, chart: ../chart, values: [{ theme: ${theme} }] }]\n`;
}

describe.skipIf(isMissing)("the check of a pull request", () => {
  const resources = new AsyncDisposableStack();
  let people: ScriptedRepository;
  let [forge, workflow] = ["", ""];

  beforeAll(async () => {
    people = resources.use(await createScriptedRepository());
    await people.write({
      "desalt.yaml": config,
      "dev/helmfile.yaml": helmfile("light"),
      "chart/Chart.yaml": "apiVersion: v2\nname: portal\nversion: 1.0.0\n",
      "chart/templates/portal.yaml": template,
    });
    await runDesalt(people.path, ["generate"]);
    workflow = await readFile(join(people.path, ".github/workflows/desalt-check.yaml"), "utf8");
    const base = await people.commit("2026-11-01T10:00:00Z", {});
    await people.git("switch", "--quiet", "--create", "change");
    await people.commit("2026-11-02T10:00:00Z", { "dev/helmfile.yaml": helmfile("dark") });
    await people.git("switch", "--quiet", "--detach", base);
    await people.git("merge", "--quiet", "--no-ff", "--message", "Merge change into main", "change");
    const bare = resources.use(await createScriptedRepository());
    forge = join(bare.path, "infra.git");
    await people.git("init", "--quiet", "--bare", "--initial-branch=main", forge);
    await people.git("push", "--quiet", forge, "main", "HEAD:refs/pull/1/merge");
    await people.git("switch", "--quiet", "--detach", base);
    await people.commit("2026-11-02T10:00:00Z", { "dev/helmfile.yaml": helmfile("{}").replace("../chart", "../nowhere") });
    await people.git("push", "--quiet", forge, "HEAD:refs/pull/2/merge");
  });
  afterAll(() => resources.disposeAsync());

  /** The token stands for one that a comment would need: without it, whoever tries to comment fails. */
  async function check(source: string, number = 1): Promise<{ readonly run: Run; readonly summary: string }> {
    await using folder = await createScriptedRepository({ "summary.md": "" });
    const path = join(folder.path, "summary.md");
    const run = await runWorkflow(workflow, {
      repository: forge,
      ref: `refs/pull/${number}/merge`,
      expressions: {
        "github.token": "",
        "github.repository": "acme/infra",
        "github.event_name": "pull_request",
        "github.event.merge_group.base_sha": "",
        "github.event.pull_request.head.repo.full_name": source,
      },
      env: { GITHUB_REPOSITORY: "acme/infra", GITHUB_BASE_REF: "main", GITHUB_REF: `refs/pull/${number}/merge`, GITHUB_STEP_SUMMARY: path },
    });
    return { run, summary: await readFile(path, "utf8") };
  }

  it("passes for one from a fork, with the diff on the page of the run and no comment", async () => {
    const { run, summary } = await check("somebody/infra");
    expect(run).toMatchObject({ status: 0 });
    expect(summary).toContain("-  theme: light\n+  theme: dark");
  });

  it("comments on one from the repository itself", async () => {
    const { run, summary } = await check("acme/infra");
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining("GITHUB_TOKEN is not set") });
    expect(summary).toContain("+  theme: dark");
  });

  it("fails the check of the renderings where one fails, and runs the other check all the same", async () => {
    const { run, summary } = await check("somebody/infra", 2);
    expect(run).toMatchObject({ status: 2 });
    expect(run.stdout).toContain("the manifests could not be rendered, see the job desalt-diff");
    // What `generate --check` says.
    expect(run.stdout).toMatch(/up to date/u);
    expect(summary).toContain("changes are unknown");
  });
});
