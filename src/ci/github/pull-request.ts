import { parseJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { UserError } from "../../core/user-error.ts";

/** The pull request of a run. */
interface RunPullRequest {
  /** The address of the forge's API. */
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** Whether it comes from a fork, where a workflow gets a token that can only read. */
  readonly isFork: boolean;
}

/** What says more than the variables. */
export interface PullRequestHints {
  /** The text of the file that the variable GITHUB_EVENT_PATH names. */
  readonly event?: string | undefined;
  /** The number that the user gave, for a workflow that runs for something else. */
  readonly number?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the pull request that a workflow runs for: from the variables that GitHub, Gitea and Forgejo set, and `GITHUB_TOKEN`.
 */
export function findPullRequest(environment: Environment, { event: text, number }: PullRequestHints = {}): RunPullRequest {
  const repository = requireVariable(environment, "GITHUB_REPOSITORY", "owner/name of the repository");
  const event = parseEvent(text);
  const found = number ?? numberOf(event) ?? numberInRef(environment["GITHUB_REF"]);
  if (found === undefined) {
    throw new UserError({
      message: "no pull request to comment on: this run is not for one (GITHUB_REF, GITHUB_EVENT_PATH)",
      hint: "run it on pull_request, or name one: --comment 123",
    });
  }
  return {
    url: environment["GITHUB_API_URL"] ?? "https://api.github.com",
    token: requireVariable(environment, "GITHUB_TOKEN", "a token that may write to pull requests"),
    repository,
    number: found,
    isFork: isFork(event, repository),
  };
}

function requireVariable(environment: Environment, name: string, meaning: string): string {
  const value = environment[name];
  if (value !== undefined && value !== "") return value;
  throw new UserError({
    message: `${name} is not set: ${meaning}`,
    hint: name === "GITHUB_TOKEN" ? "in a workflow: env: { GITHUB_TOKEN: ${{ github.token }} }" : `set ${name}; workflows have it`,
  });
}

function parseEvent(text: string | undefined): Readonly<Record<string, unknown>> {
  const event = text === undefined ? {} : parseJson(text);
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
