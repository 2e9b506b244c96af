import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WorkflowRun } from "./act-log.ts";
import { createPromotedFleet, daysAgo, type PromotedFleet } from "./promoted-fleet.ts";
import { requireTools } from "./requires.ts";
import { runWorkflow } from "./run-workflow.ts";
import { helmfile } from "./scripted-repository.ts";
import { onMergeGroup, onPullRequest, onPush, type PullRequestEvent } from "./workflow-event.ts";

const { isMissing } = await requireTools("act");

describe.skipIf(isMissing)("the workflows of promotion, run by act", () => {
  let fleet: PromotedFleet;

  beforeAll(async () => {
    fleet = await createPromotedFleet();
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  async function promote(): Promise<WorkflowRun> {
    return await runWorkflow(fleet.workflows.get("promote") ?? "", onPush(fleet.place));
  }

  async function checkPullRequest(pullRequest: PullRequestEvent): Promise<WorkflowRun> {
    return await runWorkflow(fleet.workflows.get("check") ?? "", onPullRequest(fleet.place, pullRequest));
  }

  async function checkQueued(ref: string): Promise<WorkflowRun> {
    const base = await fleet.people.git("rev-parse", "main");
    return await runWorkflow(fleet.workflows.get("check") ?? "", onMergeGroup(fleet.place, ref, base));
  }

  it("writes the gates to their branch, and nothing the second time", async () => {
    const { people, bare } = fleet;
    const main = await people.git("rev-parse", "main");
    const first = await promote();
    expect(first).toMatchObject({ status: 0, jobs: { "desalt-promote": { result: "success" } } });
    expect(first.output).toMatch(/^warning: renovate.json does not read the gates.*\n hint: .*$/mu);
    expect(first.output.match(/^(?:warning|error|info): /gmu)).toEqual(["warning: "]);
    expect(first.output).toContain("wrote the branch desalt-gates on origin");
    expect(await people.git("--git-dir", bare, "show", "desalt-gates:desalt/gates.json")).toContain(String.raw`/^v?(?:1\\.1\\.0)$/`);
    const second = await promote();
    expect(second).toMatchObject({ status: 0, output: expect.stringContaining("nothing opened or closed") });
    expect(await people.git("--git-dir", bare, "rev-list", "--count", "desalt-gates")).toBe("1");
    expect(await people.git("--git-dir", bare, "rev-parse", "main")).toBe(main);
  });

  it("lets a pull request through with what has soaked, and stops one with what has not", async () => {
    await fleet.pushMerge("refs/pull/1/merge", "1.1.0");
    await fleet.pushMerge("refs/pull/2/merge", "1.2.0");
    expect(await checkPullRequest({ number: 1 })).toMatchObject({ status: 0, output: expect.stringContaining("Passed: ") });
    expect(await checkPullRequest({ number: 2 })).toMatchObject({
      status: 1,
      output: expect.stringContaining("error: prd portal 1.0.0 → 1.2.0: 1.2.0 soaks in dev since"),
      jobs: { "desalt-check": { result: "failure" } },
    });
  });

  it("does so in a merge queue", async () => {
    await fleet.pushMerge("refs/heads/gh-readonly-queue/main/pr-1", "1.1.0");
    await fleet.pushMerge("refs/heads/gh-readonly-queue/main/pr-2", "1.2.0");
    expect(await checkQueued("refs/heads/gh-readonly-queue/main/pr-1")).toMatchObject({ status: 0 });
    expect(await checkQueued("refs/heads/gh-readonly-queue/main/pr-2")).toMatchObject({ status: 1 });
  });

  it("judges all commits of a pull request where the forge checks out its own commit, as Gitea does", async () => {
    const { people } = fleet;
    await people.git("switch", "--quiet", "--create", "two-commits", "main");
    await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
    await people.commit(daysAgo(0), { "README.md": "# Infra\n" });
    await people.git("push", "--quiet", "origin", "HEAD:refs/pull/3/head");
    await people.git("switch", "--quiet", "main");
    expect(await checkPullRequest({ number: 3, ref: "refs/pull/3/head" })).toMatchObject({ status: 1 });
  });

  it("judges a pull request against a branch of one's own as it would go to the default branch", async () => {
    const { people } = fleet;
    await people.git("switch", "--quiet", "--create", "own", "main");
    await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
    await people.git("push", "--quiet", "origin", "own");
    await people.git("switch", "--quiet", "--create", "onto-own");
    await people.commit(daysAgo(0), { "README.md": "# Infra\n" });
    await people.git("push", "--quiet", "origin", "HEAD:refs/pull/4/merge");
    await people.git("switch", "--quiet", "main");
    expect(await checkPullRequest({ number: 4, target: "own" })).toMatchObject({ status: 1 });
  });

  it("judges a repeated run by what the default branch is by then", async () => {
    const { people } = fleet;
    await fleet.pushMerge("refs/pull/5/merge", "1.1.0");
    expect(await checkPullRequest({ number: 5 })).toMatchObject({ status: 0 });
    await people.commit(daysAgo(0), { "dev/helmfile.yaml": helmfile({ portal: "1.0.0" }) });
    await people.git("push", "--quiet", "origin", "main");
    expect(await checkPullRequest({ number: 5, action: "edited" })).toMatchObject({
      status: 1,
      output: expect.stringContaining("was rolled back in dev"),
    });
  });
});
