import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { updateComments } from "../../src/io/forge/pull-request-comments.ts";
import { requireTools } from "../requires.ts";
import { locateRegistries, publishCharts } from "./charts.ts";
import { listComments, listOpenNumbers, postComment } from "./gitea-api.ts";
import { startGitea, type Gitea } from "./gitea.ts";
import { runLiveRenovate } from "./live-renovate.ts";
import { pushRepository } from "./push-repository.ts";
import { listHandWritten } from "./repositories.ts";

const { gitea: program, helm, isMissing } = await requireTools("gitea", "helm");

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const marker = "<!-- desalt-diff";
const repository = "acme/split";

function part(number: number, text: string): string {
  return `${marker} ${number} -->\n${text}`;
}

// The parts lie below one pull request, from test to test.
describe.skipIf(isMissing)("comments below a pull request that Renovate opened in Gitea", () => {
  let gitea: Gitea | undefined;
  let number = 0;

  async function update(...parts: readonly string[]) {
    if (gitea === undefined) throw new Error("Gitea has not started");
    const pullRequest = { url: new URL("api/v1", gitea.url).href, token: gitea.token, repository, number, isFork: false };
    const result = await updateComments(pullRequest, { parts, marker });
    return { result, comments: await listComments(gitea, repository, number) };
  }

  beforeAll(async () => {
    gitea = resources.use(await startGitea(program));
    await publishCharts(gitea, helm);
    const registries = locateRegistries(gitea.url, gitea.organization);
    const schedules = { today: "* * * * *", otherDay: "* * * * *" };
    const source = listHandWritten(registries, schedules).find(({ name }) => name === repository);
    if (source === undefined) throw new Error(`no repository ${repository}`);
    await pushRepository(gitea, source);
    const { username, token } = gitea;
    const secrets = { PLATFORM_USERNAME: username, PLATFORM_PASSWORD: token, SHARED_USERNAME: username, SHARED_PASSWORD: token };
    await runLiveRenovate(gitea, { repositories: [repository], secrets, now: new Date() });
    const numbers = await listOpenNumbers(gitea, repository);
    number = numbers.get("Update Helm release billing to v3.2.0 (dev)") ?? 0;
    if (number === 0) throw new Error(`Renovate opened only ${[...numbers.keys()].join(", ")}`);
    await postComment(gitea, `${repository}/issues/${number}`, "Looks good");
  });

  it("are created in order", async () => {
    const parts = [part(1, "contents"), part(2, "cert-manager"), part(3, "portal")];
    const { result, comments } = await update(...parts);
    expect(result).toMatchObject({
      created: 3,
      updated: 0,
      unchanged: 0,
      removed: 0,
      url: expect.stringContaining(`/${repository}/pulls/`),
    });
    expect(comments).toEqual(["Looks good", ...parts]);
  });

  it("are left alone when nothing changed", async () => {
    const { result } = await update(part(1, "contents"), part(2, "cert-manager"), part(3, "portal"));
    expect(result).toMatchObject({ created: 0, updated: 0, unchanged: 3, removed: 0 });
  });

  it("are written over, and removed where there are fewer; nobody else's is", async () => {
    const parts = [part(1, "contents, shorter"), part(2, "cert-manager")];
    const { result, comments } = await update(...parts);
    expect(result).toMatchObject({ created: 0, updated: 1, unchanged: 1, removed: 1 });
    expect(comments).toEqual(["Looks good", ...parts]);
  });

  it("take a comment of the full length", async () => {
    const parts = [`${marker} 1 -->\n`.padEnd(65_536, "x")];
    const { result, comments } = await update(...parts);
    expect(result).toMatchObject({ updated: 1, removed: 1 });
    expect(comments).toEqual(["Looks good", ...parts]);
  });
});
