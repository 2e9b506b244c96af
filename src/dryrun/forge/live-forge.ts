import { getRequestListener } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { createServer } from "node:http";
import { isRecord } from "../../core/json-value.ts";
import { describeContent } from "../hosts/file-apis.ts";
import { describeForgeRepository, readForgeFile } from "./forge-repository.ts";
import { listenOnLoopback } from "../hosts/loopback-server.ts";

/** A pull request on the loopback forge. */
export interface LivePullRequest {
  readonly number: number;
  readonly branch: string;
  title: string;
  body: string;
  state: "open" | "closed" | "merged";
  readonly openedAt: number;
  updatedAt: number;
  closedAt?: number;
  /** The tip of its branch, as last seen. */
  sha: string;
  /** Whether Renovate asked the forge to merge it once its checks pass. */
  automerge: boolean;
}

export interface LiveForgeOptions {
  /** `owner/name`. */
  readonly name: string;
  /** The `.git` folder. */
  readonly gitFolder: string;
  /** Called when Renovate begins with a repository. `pass` comes from its user agent. The answer waits for the promise. */
  readonly onRepository: (pass: string) => Promise<void>;
  readonly readTip: (branch: string) => Promise<string | undefined>;
  /** Called when Renovate wants a merge at once. */
  readonly onMerge: (pullRequest: LivePullRequest) => Promise<boolean>;
  readonly now: () => number;
}

export interface LiveForge {
  readonly url: string;
  readonly pullRequests: readonly LivePullRequest[];
  /** Titles and bodies of open issues. */
  readonly issues: readonly { readonly title: string; readonly body: string }[];
  close(): Promise<void>;
}

interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: string;
}

const user = { id: 1, login: "renovate", username: "renovate", full_name: "Renovate", email: "bot@example.com" };

/** Starts a forge that stores pull requests and issues: the part of Gitea's API that a live run needs, for one repository. */
export async function startLiveForge(options: LiveForgeOptions): Promise<LiveForge> {
  const pullRequests: LivePullRequest[] = [];
  const issues: Issue[] = [];
  let count = 0;
  const api = new Hono().basePath("/api/v1");
  const repository = `/repos/${options.name}`;
  const stamp = (): string => new Date(options.now() + count).toISOString();
  api.get("/user", (context) => context.json(user));
  api.get("/version", (context) => context.json({ version: "1.26.0" }));
  api.get(repository, async (context) => {
    await options.onRepository(context.req.header("user-agent") ?? "");
    const [owner = "", name = ""] = options.name.split("/");
    return context.json(describeForgeRepository(owner, name, options.gitFolder));
  });
  api.get(`${repository}/contents/:path{.+}`, async (context) => {
    const path = context.req.param("path");
    const content = await readForgeFile(options.gitFolder, `${context.req.query("ref") ?? "HEAD"}:${path}`);
    return content === undefined ? context.notFound() : context.json(describeContent(path, content));
  });
  api.get(`${repository}/branches/:branch{.+}`, async (context) => {
    const tip = await options.readTip(context.req.param("branch"));
    return tip === undefined ? context.notFound() : context.json({ name: context.req.param("branch"), commit: { id: tip } });
  });
  addPullRequests(api, repository);
  addIssues(api, repository);
  addStatuses(api, repository);
  const server = await listenOnLoopback(createServer(getRequestListener(api.fetch, { overrideGlobalObjects: false })));
  return {
    url: `http://127.0.0.1:${server.port}/`,
    pullRequests,
    get issues() {
      return issues.filter(({ state }) => state === "open");
    },
    close: () => server.close(),
  };

  function addPullRequests(app: Hono, base: string): void {
    const find = (context: Context): LivePullRequest | undefined =>
      pullRequests.find(({ number }) => number === Number(context.req.param("number")));
    app.get(`${base}/pulls`, async (context) => {
      for (const pullRequest of pullRequests) await look(pullRequest);
      const recent = pullRequests.toSorted((a, b) => b.updatedAt - a.updatedAt || b.number - a.number);
      const state = context.req.query("state") ?? "open";
      return context.json(recent.filter((one) => state === "all" || (one.state === "open") === (state === "open")).map(describe));
    });
    app.post(`${base}/pulls`, async (context) => {
      const { head, title, body } = readFields(await context.req.json());
      count += 1;
      const sha = (await options.readTip(head)) ?? "";
      const at = options.now() + count;
      const opened = { number: count, branch: head, title, body, state: "open" as const, openedAt: options.now(), updatedAt: at, sha };
      const pullRequest: LivePullRequest = { ...opened, automerge: false };
      pullRequests.push(pullRequest);
      return context.json(describe(pullRequest), 201);
    });
    app.get(`${base}/pulls/:number{[0-9]+}`, async (context) => {
      const pullRequest = find(context);
      if (pullRequest === undefined) return context.notFound();
      await look(pullRequest);
      return context.json(describe(pullRequest));
    });
    app.patch(`${base}/pulls/:number{[0-9]+}`, async (context) => {
      const pullRequest = find(context);
      if (pullRequest === undefined) return context.notFound();
      const fields = readFields(await context.req.json());
      count += 1;
      if (fields.title !== "") pullRequest.title = fields.title;
      if (fields.body !== "") pullRequest.body = fields.body;
      if (fields.state === "closed" && pullRequest.state === "open") close(pullRequest);
      if (fields.state === "open" && pullRequest.state === "closed") pullRequest.state = "open";
      pullRequest.updatedAt = options.now() + count;
      return context.json(describe(pullRequest));
    });
    app.post(`${base}/pulls/:number{[0-9]+}/merge`, async (context) => {
      const pullRequest = find(context);
      if (pullRequest === undefined) return context.notFound();
      const fields: unknown = await context.req.json();
      if (isRecord(fields) && fields["merge_when_checks_succeed"] === true) {
        pullRequest.automerge = true;
        return context.body(null, 201);
      }
      return (await options.onMerge(pullRequest)) ? context.body(null, 200) : context.json({ message: "checks have failed" }, 405);
    });
    app.post(`${base}/pulls/:number{[0-9]+}/requested_reviewers`, (context) => context.json([], 201));
  }

  /** Reads the pushed branches, and closes pull requests whose branch was deleted, as any forge does. */
  async function look(pullRequest: LivePullRequest): Promise<void> {
    if (pullRequest.state !== "open") return;
    const tip = await options.readTip(pullRequest.branch);
    if (tip === undefined) return close(pullRequest);
    if (tip === pullRequest.sha) return;
    pullRequest.sha = tip;
    pullRequest.updatedAt = options.now() + count;
  }

  function close(pullRequest: LivePullRequest): void {
    pullRequest.state = "closed";
    pullRequest.closedAt = options.now();
  }

  function describe({ number, state, title, body, branch, sha, openedAt, updatedAt, closedAt }: LivePullRequest) {
    return {
      number,
      state: state === "open" ? "open" : "closed",
      title,
      body,
      mergeable: true,
      merged: state === "merged",
      created_at: new Date(openedAt).toISOString(),
      updated_at: new Date(updatedAt).toISOString(),
      ...(closedAt === undefined ? {} : { closed_at: new Date(closedAt).toISOString() }),
      base: { ref: "main" },
      head: { label: branch, sha, repo: { full_name: options.name } },
      user,
      labels: [],
      assignees: [],
    };
  }

  function addIssues(app: Hono, base: string): void {
    app.get(`${base}/issues`, (context) => context.json(issues));
    app.post(`${base}/issues`, async (context) => {
      const { title, body } = readFields(await context.req.json());
      count += 1;
      const issue = { number: count, title, body, state: "open" };
      issues.push(issue);
      return context.json(issue, 201);
    });
    app.on(["GET", "PATCH"], `${base}/issues/:number{[0-9]+}`, async (context) => {
      const issue = issues.find(({ number }) => number === Number(context.req.param("number")));
      if (issue === undefined) return context.notFound();
      if (context.req.method === "GET") return context.json(issue);
      const { title, body, state } = readFields(await context.req.json());
      Object.assign(issue, { title: title || issue.title, body: body || issue.body, state: state || issue.state });
      return context.json(issue, 201);
    });
    app.get(`${base}/labels`, (context) => context.json([]));
    app.get(`${base}/issues/:number{[0-9]+}/comments`, (context) => context.json([]));
    app.post(`${base}/issues/:number{[0-9]+}/comments`, async (context) =>
      context.json({ id: 1, body: readFields(await context.req.json()).body }, 201),
    );
  }

  function addStatuses(app: Hono, base: string): void {
    const success = { id: 1, status: "success", context: "checks of the rehearsal", description: "" };
    app.get(`${base}/commits/:reference{.+}/statuses`, (context) => context.json([{ ...success, created_at: stamp() }]));
    app.post(`${base}/statuses/:sha`, (context) => context.json({ ...success, created_at: stamp() }, 201));
  }
}

function readFields(value: unknown): { readonly head: string; readonly title: string; readonly body: string; readonly state: string } {
  const text = (key: string): string => (isRecord(value) && typeof value[key] === "string" ? value[key] : "");
  return { head: text("head"), title: text("title"), body: text("body"), state: text("state") };
}
