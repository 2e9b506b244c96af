import { withoutTrailingSlash } from "../../core/url.ts";
import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { randomUUID } from "node:crypto";
import { fetch } from "undici";
import { openDispatcher } from "../http/request.ts";

/** Where a forge's API is, and who asks. */
export interface ForgeApi {
  /** `https://api.github.com`, or `https://HOST/api/v3` and `https://HOST/api/v1` of GitHub Enterprise and of Gitea and Forgejo. */
  readonly url: string;
  readonly token: string;
  /** Between the first and the second attempt, in milliseconds; later ones wait 4 and 9 times as long. Default: 1000. */
  readonly pause?: number;
  /** Called before a wait that the forge asks for, in seconds. */
  readonly onLimit?: (seconds: number) => void;
}

/** Talks to a forge: answers page by page, errors of the server asked again, limits of the forge waited for. */
export type ForgeClient = ReturnType<typeof openForge>;

const attempts = 3;
const timeout = 30_000;

/** Opens a client for GitHub's REST API, and for what Gitea and Forgejo have in common with it. */
export function openForge({ url, token, pause = 1000, onLimit = () => {} }: ForgeApi) {
  // After the seconds come the request, the client, and how often it was tried.
  const onRateLimit = (seconds: number, ...[, , tries]: readonly [object, object, number]) => {
    if (tries >= attempts) return false;
    onLimit(seconds);
    return true;
  };
  const Client = Octokit.plugin(paginateRest, retry, throttling);
  return new Client({
    auth: token,
    baseUrl: withoutTrailingSlash(url),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    request: { fetch: request },
    retry: { retries: attempts, retryAfterBaseValue: pause },
    // Clients of one id wait for each other.
    throttle: { id: randomUUID(), onRateLimit, onSecondaryRateLimit: onRateLimit, retryAfterBaseValue: pause },
  });
}

/** Through the proxy that the environment names, as everything else that desalt fetches. */
async function request(url: string, options: Parameters<typeof fetch>[1]) {
  return await fetch(url, { ...options, dispatcher: await openDispatcher(timeout) });
}
