import { isRecord } from "../../core/json-value.ts";
import { UserError } from "../../core/user-error.ts";
import { openForge, type ForgeClient } from "./forge-client.ts";
import type { PullRequest } from "./pull-request.ts";

/** What is to stand below a pull request. */
export interface WantedComments {
  /** Whole comments, in order. */
  readonly parts: readonly string[];
  /** What all of ours begin with, and nobody else's. */
  readonly marker: string;
  /** See {@link openForge}. */
  readonly pause?: number;
  readonly onLimit?: (seconds: number) => void;
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

interface Comment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
}

/**
 * Makes the comments below a pull request be these parts: writes over those of an earlier run, adds what is missing and
 * removes what is left over. Comments of other people are never touched, whatever they begin with.
 */
export async function updateComments(pullRequest: PullRequest, wanted: WantedComments): Promise<UpdatedComments> {
  const { parts, marker, ...options } = wanted;
  const forge = openForge({ url: pullRequest.url, token: pullRequest.token, ...options });
  try {
    const present = await listOwnComments(forge, pullRequest, marker);
    const urls: string[] = [];
    let updated = 0;
    for (const [index, body] of parts.entries()) {
      const old = present[index];
      if (old?.body !== body) urls.push(await writeComment(forge, pullRequest, { body, id: old?.id }));
      else urls.push(old.url);
      if (old !== undefined && old.body !== body) updated += 1;
    }
    const surplus = present.slice(parts.length);
    for (const { id } of surplus) await removeComment(forge, pullRequest, id);
    const created = Math.max(0, parts.length - present.length);
    const result = { created, updated, unchanged: parts.length - created - updated, removed: surplus.length };
    return urls[0] === undefined ? result : { ...result, url: urls[0] };
  } catch (error) {
    throw explain(error, pullRequest);
  }
}

async function listOwnComments(forge: ForgeClient, { repository, number }: PullRequest, marker: string): Promise<readonly Comment[]> {
  const own = await findLogin(forge);
  const all: unknown[] = await forge.paginate(`GET /repos/${repository}/issues/${number}/comments`, { per_page: 100 });
  const comments = all.filter(isRecord).filter(({ user, body }) => isOurs(user, own) && String(body).startsWith(marker));
  return comments.map((comment) => readComment(comment)).toSorted((a, b) => a.id - b.id);
}

/** The user whose token it is; undefined for the tokens of workflows, which may not ask. */
async function findLogin(forge: ForgeClient): Promise<string | undefined> {
  try {
    return (await forge.request("GET /user")).data.login;
  } catch (error) {
    if (statusOf(error) === 401 || (statusOf(error) ?? 500) >= 500) throw error;
    return undefined;
  }
}

/** Where nobody can say who we are, we are a bot; a person may have copied the marker. */
function isOurs(user: unknown, own: string | undefined): boolean {
  if (!isRecord(user)) return false;
  if (own !== undefined) return user["login"] === own;
  return user["type"] === "Bot" || /\[bot\]$|^(?:gitea|forgejo)-actions$/u.test(String(user["login"]));
}

async function writeComment(
  forge: ForgeClient,
  { repository, number }: PullRequest,
  { body, id }: { readonly body: string; readonly id: number | undefined },
): Promise<string> {
  const comments = `/repos/${repository}/issues`;
  const { data } =
    id === undefined
      ? await forge.request(`POST ${comments}/${number}/comments`, { body })
      : await forge.request(`PATCH ${comments}/comments/${id}`, { body });
  return isRecord(data) ? readComment(data).url : "";
}

async function removeComment(forge: ForgeClient, { repository }: PullRequest, id: number): Promise<void> {
  try {
    await forge.request(`DELETE /repos/${repository}/issues/comments/${id}`);
  } catch (error) {
    // Somebody else was faster.
    if (statusOf(error) !== 404) throw error;
  }
}

function readComment({ id, body, html_url: url }: Readonly<Record<string, unknown>>): Comment {
  return { id: Number(id), body: String(body), url: String(url) };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : undefined;
}

function explain(error: unknown, { url, repository, number, isFork }: PullRequest): unknown {
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error)) return error;
  const { host } = new URL(url);
  const answer = `${host} answered ${status} to a comment on ${repository}#${number}`;
  return new UserError({ message: `${answer}: ${firstLine(error.message)}`, hint: hintFor(status, isFork) }, { cause: error });
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

function hintFor(status: number, isFork: boolean): string {
  if (isFork && status < 500)
    return "the pull request comes from a fork, whose token can only read: the diff is in the log and in the job's summary";
  if (status === 401) return "the token is not valid, or has expired: look at GITHUB_TOKEN";
  if (status === 403) return "let the token write: permissions: { pull-requests: write }";
  if (status === 404) return "the pull request is not there, or the token may not see it: check GITHUB_REPOSITORY and its permissions";
  if (status === 422) return "the forge takes no comments here: the pull request may be locked, or the text too long";
  return "the forge was asked several times; run the job again";
}
