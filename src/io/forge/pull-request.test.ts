import { afterEach, describe, expect, it } from "vitest";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPullRequest } from "./pull-request.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function writeEvent(event: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "desalt-event-"));
  folders.push(folder);
  await writeFile(join(folder, "event.json"), JSON.stringify(event));
  return join(folder, "event.json");
}

const environment = { GITHUB_REPOSITORY: "acme/infra", GITHUB_TOKEN: "t" };

describe("findPullRequest", () => {
  it("reads it from a workflow's event", async () => {
    const event = await writeEvent({ pull_request: { number: 12, head: { repo: { full_name: "acme/infra" } } } });
    expect(await findPullRequest({ ...environment, GITHUB_EVENT_PATH: event, GITHUB_API_URL: "https://git.example.com/api/v1" })).toEqual({
      url: "https://git.example.com/api/v1",
      token: "t",
      repository: "acme/infra",
      number: 12,
      isFork: false,
    });
  });

  it("sees that it comes from a fork", async () => {
    const event = await writeEvent({ pull_request: { number: 12, head: { repo: { full_name: "mallory/infra" } } } });
    expect(await findPullRequest({ ...environment, GITHUB_EVENT_PATH: event })).toMatchObject({ isFork: true });
  });

  it("reads it from the ref where there is no event, and prefers a number that somebody gave", async () => {
    expect(await findPullRequest({ ...environment, GITHUB_REF: "refs/pull/9/merge" })).toMatchObject({ number: 9 });
    expect(await findPullRequest({ ...environment, GITHUB_REF: "refs/pull/9/merge" }, 4)).toMatchObject({ number: 4 });
  });

  it.each([
    [
      { GITHUB_REPOSITORY: "acme/infra", GITHUB_REF: "refs/pull/9/merge" },
      "GITHUB_TOKEN is not set: a token that may write to pull requests",
    ],
    [{ GITHUB_TOKEN: "t" }, "GITHUB_REPOSITORY is not set: owner/name of the repository"],
    [
      { ...environment, GITHUB_REF: "refs/heads/main" },
      "no pull request to comment on: this run is not for one (GITHUB_REF, GITHUB_EVENT_PATH)",
    ],
  ])("says what is missing: %o", async (variables, message) => {
    await expect(findPullRequest(variables)).rejects.toMatchObject({ issues: [{ message }] });
  });
});
