import { setTimeout } from "node:timers/promises";
import type { Dispatcher, Response } from "undici";
import { UserError } from "../../core/user-error.ts";
import type { HttpAnswer } from "./answer.ts";
import { explainFailure } from "./failure.ts";
import { waitAfterAnswer, waitAfterFailure, type Retry, type Wait } from "./retry.ts";

/** What goes with a request. */
export interface HttpRequest {
  /** Default: GET. */
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** How long a server may be silent, in milliseconds. Default: 10 s. */
  readonly silence?: number;
  /** Repeats the request up to three times when the server is busy or cannot be reached. Default: it is sent once. */
  readonly retry?: Retry;
}

const limit = 120_000;
const mostRetries = 3;
const mostRedirects = 5;

/**
 * Sends a request through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name, as Renovate and helm do. Node's own
 * fetch honours them from 22.21 on, and only when a variable says so. Throws what a user can act on if no answer comes.
 */
export async function sendRequest(url: string, request: HttpRequest = {}): Promise<HttpAnswer> {
  const { method = "GET", silence = 10_000, retry } = request;
  const { host } = new URL(url);
  for (let attempt = 1; ; attempt++) {
    const isLast = retry === undefined || attempt > mostRetries;
    let wait: Wait | undefined;
    try {
      const answer = await exchange(url, { ...request, method, silence });
      wait = isLast ? undefined : waitAfterAnswer(answer, method, attempt);
      if (wait === undefined) return answer;
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      wait = isLast ? undefined : waitAfterFailure(cause, method, attempt);
      if (wait === undefined) throw new UserError(explainFailure(host, cause, silence), { cause });
    }
    if (wait.isAsked) retry?.onLimit?.(wait.seconds);
    await setTimeout(wait.seconds * (retry?.pause ?? 1000));
  }
}

/** An address without its user and password, and the header that takes their place: an index may have them in its addresses, and helm sends them. */
export function splitUser(address: string): { readonly url: string; readonly authorization?: string } {
  const url = new URL(address);
  const { username, password } = url;
  if (username === "" && password === "") return { url: address };
  url.username = "";
  url.password = "";
  const user = `${decode(username)}:${decode(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

/** A sign of percent in a password may stand for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One attempt. A redirected GET loses its credentials on the way to another origin; everything else stays on its own. */
async function exchange(url: string, request: HttpRequest & { readonly method: string; readonly silence: number }): Promise<HttpAnswer> {
  const { method, json, silence } = request;
  const { fetch } = await import("undici");
  const options = {
    method,
    headers: await readHeaders(url, request),
    dispatcher: await openDispatcher(silence),
    signal: AbortSignal.timeout(limit),
    ...(json !== undefined && { body: JSON.stringify(json) }),
    ...(method !== "GET" && { redirect: "manual" as const }),
  };
  let response = await fetch(splitUser(url).url, options);
  for (let count = 0; count < mostRedirects; count++) {
    const target = findOwnRedirect(response);
    if (target === undefined) break;
    await response.arrayBuffer();
    response = await fetch(target, options);
  }
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

/** Node's message about a character that no header can hold quotes the value, which may be a secret. */
async function readHeaders(url: string, { headers = {}, json }: HttpRequest) {
  const { Headers } = await import("undici");
  const result = new Headers(json === undefined ? {} : { "content-type": "application/json" });
  const { authorization } = splitUser(url);
  const own = authorization === undefined ? headers : { authorization, ...headers };
  for (const [name, value] of Object.entries(own)) {
    try {
      result.set(name, value);
    } catch {
      throw new UserError({
        message: `the header "${name}" for "${new URL(url).host}" holds a character that is not allowed`,
        hint: "look for line breaks in the credentials",
      });
    }
  }
  return result;
}

/** Where a request moves with its method and body (307, 308), such as to the new name of a repository. */
function findOwnRedirect({ status, url, headers }: Response): string | undefined {
  const location = headers.get("location");
  if ((status !== 307 && status !== 308) || location === null || !URL.canParse(location, url)) return undefined;
  const target = new URL(location, url);
  return target.origin === new URL(url).origin ? target.href : undefined;
}

const dispatchers = new Map<number, Dispatcher>();

/** The proxy that the environment names, or none. `silence`: how long a host may be silent, in milliseconds. */
async function openDispatcher(silence: number): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import("undici");
  const dispatcher =
    dispatchers.get(silence) ??
    new EnvHttpProxyAgent({
      headersTimeout: silence,
      bodyTimeout: silence,
      connect: { timeout: silence },
      keepAliveTimeout: 1000,
      // As curl and helm do: many proxies refuse tunnels to port 80.
      proxyTunnel: false,
    });
  dispatchers.set(silence, dispatcher);
  return dispatcher;
}
