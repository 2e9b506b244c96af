import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listenOnLoopback } from "../../dryrun/hosts/loopback-server.ts";
import { readPages } from "./pages.ts";
import { sendRequest, type HttpRequest } from "./request.ts";

let resources = new AsyncDisposableStack();
afterEach(async () => {
  vi.unstubAllEnvs();
  await resources.disposeAsync();
  resources = new AsyncDisposableStack();
});

/** A server that writes down each request, with its credentials and its body. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const reply = async (): Promise<void> => {
      const body = await text(request);
      requests.push([request.method, request.url, request.headers.authorization ?? "-", ...(body === "" ? [] : [body])].join(" "));
      answer(request, response, requests.length);
    };
    void reply();
  });
  const loopback = await listenOnLoopback(server);
  resources.defer(() => loopback.close());
  return { url: `http://127.0.0.1:${loopback.port}`, requests };
}

/** An answer for each request in turn; the last one stays. */
async function serveStatuses(...statuses: readonly [number, Readonly<Record<string, string>>?][]) {
  return await serve((_, response, count) => {
    const [status, headers] = statuses[Math.min(count, statuses.length) - 1] ?? [500];
    response.writeHead(status, headers).end("{}");
  });
}

const authorization = "Bearer planted-token";

/** Sends with a token, and with seconds of a millisecond. */
async function send(url: string, request: HttpRequest = {}) {
  const limits: number[] = [];
  const retry = { pause: 1, onLimit: (seconds: number) => limits.push(seconds) };
  const { status } = await sendRequest(url, { headers: { authorization }, retry, ...request });
  return { status, limits };
}

describe("sendRequest", () => {
  it("sends JSON with the method", async () => {
    const { url, requests } = await serveStatuses([201]);
    expect(await send(`${url}/a`, { method: "POST", json: { body: "x" } })).toEqual({ status: 201, limits: [] });
    expect(requests).toEqual([`POST /a ${authorization} {"body":"x"}`]);
  });

  it("sends once if nobody asks for more", async () => {
    const { url, requests } = await serveStatuses([503, { "retry-after": "1" }]);
    expect((await sendRequest(url)).status).toBe(503);
    expect(requests).toHaveLength(1);
  });

  it.each(["GET", "PATCH", "DELETE"] as const)("repeats %s three times while the server is down", async (method) => {
    const { url, requests } = await serveStatuses([502], [500], [429], [200]);
    expect(await send(url, { method })).toEqual({ status: 200, limits: [] });
    expect(requests).toHaveLength(4);
    const down = await serveStatuses([502]);
    expect(await send(down.url, { method })).toEqual({ status: 502, limits: [] });
    expect(down.requests).toHaveLength(4);
  });

  it.each([400, 401, 403, 404, 422])("does not repeat what was answered with %d", async (status) => {
    const { url, requests } = await serveStatuses([status]);
    expect(await send(url)).toEqual({ status, limits: [] });
    expect(requests).toHaveLength(1);
  });

  it.each([500, 502, 503, 429])("does not repeat a POST that may have arrived (%d)", async (status) => {
    const { url, requests } = await serveStatuses([status]);
    expect(await send(url, { method: "POST" })).toEqual({ status, limits: [] });
    expect(requests).toHaveLength(1);
  });

  it.each([403, 429, 503])("waits as long as the server asks for, and repeats a POST then (%d)", async (status) => {
    const { url, requests } = await serveStatuses([status, { "retry-after": "17" }], [status, { "retry-after": "0" }], [201]);
    expect(await send(url, { method: "POST" })).toEqual({ status: 201, limits: [17, 0] });
    expect(requests).toHaveLength(3);
  });

  it("waits until a date, or until the limit of GitHub is reset", async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    const reset = `${Math.floor(Date.now() / 1000) + 40}`;
    const { url } = await serveStatuses(
      [429, { "retry-after": date }],
      [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }],
      [200],
    );
    const { status, limits } = await send(url);
    expect(status).toBe(200);
    expect(limits).toEqual([expect.toSatisfy((wait) => wait >= 18 && wait <= 20), expect.toSatisfy((wait) => wait >= 39 && wait <= 41)]);
  });

  it("does not wait longer than five minutes", async () => {
    const { url, requests } = await serveStatuses([429, { "retry-after": "301" }]);
    expect(await send(url)).toEqual({ status: 429, limits: [] });
    expect(requests).toHaveLength(1);
  });

  it("repeats a GET whose connection broke, and not a POST", async () => {
    const { url, requests } = await serve((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else response.end();
    });
    expect((await send(url)).status).toBe(200);
    expect(requests).toHaveLength(2);
    const broken = await serve((request) => request.socket.destroy());
    await expect(send(broken.url, { method: "POST" })).rejects.toMatchObject({
      issues: [{ message: expect.stringMatching(/^"127\.0\.0\.1:\d+" cannot be reached: /u) }],
    });
    expect(broken.requests).toHaveLength(1);
  });

  it("keeps the token from another host on a redirect", async () => {
    const other = await serveStatuses([200]);
    const { url, requests } = await serve((request, response) => {
      const location = request.url === "/old" ? "/new" : `${other.url}/elsewhere`;
      response.writeHead(307, { location }).end();
    });
    expect((await send(`${url}/old`)).status).toBe(200);
    expect(requests).toEqual([`GET /old ${authorization}`, `GET /new ${authorization}`]);
    expect(other.requests).toEqual(["GET /elsewhere -"]);
  });

  it("writes to the same host only, with its method", async () => {
    const other = await serveStatuses([200]);
    const moved = await serve((request, response) => {
      if (request.url === "/old") response.writeHead(307, { location: "/new" });
      response.end();
    });
    expect((await send(`${moved.url}/old`, { method: "POST", json: {} })).status).toBe(200);
    expect(moved.requests).toEqual([`POST /old ${authorization} {}`, `POST /new ${authorization} {}`]);
    for (const status of [301, 307]) {
      const { url } = await serveStatuses([status, { location: `${other.url}/elsewhere` }]);
      expect((await send(url, { method: "POST", json: {} })).status).toBe(status);
    }
    expect(other.requests).toEqual([]);
  });

  it("goes through the proxy that the environment names", async () => {
    const seen: string[] = [];
    const proxy = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(204).end();
    });
    const loopback = await listenOnLoopback(proxy);
    resources.defer(() => loopback.close());
    vi.stubEnv("http_proxy", `http://127.0.0.1:${loopback.port}`);
    vi.stubEnv("no_proxy", "");
    // A client is opened once for each silence.
    expect((await send("http://git.example.com/user", { silence: 1234 })).status).toBe(204);
    expect(seen).toEqual(["GET http://git.example.com/user"]);
  });

  it("says nothing of credentials that it cannot send", async () => {
    const header = sendRequest("http://git.example.com", { headers: { authorization: "Bearer planted\ntoken" } });
    await expect(header).rejects.toMatchObject({
      issues: [{ message: 'the header "authorization" for "git.example.com" holds a character that is not allowed' }],
    });
  });
});

describe("an address with a user and a password", () => {
  it("sends them as a header, unless there is another one", async () => {
    const { url, requests } = await serveStatuses([200]);
    const address = url.replace("://", "://acme:p%40ss%25@");
    await sendRequest(`${address}/a`);
    await sendRequest(`${address}/b`, { headers: { authorization } });
    expect(requests).toEqual([`GET /a Basic ${btoa("acme:p@ss%")}`, `GET /b ${authorization}`]);
  });

  it("is in no error", async () => {
    const failure = await sendRequest("http://acme:planted@127.0.0.1:1/a").catch((error: unknown) => error);
    expect(inspect(failure, { depth: 9 })).toContain("127.0.0.1:1");
    expect(inspect(failure, { depth: 9 })).not.toContain("planted");
  });
});

describe("readPages", () => {
  async function readPaths(url: string): Promise<void> {
    const ask = (page: string) => sendRequest(page, { headers: { authorization } });
    await Array.fromAsync(readPages(`${url}/list`, ask));
  }

  it("asks for the next page, and the next", async () => {
    const { url, requests } = await serve((_, response, count) => {
      const links = [`</list?page=1>; rel="prev", </list?page=${count + 1}>; rel="next"`, `</list?page=1>; rel="first"`];
      response.writeHead(200, { link: links[count === 3 ? 1 : 0] }).end();
    });
    await readPaths(url);
    expect(requests).toEqual(["/list", "/list?page=2", "/list?page=3"].map((path) => `GET ${path} ${authorization}`));
  });

  it("does not follow a link to another host, which would get the token", async () => {
    const other = await serveStatuses([200]);
    const { url, requests } = await serveStatuses([200, { link: `<${other.url}/list?page=2>; rel="next"` }]);
    await readPaths(url);
    expect({ own: requests, other: other.requests }).toEqual({ own: [`GET /list ${authorization}`], other: [] });
  });

  it("ends where a server names the same page for ever", async () => {
    const { url, requests } = await serveStatuses([200, { link: '</list>; rel="next"' }]);
    await readPaths(url);
    expect(requests).toHaveLength(100);
  });
});
