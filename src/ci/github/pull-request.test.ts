import { describe, expect, it } from "vitest";
import { findPullRequest } from "./pull-request.ts";

const environment = { GITHUB_REPOSITORY: "acme/infra", GITHUB_TOKEN: "t" };

describe("findPullRequest", () => {
  it("reads it from a workflow's event", () => {
    const event = JSON.stringify({ pull_request: { number: 12, head: { repo: { full_name: "acme/infra" } } } });
    expect(findPullRequest({ ...environment, GITHUB_API_URL: "https://git.example.com/api/v1" }, { event })).toEqual({
      url: "https://git.example.com/api/v1",
      token: "t",
      repository: "acme/infra",
      number: 12,
      isFork: false,
    });
  });

  it("sees that it comes from a fork", () => {
    const event = JSON.stringify({ pull_request: { number: 12, head: { repo: { full_name: "mallory/infra" } } } });
    expect(findPullRequest(environment, { event })).toMatchObject({ isFork: true });
  });

  it("reads it from the ref where there is no event, and prefers a number that somebody gave", () => {
    expect(findPullRequest({ ...environment, GITHUB_REF: "refs/pull/9/merge" })).toMatchObject({ number: 9 });
    expect(findPullRequest({ ...environment, GITHUB_REF: "refs/pull/9/merge" }, { number: 4 })).toMatchObject({ number: 4 });
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
  ])("says what is missing: %o", (variables, message) => {
    expect(() => findPullRequest(variables)).toThrow(message);
  });
});
