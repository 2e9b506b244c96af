import { isRecord } from "../../src/core/json-value.ts";
import { answers } from "./guarded-program.ts";

/** Where a Gitea is, and who asks. */
export interface GiteaApi {
  /** With a slash at the end. */
  readonly url: string;
  readonly username: string;
  /** Serves as a password too, of git and of the registries. */
  readonly token: string;
  readonly organization: string;
}

/** A pull request as the forge has it. */
export interface ForgePullRequest {
  /** Of a merged one, whose branch is gone, the ref that Gitea keeps instead. */
  readonly branch: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly state: string;
}

/** What people read in a pull request. */
export interface NumberedPullRequest extends ForgePullRequest {
  readonly number: number;
  readonly body: string;
}

interface Call {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: object | Buffer<ArrayBuffer>;
}

export async function isHealthy(gitea: GiteaApi): Promise<boolean> {
  return await answers(new URL("api/healthz", gitea.url));
}

/** In a private organization everything, packages included, needs credentials. */
export async function createOrganization(gitea: GiteaApi): Promise<void> {
  await call(gitea, { method: "POST", path: "api/v1/orgs", body: { username: gitea.organization, visibility: "private" } });
}

/** Makes an empty repository, `organization/name`, with labels. */
export async function createEmptyRepository(gitea: GiteaApi, fullName: string, labels: readonly string[]): Promise<void> {
  const [organization, name] = fullName.split("/");
  await call(gitea, { method: "POST", path: `api/v1/orgs/${organization}/repos`, body: { name, private: true, default_branch: "main" } });
  for (const label of labels) {
    await call(gitea, { method: "POST", path: `api/v1/repos/${fullName}/labels`, body: { name: label, color: "#00aabb" } });
  }
}

/** Puts a packed chart into the organization's classic Helm repository. */
export async function uploadChart(gitea: GiteaApi, archive: Buffer<ArrayBuffer>): Promise<void> {
  await call(gitea, { method: "POST", path: `api/packages/${gitea.organization}/helm/api/charts`, body: archive });
}

/** The `index.yaml` of the organization's classic Helm repository. */
export async function downloadIndex(gitea: GiteaApi): Promise<string> {
  const answer = await call(gitea, { path: `api/packages/${gitea.organization}/helm/index.yaml` });
  return await answer.text();
}

/** All pull requests of a repository, closed and merged ones too, by branch; labels by name. */
export async function listPullRequests(gitea: GiteaApi, name: string): Promise<readonly ForgePullRequest[]> {
  const pullRequests = await listNumbered(gitea, name);
  return pullRequests.map(({ branch, title, labels, state }) => ({ branch, title, labels, state }));
}

/** The same with their numbers and bodies. */
export async function listNumbered(gitea: GiteaApi, name: string): Promise<readonly NumberedPullRequest[]> {
  const answer = await call(gitea, { path: `api/v1/repos/${name}/pulls?state=all&limit=50` });
  const list: unknown = await answer.json();
  const pullRequests = records(list).map(({ number, head, title, body, labels, state }) => ({
    number: Number(number),
    branch: isRecord(head) ? String(head["ref"]) : "",
    title: String(title),
    body: String(body),
    labels: records(labels)
      .map((label) => String(label["name"]))
      .toSorted(),
    state: String(state),
  }));
  return pullRequests.toSorted((a, b) => a.branch.localeCompare(b.branch) || a.number - b.number);
}

/** Merges a pull request as the button does. Gitea refuses for a moment after a push, while it looks for conflicts. */
export async function mergePullRequest(gitea: GiteaApi, name: string, number: number): Promise<void> {
  await call(gitea, { method: "POST", path: `api/v1/repos/${name}/pulls/${number}/merge`, body: { Do: "merge" } });
}

/** Titles of the open issues of a repository. */
export async function listIssues(gitea: GiteaApi, name: string): Promise<readonly string[]> {
  const answer = await call(gitea, { path: `api/v1/repos/${name}/issues?state=open&type=issues` });
  const list: unknown = await answer.json();
  return records(list).map(({ title, body }) => `${String(title)}\n${String(body)}`);
}

/** The numbers of a repository's open pull requests, by title. */
export async function listOpenNumbers(gitea: GiteaApi, name: string): Promise<ReadonlyMap<string, number>> {
  const answer = await call(gitea, { path: `api/v1/repos/${name}/pulls?state=open&limit=50` });
  return new Map(records(await answer.json()).map(({ title, number }) => [String(title), Number(number)]));
}

/** The comments below a pull request, oldest first. */
export async function listComments(gitea: GiteaApi, name: string, number: number): Promise<readonly string[]> {
  const answer = await call(gitea, { path: `api/v1/repos/${name}/issues/${number}/comments` });
  return records(await answer.json()).map(({ body }) => String(body));
}

/** Comments as the forge's user. */
export async function postComment(gitea: GiteaApi, path: string, body: string): Promise<void> {
  await call(gitea, { method: "POST", path: `api/v1/repos/${path}/comments`, body: { body } });
}

async function call(gitea: GiteaApi, { method = "GET", path, body }: Call): Promise<Response> {
  const headers = {
    authorization: `token ${gitea.token}`,
    "content-type": Buffer.isBuffer(body) ? "application/gzip" : "application/json",
  };
  const content = body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const response = await fetch(new URL(path, gitea.url), { method, headers, ...(content === undefined ? {} : { body: content }) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
