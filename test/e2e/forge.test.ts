import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import { planRepositories, type Plan } from "../../src/dryrun/index.ts";
import { requireTools } from "../requires.ts";
import { createRepository, runDesalt, type TemporaryFolder } from "../run-desalt.ts";
import { locateRegistries, publishCharts, renderFixtures, type ChartRegistries } from "./charts.ts";
import { listPullRequests, type ForgePullRequest } from "./gitea-api.ts";
import { startGitea, type Gitea } from "./gitea.ts";
import { runLiveRenovate } from "./live-renovate.ts";
import { pushRepository, type ForgeRepository } from "./push-repository.ts";
import { fleetLabels, fleetName, listHandWritten, renderFleetConfig, type Schedules } from "./repositories.ts";

const { gitea: program, helm, isMissing } = await requireTools("gitea", "helm");

// Every chart is uploaded today; at that time one is older than a week and younger than a month.
const now = new Date(new Date().setUTCHours(12, 0, 0, 0) + 10 * 86_400_000);
const schedules: Schedules = { today: `* * * * ${now.getUTCDay()}`, otherDay: `* * * * ${(now.getUTCDay() + 3) % 7}` };

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

async function listRepositories(registries: ChartRegistries): Promise<readonly ForgeRepository[]> {
  const folder: TemporaryFolder = resources.use(await createRepository({ "desalt.yaml": renderFleetConfig(registries, schedules) }));
  expect(await runDesalt(folder.path, ["generate"])).toMatchObject({ status: 0, stderr: expect.not.stringContaining("error:") });
  return [{ name: fleetName, directory: folder.path, labels: fleetLabels }, ...listHandWritten(registries, schedules)];
}

function secretsOf({ username, token }: Gitea) {
  return { PLATFORM_USERNAME: username, PLATFORM_PASSWORD: token, SHARED_USERNAME: username, SHARED_PASSWORD: token };
}

describe.skipIf(isMissing)("a dry run, compared with a real forge and real registries", () => {
  const live = new Map<string, readonly ForgePullRequest[]>();
  const onGitea = new Map<string, Plan>();
  const onFixtures = new Map<string, Plan>();

  beforeAll(async () => {
    const gitea = resources.use(await startGitea(program));
    await publishCharts(gitea, helm);
    const registries = locateRegistries(gitea.url, gitea.organization);
    const repositories = await listRepositories(registries);
    for (const repository of repositories) await pushRepository(gitea, repository);
    const log = await runLiveRenovate(gitea, { repositories: repositories.map(({ name }) => name), secrets: secretsOf(gitea), now });
    if (process.env["DEBUG_LOG"]) await (await import("node:fs/promises")).writeFile(process.env["DEBUG_LOG"], log);
    for (const { name } of repositories) live.set(name, await listPullRequests(gitea, name.replace("acme/", "")));

    const options = { secrets: secretsOf(gitea), now: now.toISOString(), cwd: import.meta.dirname };
    const hostRules = [{ matchHost: gitea.url, httpsCertificateAuthority: await readFile(gitea.authority, "utf8") }];
    const plans = await planRepositories({ ...options, repositories, globalConfig: { hostRules } });
    for (const [index, { name }] of repositories.entries()) onGitea.set(name, plans[index] ?? expect.unreachable());

    // The same repositories but for the registries' host name, which must differ for the proxy to answer.
    const elsewhere = locateRegistries(gitea.url.replace("localhost", "charts.example.com"), gitea.organization);
    const renamed = await listRepositories(elsewhere);
    const fixturePlans = await planRepositories({ ...options, ...(await renderFixtures(gitea, elsewhere)), repositories: renamed });
    for (const [index, { name }] of renamed.entries()) onFixtures.set(name, fixturePlans[index] ?? expect.unreachable());
  }, 300_000);

  it("debug", () => {
    console.log("@@" + JSON.stringify([[...live],[...onGitea],[...onFixtures]]) + "@@");
  });
});
