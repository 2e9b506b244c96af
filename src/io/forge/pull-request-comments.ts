import { setTimeout } from "node:timers/promises";
import { isRecord } from "../../core/json-value.ts";
import { UserError } from "../../core/user-error.ts";
import { askForge, ForgeError, listFromForge, type ForgeApi } from "./forge-client.ts";
import type { Retry } from "../http/retry.ts";

/** A pull request on a forge, and the token to speak of it. */
export interface PullRequest {
  /** The address of the forge's API. */
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** Whether it comes from a fork, where a workflow gets a token that can only read. */
  readonly isFork: boolean;
}

/** What is to stand below a pull request. */
export interface WantedComments extends Retry {
  /** Whole comments, in order. */
  readonly parts: readonly string[];
  /** What all of ours begin with, and nobody else's. */
  readonly marker: string;
}

/** What was done. */
export interface UpdatedComments {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Address of the first one. */
  readonly url?: string;
}

const mostRetries = 3;

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
}

/** The comments of one pull request, and how to find ours among them. */
interface Thread {
  readonly api: ForgeApi;
  readonly pullRequest: PullRequest;
  readonly marker: string;
}

/**
 * Makes the comments below a pull request be these parts: writes over those of an earlier run, adds what is missing and
 * removes what is left over. Comments of other people are never touched, whatever they begin with.
 */
export async function updateComments(pullRequest: PullRequest, wanted: WantedComments): Promise<UpdatedComments> {
  const { parts, marker, ...retry } = wanted;
  const thread: Thread = { api: { url: pullRequest.url, token: pullRequest.token, ...retry }, pullRequest, marker };
  try {
    const present = await listOwnComments(thread);
    const known = new Set(present.map(({ id }) => id));
    const urls: string[] = [];
    let updated = 0;
    for (const [index, body] of parts.entries()) {
      const old = present[index];
      const comment = old?.body === body ? old : await writeComment(thread, { body, id: old?.id, known });
      known.add(comment.id);
      urls.push(comment.url);
      if (old !== undefined && old.body !== body) updated += 1;
    }
    const surplus = present.slice(parts.length);
    for (const { id } of surplus) await removeComment(thread, id);
    const created = Math.max(0, parts.length - present.length);
    const result = { created, updated, unchanged: parts.length - created - updated, removed: surplus.length };
    return urls[0] === undefined ? result : { ...result, url: urls[0] };
  } catch (error) {
    throw explain(error, pullRequest);
  }
}

async function listOwnComments({ api, pullRequest, marker }: Thread): Promise<readonly Comment[]> {
  const own = await findLogin(api);
  const all = await listFromForge(api, `/repos/${pullRequest.repository}/issues/${pullRequest.number}/comments`);
  const comments = all.filter(isRecord).filter(({ user, body }) => isOurs(user, own) && String(body).startsWith(marker));
  return comments.map((comment) => readComment(comment)).toSorted((a, b) => a.id - b.id);
}

/** The user whose token it is; undefined for the tokens of workflows, which may not ask. */
async function findLogin(api: ForgeApi): Promise<string | undefined> {
  try {
    const user = await askForge(api, "/user");
    return isRecord(user) && typeof user["login"] === "string" ? user["login"] : undefined;
  } catch (error) {
    if (error instanceof ForgeError && error.status !== 401 && error.status < 500 && error.wait === undefined) return undefined;
    throw error;
  }
}

/** Where nobody can say who we are, we are a bot; a person may have copied the marker. */
function isOurs(user: unknown, own: string | undefined): boolean {
  if (!isRecord(user)) return false;
  if (own !== undefined) return user["login"] === own;
  return user["type"] === "Bot" || /\[bot\]$|^(?:gitea|forgejo)-actions$/u.test(String(user["login"]));
}

/** A comment to write: over the one with this ID, or as a new one. */
interface Writing {
  readonly body: string;
  readonly id: number | undefined;
  /** IDs of the comments that are not this one. */
  readonly known: ReadonlySet<number>;
}

async function writeComment(thread: Thread, writing: Writing): Promise<Comment> {
  const { api, pullRequest } = thread;
  const { body, id } = writing;
  if (id === undefined) return await createComment(thread, writing);
  return readComment(await askForge(api, `/repos/${pullRequest.repository}/issues/comments/${id}`, { method: "PATCH", json: { body } }));
}

/** Where it is not known whether a new comment has arrived, looks for it before it is sent again. */
async function createComment(thread: Thread, { body, known }: Writing): Promise<Comment> {
  const { api, pullRequest } = thread;
  const path = `/repos/${pullRequest.repository}/issues/${pullRequest.number}/comments`;
  for (let attempt = 1; ; attempt++) {
    try {
      return readComment(await askForge(api, path, { method: "POST", json: { body } }));
    } catch (error) {
      if (attempt > mostRetries || !mayHaveArrived(error)) throw error;
    }
    await setTimeout(attempt ** 2 * (api.pause ?? 1000));
    const arrived = (await listOwnComments(thread)).find((comment) => comment.body === body && !known.has(comment.id));
    if (arrived !== undefined) return arrived;
  }
}

function mayHaveArrived(error: unknown): boolean {
  if (error instanceof ForgeError) return error.status >= 500 && error.wait === undefined;
  return error instanceof UserError;
}

async function removeComment({ api, pullRequest }: Thread, id: number): Promise<void> {
  try {
    await askForge(api, `/repos/${pullRequest.repository}/issues/comments/${id}`, { method: "DELETE" });
  } catch (error) {
    // Somebody else was faster, or an attempt arrived whose answer was lost.
    if (!(error instanceof ForgeError && error.status === 404)) throw error;
  }
}

function readComment(comment: unknown): Comment {
  const { id, body, html_url: url } = isRecord(comment) ? comment : {};
  return { id: Number(id), body: String(body), url: typeof url === "string" ? url : "" };
}

function explain(error: unknown, { url, repository, number, isFork }: PullRequest): unknown {
  if (!(error instanceof ForgeError)) return error;
  const answer = `${new URL(url).host} answered ${error.status} to a comment on ${repository}#${number}`;
  const message = error.message === "" ? answer : `${answer}: ${error.message}`;
  return new UserError({ message, hint: hintFor(error, isFork) }, { cause: error });
}

function hintFor({ status, wait }: ForgeError, isFork: boolean): string {
  if (wait !== undefined) return `the forge takes no more requests for ${wait} seconds: run the job again after that`;
  if (isFork && status < 500)
    return "the pull request comes from a fork, whose token can only read: the diff is in the log and in the job's summary";
  if (status === 401) return "the token is not valid, or has expired: look at GITHUB_TOKEN";
  if (status === 403) return "let the token write: permissions: { pull-requests: write }";
  if (status === 404) return "check GITHUB_REPOSITORY and the token's permissions, because the pull request was not found";
  if (status === 422) return "the forge takes no comments here: the pull request may be locked, or the text too long";
  return "the forge was asked several times; run the job again";
}
