import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { readFile } from "node:fs/promises";
import { planRepositories, type Plan } from "../../src/dryrun/index.ts";
import type { LogLine } from "../../src/dryrun/renovate/log.ts";
import { requireTools } from "../requires.ts";
import { runDesalt } from "../run-desalt.ts";
import { locateRegistries, publishCharts, renderFixtures, type ChartRegistries } from "./charts.ts";
import { listPullRequests, type ForgePullRequest } from "./gitea-api.ts";
import { startGitea, type Gitea } from "./gitea.ts";
import { runLiveRenovate } from "./live-renovate.ts";
import { commitFiles, pushRepository, writeRepository, type ForgeRepository } from "./push-repository.ts";
import { fleetLabels, fleetName, leakedSecret, listHandWritten, renderFleetConfig, type Schedules } from "./repositories.ts";

const { gitea: program, helm, isMissing } = await requireTools("gitea", "helm");

// Every chart is uploaded today: by then it is older than a week and younger than a month.
const now = new Date(new Date().setUTCHours(12, 0, 0, 0) + 10 * 86_400_000);
const schedules: Schedules = { today: `* * * * ${now.getUTCDay()}`, otherDay: `* * * * ${(now.getUTCDay() + 3) % 7}` };

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

async function listRepositories(gitea: Gitea, registries: ChartRegistries): Promise<readonly ForgeRepository[]> {
  const directory = await writeRepository(gitea, { "desalt.yaml": renderFleetConfig(registries, schedules) });
  expect(await runDesalt(directory, ["generate"])).toMatchObject({ status: 0, stderr: expect.not.stringContaining("error:") });
  await commitFiles(directory, ["Generate the fleet"]);
  const handWritten = listHandWritten(registries, schedules).map((repository) => commitHistory(gitea, repository));
  return [{ name: fleetName, directory, labels: fleetLabels }, ...(await Promise.all(handWritten))];
}

async function commitHistory(gitea: Gitea, { history, ...repository }: ForgeRepository): Promise<ForgeRepository> {
  if (history === undefined) return repository;
  const { files = {}, ...rest } = repository;
  const directory = await writeRepository(gitea, files);
  await commitFiles(directory, history);
  return { ...rest, directory };
}

function secretsOf({ username, token }: Gitea) {
  const login = { PLATFORM_USERNAME: username, PLATFORM_PASSWORD: token, SHARED_USERNAME: username, SHARED_PASSWORD: token };
  return { ...login, LEAKED: leakedSecret };
}

/** In another organization, so that one start of Renovate plans both. */
function mirror(name: string): string {
  return name.replace("acme/", "mirror/");
}

const nowhere = locateRegistries("https://nowhere.example.com", "acme");
const names = [fleetName, ...listHandWritten(nowhere, schedules).map(({ name }) => name)];
/** What a dry run cannot know, each with a test of its own. */
const beyondDryRuns = ["acme/unlabelled", "acme/limited", "acme/merging-at-once"];

describe.skipIf(isMissing)("a dry run, compared with a real forge and real registries", () => {
  const forge = new Map<string, readonly ForgePullRequest[]>();
  const plans = new Map<string, Plan>();
  let gitea: Gitea | undefined;
  let complaints: readonly LogLine[] = [];

  function planOf(name: string): Plan {
    const plan = plans.get(name);
    if (plan === undefined) throw new Error(`no plan of ${name}`);
    return plan;
  }

  function complaintsOf(name: string): string {
    return complaints
      .filter(({ repository }) => repository === name)
      .map(({ message }) => message)
      .join("\n");
  }

  beforeAll(async () => {
    gitea = resources.use(await startGitea(program));
    await publishCharts(gitea, helm);
    const repositories = await listRepositories(gitea, locateRegistries(gitea.url, gitea.organization));
    for (const repository of repositories) await pushRepository(gitea, repository);
    complaints = await runLiveRenovate(gitea, { repositories: names, secrets: secretsOf(gitea), now });
    for (const name of names) forge.set(name, await listPullRequests(gitea, name));

    // The same charts and repositories but for the host's name, which must be another for the fixtures to answer.
    const elsewhere = locateRegistries(gitea.url.replace("localhost", "charts.example.com"), gitea.organization);
    const mirrored = (await listRepositories(gitea, elsewhere)).map((repository) => ({ ...repository, name: mirror(repository.name) }));
    const all = [...repositories, ...mirrored];
    const results = await planRepositories({
      ...(await renderFixtures(gitea, elsewhere)),
      repositories: all,
      secrets: secretsOf(gitea),
      now: now.toISOString(),
      cwd: import.meta.dirname,
      globalConfig: { hostRules: [{ matchHost: gitea.url, httpsCertificateAuthority: await readFile(gitea.authority, "utf8") }] },
    });
    for (const [index, plan] of results.entries()) plans.set(all[index]?.name ?? "", plan);
  });

  it("opens the fleet's pull requests where nothing holds them back", () => {
    expect(forge.get(fleetName)?.map(({ branch, title }) => `${branch}: ${title}`)).toMatchInlineSnapshot(`
      [
        "renovate/dev/billing-3.1.x: Update Helm release billing to v3.1.1 (dev)",
        "renovate/dev/billing-3.x: Update Helm release billing to v3.2.0 (dev)",
        "renovate/dev/major-payments: Update payments to v2 (dev)",
        "renovate/dev/mesh-1.20.x: Update Helm release mesh to v1.20.3 (dev)",
        "renovate/dev/mesh-1.21.x: Update Helm release mesh to v1.21.4 (dev)",
        "renovate/dev/mesh-1.22.x: Update Helm release mesh to v1.22.1 (dev)",
        "renovate/dev/payments: Update Helm release ledger to v1.1.0 (dev)",
        "renovate/dev/platform_demo-0.x: Update Helm release platform/demo to v0.2.0 (dev)",
        "renovate/dev/portal-2.x: Update Helm release portal to v2.5.0 (dev)",
        "renovate/dev/shared_demo-5.x: Update Helm release shared/demo to v5.1.0 (dev)",
        "renovate/prd/major-payments: Update Helm release gateway to v2 (prd)",
        "renovate/prd/portal-2.x: Update Helm release portal to v2.5.0 (prd)",
        "renovate/prd/shared_demo-5.x: Update Helm release shared/demo to v5.1.0 (prd)",
      ]
    `);
    const reasons = new Set(planOf(fleetName).pullRequests.map(({ state, reason = state }) => reason));
    const schedule = `schedule: ${schedules.otherDay}`;
    const approval =
      "approval in the dependency dashboard (qa follows dev: approval until `npx desalt init --promotion` sets up the gates)";
    expect(reasons).toEqual(new Set(["opens-now", schedule, "minimum age of 30 days", approval]));
  });

  it.each(names.filter((name) => !beyondDryRuns.includes(name)))(
    "opens in Gitea what the plan says opens now, and nothing else: %s",
    (name) => {
      onTestFailed(() => void process.stderr.write(complaintsOf(name)));
      expect(forge.get(name)).toEqual(opensNow(planOf(name)));
    },
  );

  it.each(names)("plans the same with Gitea's registries and with fixtures: %s", (name) => {
    const [withGitea, withFixtures] = [planOf(name), planOf(mirror(name))];
    expect(withFixtures.pullRequests).toEqual(withGitea.pullRequests);
    expect(withFixtures.problems).toEqual(withGitea.problems);
  });

  it("does not count pull requests: with a limit, Gitea has fewer than the plan", () => {
    expect(opensNow(planOf("acme/limited"))).toHaveLength(2);
    expect(forge.get("acme/limited")).toHaveLength(1);
  });

  it("does not know which labels there are: Renovate leaves out those that Gitea does not have", () => {
    expect(opensNow(planOf("acme/unlabelled"))).toMatchObject([{ labels: ["nowhere"] }]);
    expect(forge.get("acme/unlabelled")).toMatchObject([{ labels: [] }]);
  });

  it("does not foresee that Gitea merges at once where automerge is the platform's and no check is required", async () => {
    const name = "acme/merging-at-once";
    expect(planOf(name).pullRequests).toMatchObject([{ state: "opens-now", automerge: true }]);
    // Gitea merges in the background.
    await expect
      .poll(() => gitea && listPullRequests(gitea, name), { timeout: 30_000 })
      .toMatchObject([{ title: "Update Helm release billing to v3.2.0", state: "closed" }]);
  });
});

function opensNow(plan: Plan): readonly ForgePullRequest[] {
  const open = plan.pullRequests.filter(({ state }) => state === "opens-now");
  const pullRequests = open.map(({ branch, title, labels = [] }) => ({ branch, title, labels: labels.toSorted(), state: "open" }));
  return pullRequests.toSorted((a, b) => a.branch.localeCompare(b.branch));
}
