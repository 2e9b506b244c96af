import { readFile } from "node:fs/promises";
import { isRecord } from "../../core/json-value.ts";
import { UserError } from "../../core/user-error.ts";

/** A pull request on a forge. */
export interface PullRequest {
  /** Of the forge's API. */
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** It comes from a fork, where a workflow gets a token that can only read. */
  readonly isFork: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the pull request that a workflow runs for: from the variables that GitHub, Gitea and Forgejo set, and `GITHUB_TOKEN`.
 * `number` names it where the workflow runs for something else.
 */
export async function findPullRequest(environment: Environment, number?: number): Promise<PullRequest> {
  const repository = require(environment, "GITHUB_REPOSITORY", "owner/name of the repository");
  const event = await readEvent(environment["GITHUB_EVENT_PATH"]);
  const found = number ?? numberOf(event) ?? numberInRef(environment["GITHUB_REF"]);
  if (found === undefined) {
    throw new UserError({
      message: "no pull request to comment on: this run is not for one (GITHUB_REF, GITHUB_EVENT_PATH)",
      hint: "run it on pull_request, or name one: --comment 123",
    });
  }
  return {
    url: environment["GITHUB_API_URL"] ?? "https://api.github.com",
    token: require(environment, "GITHUB_TOKEN", "a token that may write to pull requests"),
    repository,
    number: found,
    isFork: isFork(event, repository),
  };
}

function require(environment: Environment, name: string, meaning: string): string {
  const value = environment[name];
  if (value !== undefined && value !== "") return value;
  throw new UserError({
    message: `${name} is not set: ${meaning}`,
    hint: name === "GITHUB_TOKEN" ? "in a workflow: env: { GITHUB_TOKEN: ${{ github.token }} }" : `set ${name}; workflows have it`,
  });
}

async function readEvent(path: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (path === undefined || path === "") return {};
  const event: unknown = JSON.parse(await readFile(path, "utf8"));
  return isRecord(event) ? event : {};
}

function numberOf(event: Readonly<Record<string, unknown>>): number | undefined {
  const pullRequest = event["pull_request"];
  const number = isRecord(pullRequest) ? pullRequest["number"] : undefined;
  return typeof number === "number" ? number : undefined;
}

function numberInRef(ref = ""): number | undefined {
  const number = /^refs\/pull\/(\d+)\//u.exec(ref)?.[1];
  return number === undefined ? undefined : Number(number);
}

function isFork({ pull_request: pullRequest }: Readonly<Record<string, unknown>>, repository: string): boolean {
  const head = isRecord(pullRequest) ? pullRequest["head"] : undefined;
  const source = isRecord(head) ? head["repo"] : undefined;
  return isRecord(source) && typeof source["full_name"] === "string" && source["full_name"] !== repository;
}
