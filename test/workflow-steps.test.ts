import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runDesalt, type Run } from "./run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "./scripted-repository.ts";
import { listScripts, runWorkflow } from "./workflow-steps.ts";

const day = 86_400_000;
const paths = { promote: ".github/workflows/desalt-promote.yaml", check: ".github/workflows/desalt-check.yaml" };
const config = `repository: acme/infra
workflows: true
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;

/** As git dates it. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * day).toISOString();
}

describe("the workflows of promotion, step by step", () => {
  const resources = new AsyncDisposableStack();
  const texts = { promote: "", check: "" };
  let people: ScriptedRepository;
  let forge = "";

  // dev has portal 1.2.0 since yesterday, and had 1.1.0 for 19 days; prd has 1.0.0.
  beforeAll(async () => {
    people = resources.use(await createScriptedRepository());
    const prd = helmfile({ portal: "1.0.0" });
    await people.write({ "desalt.yaml": config, "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }), "prd/helmfile.yaml": prd });
    await runDesalt(people.path, ["generate"]);
    for (const name of ["promote", "check"] as const) texts[name] = await readFile(join(people.path, paths[name]), "utf8");
    await people.commit(daysAgo(20), {});
    await people.commit(daysAgo(1), { "dev/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
    const bare = resources.use(await createScriptedRepository());
    forge = join(bare.path, "infra.git");
    await bare.git("clone", "--quiet", "--bare", people.path, forge);
    await people.git("remote", "add", "origin", forge);
  });
  afterAll(() => resources.disposeAsync());

  /** Puts the merge of a change on the forge, as it does for a pull request or a merge queue. */
  async function pushMerge(ref: string, version: string): Promise<void> {
    await people.git("switch", "--quiet", "--create", ref.replaceAll("/", "-"), "main");
    await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: version }) });
    const change = await people.git("rev-parse", "HEAD");
    await people.git("switch", "--quiet", "--detach", "main");
    await people.git("merge", "--quiet", "--no-ff", "--message", `Merge ${change} into main`, change);
    await people.git("push", "--quiet", "origin", `HEAD:${ref}`);
    await people.git("switch", "--quiet", "main");
  }

  async function checkPullRequest(ref: string, target = "main"): Promise<Run> {
    const env = { GITHUB_BASE_REF: target, GITHUB_EVENT_NAME: "pull_request" };
    return await runWorkflow(texts.check, { repository: forge, ref, env, expressions: { "github.event.merge_group.base_sha": "" } });
  }

  async function checkQueued(ref: string): Promise<Run> {
    const base = await people.git("rev-parse", "main");
    const env = { GITHUB_BASE_REF: "", GITHUB_EVENT_NAME: "merge_group" };
    return await runWorkflow(texts.check, { repository: forge, ref, env, expressions: { "github.event.merge_group.base_sha": base } });
  }

  it("writes the gates to their branch, and nothing the second time", async () => {
    const main = await people.git("rev-parse", "main");
    const first = await runWorkflow(texts.promote, { repository: forge, ref: "refs/heads/main" });
    expect(first).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^warning: renovate.json does not read the gates.*\n hint: .*\n$/u),
    });
    expect(first.stdout).toContain("wrote the branch desalt-gates on origin");
    expect(await people.git("--git-dir", forge, "show", "desalt-gates:desalt/gates.json")).toContain(String.raw`/^v?(?:1\\.1\\.0)$/`);
    const second = await runWorkflow(texts.promote, { repository: forge, ref: "refs/heads/main" });
    expect(second).toMatchObject({ status: 0, stdout: expect.stringContaining("nothing opened or closed") });
    expect(await people.git("--git-dir", forge, "rev-list", "--count", "desalt-gates")).toBe("1");
    expect(await people.git("--git-dir", forge, "rev-parse", "main")).toBe(main);
  });

  it("lets a pull request through with what has soaked, and stops one with what has not", async () => {
    await pushMerge("refs/pull/1/merge", "1.1.0");
    await pushMerge("refs/pull/2/merge", "1.2.0");
    expect(await checkPullRequest("refs/pull/1/merge")).toMatchObject({ status: 0, stdout: expect.stringContaining("Passed: ") });
    expect(await checkPullRequest("refs/pull/2/merge")).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("error: prd portal 1.0.0 → 1.2.0: 1.2.0 soaks in dev since"),
    });
  });

  it("does so in a merge queue", async () => {
    await pushMerge("refs/heads/gh-readonly-queue/main/pr-1", "1.1.0");
    await pushMerge("refs/heads/gh-readonly-queue/main/pr-2", "1.2.0");
    expect(await checkQueued("refs/heads/gh-readonly-queue/main/pr-1")).toMatchObject({ status: 0 });
    expect(await checkQueued("refs/heads/gh-readonly-queue/main/pr-2")).toMatchObject({ status: 1 });
  });

  it("judges all commits of a pull request where the forge checks out its own commit, as Gitea does", async () => {
    await people.git("switch", "--quiet", "--create", "two-commits", "main");
    await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
    await people.commit(daysAgo(0), { "README.md": "# Infra\n" });
    await people.git("push", "--quiet", "origin", "HEAD:refs/pull/3/head");
    await people.git("switch", "--quiet", "main");
    expect(await checkPullRequest("refs/pull/3/head")).toMatchObject({ status: 1 });
  });

  it("judges a pull request against a branch of one's own as it would go to the default branch", async () => {
    await people.git("switch", "--quiet", "--create", "own", "main");
    await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
    await people.git("push", "--quiet", "origin", "own");
    await people.git("switch", "--quiet", "--create", "onto-own");
    await people.commit(daysAgo(0), { "README.md": "# Infra\n" });
    await people.git("push", "--quiet", "origin", "HEAD:refs/pull/4/merge");
    await people.git("switch", "--quiet", "main");
    expect(await checkPullRequest("refs/pull/4/merge", "own")).toMatchObject({ status: 1 });
  });

  it("judges a repeated run by what the default branch is by then", async () => {
    await pushMerge("refs/pull/5/merge", "1.1.0");
    expect(await checkPullRequest("refs/pull/5/merge")).toMatchObject({ status: 0 });
    await people.commit(daysAgo(0), { "dev/helmfile.yaml": helmfile({ portal: "1.0.0" }) });
    await people.git("push", "--quiet", "origin", "main");
    expect(await checkPullRequest("refs/pull/5/merge")).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("was rolled back in dev"),
    });
  });

  it("puts nothing of an event into a script", async () => {
    const folder = join(people.path, ".github/workflows");
    const all = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")));
    const scripts = all.flatMap(listScripts);
    expect(scripts.length).toBeGreaterThanOrEqual(all.length);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });
});

test.each([
  ["an expression", "- run: true\n        env: { TITLE: '${{ github.event.pull_request.title }}' }", "github.event.pull_request.title"],
  ["an action", `- uses: acme/deploy@${"0".repeat(40)}`, "acme/deploy"],
  ["an action that is not pinned", "- uses: actions/setup-node@v6", "actions/setup-node@v6"],
  ["a key of a step", "- run: true\n        shell: sh", "shell"],
])("the runner passes over nothing: %s", async (_, step, named) => {
  const workflow = `jobs:\n  one:\n    steps:\n      ${step}\n`;
  await expect(runWorkflow(workflow, { repository: "/nowhere", ref: "refs/heads/main" })).rejects.toThrow(named);
});
