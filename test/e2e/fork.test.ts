import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { WorkflowRun } from "../act-log.ts";
import { requireTools } from "../requires.ts";
import { runDesalt } from "../run-desalt.ts";
import { runWorkflow } from "../run-workflow.ts";
import { createScriptedRepository, type ScriptedRepository } from "../scripted-repository.ts";
import { onPullRequest } from "../workflow-event.ts";

const { isMissing } = await requireTools("act", "helm", "helmfile");

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
    const server = resources.use(await createScriptedRepository());
    forge = pathToFileURL(server.path).href;
    const bare = join(server.path, "acme/infra.git");
    await mkdir(bare, { recursive: true });
    await people.git("init", "--quiet", "--bare", "--initial-branch=main", bare);
    await people.git("push", "--quiet", bare, "main", "HEAD:refs/pull/1/merge");
    await people.git("switch", "--quiet", "--detach", base);
    await people.commit("2026-11-02T10:00:00Z", { "dev/helmfile.yaml": helmfile("{}").replace("../chart", "../nowhere") });
    await people.git("push", "--quiet", bare, "HEAD:refs/pull/2/merge");
  });
  afterAll(() => resources.disposeAsync());

  /** Without a token, so that whoever tries to comment fails. */
  async function check(from: string, number = 1): Promise<WorkflowRun> {
    return await runWorkflow(workflow, onPullRequest({ forge, repository: "acme/infra" }, { number, from }));
  }

  it("passes for one from a fork, with the diff on the page of the run and no comment", async () => {
    const { status, jobs } = await check("somebody/infra");
    expect(status).toBe(0);
    expect(jobs["desalt-comment"]).toMatchObject({ result: "skipped" });
    expect(jobs["desalt-diff"]?.summary).toContain("-  theme: light\n+  theme: dark");
  });

  it("comments on one from the repository itself", async () => {
    const { jobs } = await check("acme/infra");
    const output = expect.stringContaining("GITHUB_TOKEN is not set");
    expect(jobs["desalt-comment"]).toMatchObject({ result: "failure", status: 2, output });
    expect(jobs["desalt-diff"]?.summary).toContain("+  theme: dark");
  });

  it("fails the check of the renderings where one fails, and runs the other check all the same", async () => {
    const { jobs } = await check("somebody/infra", 2);
    expect(jobs["desalt-diff"]).toMatchObject({ result: "failure", status: 2, summary: expect.stringContaining("changes are unknown") });
    const output = "the manifests could not be rendered, see the job desalt-diff\n";
    expect(jobs["desalt-rendered"]).toMatchObject({ result: "failure", output });
    // What `generate --check` says.
    expect(jobs["desalt-check"]).toMatchObject({ result: "success", output: expect.stringMatching(/up to date/u) });
  });
});
