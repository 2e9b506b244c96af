import { afterAll, describe, expect, it } from "vitest";
import { createServer, type ServerResponse } from "node:http";
import { listenOnLoopback } from "../../dryrun/hosts/loopback-server.ts";
import { rememberSecrets } from "../secrets/known-secrets.ts";
import { updateComments } from "./pull-request-comments.ts";
import type { PullRequest } from "./pull-request-comments.ts";

// What a forge does when all is well is tested with a real one, in test/e2e/comments.test.ts.
const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const noComments: Answer = { status: 200, message: "[]" };

/** A forge that answers POST with the first answer, then the second, and so on; the last one stays. */
async function startForge(answers: readonly Answer[], list: (posts: number) => Answer = () => noComments) {
  const posted: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/user") return send(response, { status: 403, message: '{"message":"Resource not accessible by integration"}' });
    if (request.method === "GET") return send(response, list(posted.length));
    posted.push(`${request.method} ${request.url}`);
    return send(response, answers[Math.min(posted.length, answers.length) - 1] ?? noComments);
  });
  const loopback = await listenOnLoopback(server);
  resources.defer(() => loopback.close());
  const pullRequest: PullRequest = {
    url: `http://127.0.0.1:${loopback.port}`,
    token: "planted-token",
    repository: "acme/infra",
    number: 7,
    isFork: false,
  };
  return { pullRequest, posted };
}

function send(response: ServerResponse, { status, message, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(message);
}

function refuse(status: number): Answer {
  return { status, message: '{"message":"Resource not accessible by integration"}' };
}

const created: Answer = { status: 201, message: '{"id":1,"body":"x","html_url":"https://git.example.com/7#1","user":{"login":"bot"}}' };
const wanted = { parts: ["<!-- desalt-diff --> text"], marker: "<!-- desalt-diff", pause: 1 };

describe("updateComments", () => {
  it("posts no known secret", async () => {
    rememberSecrets(['planted "secret"']);
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      if (request.method !== "POST") return send(response, request.url === "/user" ? refuse(403) : noComments);
      request.setEncoding("utf8").on("data", (chunk: string) => bodies.push(chunk));
      request.on("end", () => send(response, created));
      return undefined;
    });
    const loopback = await listenOnLoopback(server);
    resources.defer(() => loopback.close());
    const pullRequest = {
      url: `http://127.0.0.1:${loopback.port}`,
      token: "planted-token",
      repository: "acme/infra",
      number: 7,
      isFork: false,
    };
    const encoded = Buffer.from('user:planted "secret"').toString("base64");
    const part = `${wanted.marker} --> planted "secret" planted-token ${encoded} https://me:other@example.com`;
    await updateComments(pullRequest, { ...wanted, parts: [part] });
    expect(JSON.parse(bodies.join(""))).toEqual({
      body: expect.stringMatching(/^<!-- desalt-diff --> \*\*\* \*\*\* \S+ https:\/\/me:\*\*\*@example\.com$/u),
    });
    expect(bodies.join("")).not.toContain(encoded.slice(8));
  });

  it.each([
    [401, "the token is not valid, or has expired: look at GITHUB_TOKEN"],
    [403, "let the token write: permissions: { pull-requests: write }"],
    [404, "check GITHUB_REPOSITORY and the token's permissions, because the pull request was not found"],
    [422, "the forge takes no comments here: the pull request may be locked, or the text too long"],
  ])("says what to do about %d, and asks once only", async (status, hint) => {
    const { pullRequest, posted } = await startForge([refuse(status)]);
    const message = `127.0.0.1:${new URL(pullRequest.url).port} answered ${status} to a comment on acme/infra#7: Resource not accessible by integration`;
    await expect(updateComments(pullRequest, wanted)).rejects.toMatchObject({ issues: [{ message, hint }] });
    expect(posted).toHaveLength(1);
  });

  it("says that a fork's token can only read", async () => {
    const { pullRequest } = await startForge([refuse(403)]);
    await expect(updateComments({ ...pullRequest, isFork: true }, wanted)).rejects.toMatchObject({
      issues: [{ hint: expect.stringContaining("comes from a fork") }],
    });
  });

  it("asks again when the forge is down for a moment", async () => {
    const { pullRequest, posted } = await startForge([refuse(502), refuse(502), created]);
    await expect(updateComments(pullRequest, wanted)).resolves.toEqual({
      created: 1,
      updated: 0,
      unchanged: 0,
      removed: 0,
      url: "https://git.example.com/7#1",
    });
    expect(posted).toHaveLength(3);
  });

  it("gives up when it stays down, without the token in the message", async () => {
    const { pullRequest, posted } = await startForge([refuse(502)]);
    const failure = await updateComments(pullRequest, wanted).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "UserError", issues: [{ hint: "the forge was asked several times; run the job again" }] });
    expect(String(failure)).not.toContain("planted");
    expect(posted).toHaveLength(4);
  });

  it("does not post twice what arrived although the answer was lost", async () => {
    const arrived = { id: 3, body: wanted.parts[0], html_url: "https://git.example.com/7#3", user: { type: "Bot" } };
    const { pullRequest, posted } = await startForge([refuse(504)], (count) => ({
      status: 200,
      message: JSON.stringify(count === 0 ? [] : [arrived]),
    }));
    await expect(updateComments(pullRequest, wanted)).resolves.toMatchObject({ created: 1, url: "https://git.example.com/7#3" });
    expect(posted).toHaveLength(1);
  });

  it("says how long the forge takes nothing where that is too long to wait", async () => {
    const limited: Answer = { status: 429, message: '{"message":"Slow down, planted-token"}', headers: { "retry-after": "900" } };
    const { pullRequest, posted } = await startForge([limited]);
    const hint = "the forge takes no more requests for 900 seconds: run the job again after that";
    const message = expect.stringContaining("acme/infra#7: Slow down, ***");
    await expect(updateComments(pullRequest, wanted)).rejects.toMatchObject({ issues: [{ message, hint }] });
    expect(posted).toHaveLength(1);
  });

  it("leaves comments of people alone, even those that begin as ours do", async () => {
    const theirs = { id: 1, body: "<!-- desalt-diff --> fake", html_url: "", user: { login: "mallory", type: "User" } };
    const ours = { id: 2, body: "<!-- desalt-diff --> old", html_url: "", user: { login: "github-actions[bot]", type: "Bot" } };
    const { pullRequest, posted } = await startForge([created], () => ({ status: 200, message: JSON.stringify([theirs, ours]) }));
    await expect(updateComments(pullRequest, wanted)).resolves.toMatchObject({ created: 0, updated: 1, removed: 0 });
    expect(posted).toEqual(["PATCH /repos/acme/infra/issues/comments/2"]);
  });

  it("waits as long as the forge asks for", async () => {
    const message = '{"message":"You have exceeded a secondary rate limit"}';
    const limited: Answer = { status: 403, message, headers: { "retry-after": "17" } };
    const waits: number[] = [];
    const { pullRequest } = await startForge([limited, created]);
    await expect(updateComments(pullRequest, { ...wanted, onLimit: (seconds) => waits.push(seconds) })).resolves.toMatchObject({
      created: 1,
    });
    expect(waits).toEqual([17]);
  });
});
