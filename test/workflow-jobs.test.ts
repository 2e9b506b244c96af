import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderWorkflows } from "../src/ci/index.ts";
import { parseFleet, resolveFleet } from "../src/fleet/index.ts";
import type { WorkflowRun } from "./act-log.ts";
import { requireTools } from "./requires.ts";
import { runWorkflow } from "./run-workflow.ts";
import { createScriptedRepository, type ScriptedRepository } from "./scripted-repository.ts";
import { onMergeGroup, onPullRequest, onPush, type WorkflowEvent } from "./workflow-event.ts";

const { isMissing } = await requireTools("act");

/** In place of desalt: says what it is asked, writes what a later job reads, and fails where `$FAIL` is part of what it is asked. */
const npx = `#!/usr/bin/env bash
shift 2
asked="$1 $ENVIRONMENT"
case "$*" in *--pull-only*) asked="pull $ENVIRONMENT" ;; esac
echo "asked: $asked"
echo "login: $PLATFORM_USERNAME:$PLATFORM_PASSWORD token: $GITHUB_TOKEN$MANIFESTS_TOKEN"
case "$asked" in *"\${FAIL:-nothing fails}"*) exit 2 ;; esac
case "$1" in
  diff) mkdir -p "$RUNNER_TEMP/desalt-diff"; [ -z "$ENVIRONMENT" ] || echo "of $ENVIRONMENT" > "$RUNNER_TEMP/desalt-diff/$ENVIRONMENT.json" ;;
  render) cat "$RUNNER_TEMP"/desalt-manifests/.desalt/*.json 2>/dev/null; mkdir -p "$RUNNER_TEMP/desalt-manifests/.desalt"; echo "of $ENVIRONMENT" > "$RUNNER_TEMP/desalt-manifests/.desalt/$ENVIRONMENT.json" ;;
esac
case "$*" in *" --comment"*) cat "$RUNNER_TEMP"/desalt-diff/*.json ;; esac
case "$1" in publish) cat "$RUNNER_TEMP"/desalt-manifests/.desalt/*.json ;; esac
`;

describe.skipIf(isMissing)("the jobs of the workflows, run by act", () => {
  const resources = new AsyncDisposableStack();
  const workflows = new Map<string, string>();
  let [people, forge]: readonly [ScriptedRepository | undefined, string] = [undefined, ""];
  const repository = "acme/infra";

  beforeAll(async () => {
    for (const githubApp of [true, false]) {
      const declared = {
        repository,
        environments: { dev: {}, prd: { follows: "dev" } },
        repositories: { platform: { url: "https://charts.example.com", private: true } },
        gitops: { repository: "acme/manifests", githubApp },
      };
      const fleet = resolveFleet(parseFleet(declared, "desalt.yaml"));
      const files = renderWorkflows({ fleet, config: "desalt.yaml", version: "0.1.0", as: "generated", existing: new Map() });
      for (const { path, text } of files)
        workflows.set(`${path.replace(/^.*desalt-|\.yaml$/gu, "")}${githubApp ? " as an app" : ""}`, text);
    }
    people = resources.use(await createScriptedRepository());
    const server = resources.use(await createScriptedRepository());
    const bare = join(server.path, `${repository}.git`);
    await mkdir(bare, { recursive: true });
    await people.git("init", "--quiet", "--bare", bare);
    await people.commit("2026-11-01T10:00:00Z", {});
    const refs = ["refs/heads/main", "refs/heads/change", "refs/heads/gh-readonly-queue/main/pr-1", "refs/pull/1/merge"];
    await people.git("push", "--quiet", bare, ...refs.map((ref) => `HEAD:${ref}`));
    forge = pathToFileURL(server.path).href;
  });
  afterAll(() => resources.disposeAsync());

  async function run(name: string, event: WorkflowEvent, fail = ""): Promise<WorkflowRun> {
    const secrets = { PLATFORM_USERNAME: "ann", PLATFORM_PASSWORD: "pa55", MANIFESTS_TOKEN: "manifests", DESALT_APP_PRIVATE_KEY: "key" };
    const variables = { DESALT_APP_ID: "12" };
    return await runWorkflow(workflows.get(name) ?? "", { ...event, npx, secrets, variables, token: "job", env: { FAIL: fail } });
  }

  function resultsOf({ jobs }: WorkflowRun): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name.replace("desalt-", ""), result]));
  }

  it.each(["opened", "synchronize", "reopened", "edited", "ready_for_review"] as const)(
    "every required job runs when a pull request is %s, and each job has only the secrets that it needs",
    async (action) => {
      const checked = await run("check", onPullRequest({ forge, repository }, { number: 1, action }));
      expect(resultsOf(checked)).toEqual({ diff: "success", comment: "success", rendered: "success", check: "success" });
      expect(checked.jobs["desalt-check"]?.output).toMatch(/^asked: gate $/mu);
      expect(checked.jobs["desalt-check"]?.output).not.toMatch(/ann|pa55|job|manifests/u);
      expect(checked.jobs["desalt-diff"]?.output).toContain("login: ann:pa55 token: \n");
      expect(checked.jobs["desalt-comment"]?.output).toContain("login: : token: job\n");
    },
  );

  it("only the comment is left out for a fork, and in a merge queue", async () => {
    const expected = { diff: "success", comment: "skipped", rendered: "success", check: "success" };
    const place = { forge, repository };
    expect(resultsOf(await run("check", onPullRequest(place, { number: 1, from: "somebody/infra" })))).toEqual(expected);
    const base = (await people?.git("rev-parse", "HEAD")) ?? "";
    expect(resultsOf(await run("check", onMergeGroup(place, "refs/heads/gh-readonly-queue/main/pr-1", base)))).toEqual(expected);
  });

  it("a rendering that fails stops no other rendering, no comment and no check", async () => {
    const { jobs, ...checked } = await run("check", onPullRequest({ forge, repository }, { number: 1 }), "diff dev");
    expect(resultsOf({ jobs, ...checked })).toEqual({ diff: "failure", comment: "success", rendered: "failure", check: "success" });
    expect(jobs["desalt-diff"]?.output).toContain("asked: diff prd\n");
    expect(jobs["desalt-comment"]?.output).toContain("of prd\n");
    expect(jobs["desalt-rendered"]?.output).toBe("the manifests could not be rendered, see the job desalt-diff\n");
  });

  it("nothing that a pull request brings runs after the gate refused it", async () => {
    const { jobs, ...checked } = await run("check", onPullRequest({ forge, repository }, { number: 1 }), "gate ");
    expect(resultsOf({ jobs, ...checked })).toMatchObject({ check: "failure", rendered: "success" });
    expect(jobs["desalt-check"]?.output).not.toContain("asked: generate");
  });

  it("all environments are rendered and published after a push to the default branch", async () => {
    const { jobs, ...rendered } = await run("render", onPush({ forge, repository }));
    expect(resultsOf({ jobs, ...rendered })).toEqual({ pull: "success", render: "success", publish: "success" });
    expect(jobs["desalt-render"]?.matrix).toEqual(['{"environment":"dev"}', '{"environment":"prd"}']);
    expect(jobs["desalt-pull"]?.output).toContain("login: : token: manifests\n");
    expect(jobs["desalt-render"]?.output).toMatch(/login: ann:pa55 token: \nof (?:dev|prd)\n/u);
    expect(jobs["desalt-publish"]?.output).toContain("of dev\nof prd\n");
    expect(jobs["desalt-publish"]?.output).toContain("login: : token: manifests\n");
  });

  it("nothing is published from another branch, nor where a rendering failed", async () => {
    const byHand = { ...onPush({ forge, repository }, "refs/heads/change"), name: "workflow_dispatch" } as const;
    expect(resultsOf(await run("render", byHand))).toEqual({ pull: "skipped", render: "skipped", publish: "skipped" });
    const failed = await run("render", onPush({ forge, repository }), "render prd");
    expect(resultsOf(failed)).toEqual({ pull: "success", render: "failure", publish: "skipped" });
    expect(failed.jobs["desalt-render"]?.output).toContain("asked: render dev\n");
  });

  it("an app's token may read where manifests are rendered, and write where they are published", async () => {
    const { jobs } = await run("render as an app", onPush({ forge, repository }));
    expect(jobs["desalt-render"]?.output).toContain("token: app-12-read-acme/manifests\n");
    expect(jobs["desalt-publish"]?.output).toContain("token: app-12-write-acme/manifests\n");
  });

  it("a job that act cannot run is an error, and not a skipped one", async () => {
    const text = "on: push\njobs: { one: { runs-on: solaris, steps: [{ run: 'true' }] } }\n";
    await expect(runWorkflow(text, onPush({ forge, repository }))).rejects.toThrow("act skipped the job one");
    const other = text.replace("on: push", "on: pull_request").replace("solaris", "ubuntu-latest");
    await expect(runWorkflow(other, onPush({ forge, repository }))).rejects.toThrow("act ended with 1");
  });
});
