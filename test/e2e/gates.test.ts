import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { requireTools } from "../requires.ts";
import { runDesalt, type Run } from "../run-desalt.ts";
import { createScriptedRepository, type ScriptedRepository } from "../scripted-repository.ts";
import { locateRegistries, publishClassicCharts } from "./charts.ts";
import { createEmptyRepository, listIssues, listNumbered, mergePullRequest, type NumberedPullRequest } from "./gitea-api.ts";
import { startGitea, type Gitea } from "./gitea.ts";
import { runLiveRenovate } from "./live-renovate.ts";

const { gitea: program, isMissing } = await requireTools("gitea");

type Versions = Readonly<Record<"billing" | "demo" | "ledger" | "mesh", string>>;

const name = "acme/infra";
/** The same repository before somebody wrote the gates. */
const unprepared = "acme/unprepared";
const day = 86_400_000;
const start = Date.now();
const oldest: Versions = { billing: "3.1.0", demo: "0.1.0", ledger: "1.0.0", mesh: "1.20.0" };
const inDev: Versions = { ...oldest, billing: "3.2.0", demo: "0.2.0", mesh: "1.22.1" };

/** Renovate asks for desalt's own version: where npm does not answer, it gives up the whole repository. */
const fixtures = { npm: { desalt: ["0.1.0", "98.0.0"] } };

const demoInPrd = "Update Helm release demo to v0.2.0 (prd)";

/** Days after the start, as git and desalt read a moment. */
function at(days: number): string {
  return new Date(start + days * day).toISOString();
}

/** One repository through three runs of the real Renovate; each run serves several tests. */
describe.skipIf(isMissing)("promotion on a real forge with the real Renovate", () => {
  const resources = new AsyncDisposableStack();
  const outputs: Run[] = [];
  /** All pull requests after each run, closed ones too. */
  const runs: (readonly NumberedPullRequest[])[] = [];
  let gitea: Gitea;
  let people: ScriptedRepository;
  let issues: readonly string[] = [];
  let gateOfPushed: Run | undefined;

  async function desalt(...args: readonly string[]): Promise<Run> {
    const run = await runDesalt(people.path, args);
    outputs.push(run);
    return run;
  }

  async function renovate(days: number): Promise<void> {
    const secrets = { PLATFORM_USERNAME: gitea.username, PLATFORM_PASSWORD: gitea.token };
    const now = new Date(start + days * day);
    await runLiveRenovate(gitea, { repositories: runs.length === 0 ? [name, unprepared] : [name], secrets, now, fixtures });
    runs.push(await listNumbered(gitea, name));
  }

  function render(versions: Versions): string {
    const { classic } = locateRegistries(gitea.url, gitea.organization);
    const releases = Object.entries(versions).map(([chart, version]) => ({ name: chart, chart: `platform/${chart}`, version }));
    return stringify({ repositories: [{ name: "platform", url: classic }], releases });
  }

  async function commitDev(days: number, versions: Versions): Promise<void> {
    await people.commit(at(days), { "dev/helmfile.yaml": render(versions) });
  }

  function remoteOf(repository: string): string {
    const remote = new URL(`${repository}.git`, gitea.url);
    remote.username = gitea.username;
    remote.password = gitea.token;
    return remote.href;
  }

  /** By the beginning of the title: the branch of a closed one is gone. */
  function find(run: number, title: string): readonly NumberedPullRequest[] {
    return (runs[run] ?? []).filter((pullRequest) => pullRequest.title.startsWith(title));
  }

  /** The merge check, on what a forge checks out for a pull request: its merge into main. */
  async function gateMergeOf(branch: string, days: number): Promise<Run> {
    await people.git("fetch", "--quiet", "origin");
    await people.git("switch", "--quiet", "--detach", "origin/main");
    await people.git("merge", "--quiet", "--no-ff", "--message", `Merge ${branch}`, `origin/${branch}`);
    const run = await desalt("gate", "--base", "HEAD^1", "--now", at(days));
    await people.git("switch", "--quiet", "main");
    return run;
  }

  beforeAll(async () => {
    gitea = resources.use(await startGitea(program));
    // For git, ours and desalt's.
    vi.stubEnv("GIT_SSL_CAINFO", gitea.authority);
    await publishClassicCharts(gitea);
    people = resources.use(await createScriptedRepository());
    await prepare();
    await renovate(0);
    issues = await listIssues(gitea, unprepared);
    await changeMinds();
    await renovate(0);
    await soak();
    await renovate(8);
  });
  afterAll(() => resources.disposeAsync());

  /** In dev, demo and mesh are 10 days old, billing is 3; Renovate has seen nothing yet. */
  async function prepare(): Promise<void> {
    const { classic } = locateRegistries(gitea.url, gitea.organization);
    const config = {
      repository: name,
      workflows: true,
      environments: {
        dev: { helmfile: "dev/helmfile.yaml" },
        prd: { helmfile: "prd/helmfile.yaml", follows: "dev", soak: "7 days" },
      },
      repositories: { platform: { url: classic, private: true } },
      // It finds desalt in pipelines too.
      renovate: { extends: [`local>${name}//tools`] },
    };
    const tools = await readFile(join(import.meta.dirname, "../../presets/tools.json"), "utf8");
    await people.write({ "desalt.yaml": stringify(config), "prd/helmfile.yaml": render(oldest), "tools.json": tools });
    await commitDev(-30, oldest);
    await commitDev(-10, { ...inDev, billing: oldest.billing });
    await commitDev(-3, inDev);
    for (const repository of [name, unprepared]) await createEmptyRepository(gitea, repository, []);
    await people.git("remote", "add", "origin", remoteOf(name));
    await desalt("generate");
    await people.commit(at(-2), {});
    await people.git("push", "--quiet", "--set-upstream", "origin", "main");
    await desalt("init", "--promotion");
    await desalt("generate");
    await people.commit(at(-1), {});
    await people.git("push", "--quiet");

    const text = await readFile(join(people.path, "renovate.json"), "utf8");
    await people.git("switch", "--quiet", "--create", "unprepared");
    await people.commit(at(-1), { "renovate.json": text.replaceAll(name, unprepared) });
    await people.git("push", "--quiet", remoteOf(unprepared), "HEAD:refs/heads/main");
    await people.git("switch", "--quiet", "main");
  }

  /** Somebody merges in dev, pushes to a pull request, and rolls back two charts in dev. */
  async function changeMinds(): Promise<void> {
    const [ledger] = find(0, "Update Helm release ledger to v1.1.0 (dev)");
    await vi.waitFor(() => mergePullRequest(gitea, name, ledger?.number ?? 0), { timeout: 30_000, interval: 500 });
    await people.git("fetch", "--quiet", "origin");
    await people.git("switch", "--quiet", "renovate/prd/mesh-1.x");
    await people.commit(at(0), { "prd/README.md": "A note of ours.\n" });
    await people.git("push", "--quiet");
    await people.git("switch", "--quiet", "main");
    await people.git("pull", "--quiet", "--ff-only");
    await commitDev(0.005, { ...oldest, billing: "3.2.0", ledger: "1.1.0" });
    await people.git("push", "--quiet");
    await desalt("promote", "--now", at(0.01));
  }

  /** demo comes back to dev, and everything but mesh has soaked eight days later. */
  async function soak(): Promise<void> {
    gateOfPushed = await gateMergeOf("renovate/prd/mesh-1.x", 0.01);
    await commitDev(0.02, { ...oldest, billing: "3.2.0", ledger: "1.1.0", demo: "0.2.0" });
    await people.git("push", "--quiet");
    await desalt("promote", "--now", at(8));
  }

  it("names the gates in renovate.json only once their branch is there", () => {
    expect(outputs[0]?.stderr).toContain(
      "activate promotion: run `npx desalt init --promotion` to create the branch desalt-gates, then run `npx desalt generate` again\n",
    );
    expect(outputs[1]).toMatchObject({ status: 0, stdout: "created  branch desalt-gates, pushed to origin\n" });
    expect(outputs[2]?.stdout).toContain("updated  renovate.json\n");
  });

  it("offers production what has soaked, with the evidence, and nothing else", () => {
    expect(runs[0]?.map(({ branch, title, state }) => `${state} ${branch}: ${title}`)).toMatchInlineSnapshot(`
      [
        "open renovate/desalt-98.x: Update dependency desalt to v98",
        "open renovate/dev/ledger-1.x: Update Helm release ledger to v1.1.0 (dev)",
        "open renovate/dev/ledger-2.x: Update Helm release ledger to v2 (dev)",
        "open renovate/prd/demo-0.x: Update Helm release demo to v0.2.0 (prd)",
        "open renovate/prd/mesh-1.x: Update Helm release mesh to v1.22.1 (prd)",
      ]
    `);
    const [demo] = find(0, demoInPrd);
    expect(demo?.body).toContain("`demo` 0.2.0 ran in dev for 7 days or more, since ");
    expect(demo?.body).toContain("and was not rolled back.");
  });

  it("opens nothing at all where the branch of the gates is missing: Renovate writes an issue instead", async () => {
    expect(await listNumbered(gitea, unprepared)).toEqual([]);
    expect(issues).toEqual([expect.stringContaining("Action Required: Fix Renovate Configuration")]);
    expect(issues[0]).toMatch(/preset/iu);
  });

  it("closes a pull request whose version dev has rolled back", () => {
    expect(outputs[3]).toMatchObject({ status: 0, stdout: expect.stringContaining("wrote the branch desalt-gates on origin") });
    expect(find(1, demoInPrd)).toMatchObject([{ state: "closed", title: expect.stringMatching(/ - autoclosed$/u) }]);
  });

  it("leaves one open that somebody has pushed to, and the merge check refuses it with the reason", () => {
    expect(find(1, "Update Helm release mesh to v1.22.1 (prd)")).toMatchObject([
      { state: "open", title: expect.stringMatching(/ - abandoned$/u) },
    ]);
    expect(gateOfPushed).toMatchObject({ status: 1, stderr: "" });
    expect(gateOfPushed?.stdout.replaceAll(/\d{4}-\d\d-\d\d/gu, "<day>")).toMatchInlineSnapshot(`
      "error: prd mesh 1.20.0 → 1.22.1: 1.22.1 was rolled back in dev on <day>; use a newer version, or approve this one (rollback)
      warning: prd mesh: prd runs 1.22.1, which dev rolled back on <day> and runs 1.20.0 now (rolled-back-upstream)
      Failed: 1 change is blocked.
       hint: npx desalt promote --explain mesh@1.22.1 --to prd
      "
    `);
  });

  it("opens a new one when the version has soaked again, and what has soaked meanwhile", () => {
    const opened = (runs[2] ?? []).filter(({ state, branch }) => state === "open" && branch.startsWith("renovate/prd/"));
    expect(opened.map(({ branch, title }) => `${branch}: ${title}`)).toMatchInlineSnapshot(`
      [
        "renovate/prd/billing-3.x: Update Helm release billing to v3.2.0 (prd)",
        "renovate/prd/demo-0.x: Update Helm release demo to v0.2.0 (prd)",
        "renovate/prd/ledger-1.x: Update Helm release ledger to v1.1.0 (prd)",
        "renovate/prd/mesh-1.x: Update Helm release mesh to v1.22.1 (prd) - abandoned",
      ]
    `);
    expect(find(2, demoInPrd).map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("passes the merge check with what is offered", async () => {
    expect(await gateMergeOf("renovate/prd/billing-3.x", 8)).toMatchObject({ status: 0, stderr: "" });
  });

  it("lets Renovate upgrade desalt in its workflows, which generate takes for up to date", async () => {
    await people.git("switch", "--quiet", "--detach", "origin/renovate/desalt-98.x");
    for (const file of ["desalt-promote.yaml", "desalt-check.yaml"]) {
      const text = await readFile(join(people.path, ".github/workflows", file), "utf8");
      // More than once in the check.
      expect(new Set(text.match(/desalt@\S+/gu))).toEqual(new Set(["desalt@98.0.0"]));
    }
    expect(await desalt("generate", "--check")).toMatchObject({ status: 0 });
  });

  it("tells nobody the token", () => {
    expect(JSON.stringify(outputs)).not.toContain(gitea.token);
  });
});
