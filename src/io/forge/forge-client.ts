import { parseJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { withoutTrailingSlash } from "../../core/url.ts";
import type { HttpAnswer } from "../http/answer.ts";
import { readPages } from "../http/pages.ts";
import { sendRequest, type HttpRequest } from "../http/request.ts";
import { findAskedWait, type Retry } from "../http/retry.ts";
import { maskOutput, maskSaid, rememberSecrets } from "../secrets/known-secrets.ts";

/** Where the REST API of GitHub is, or the part of it that Gitea and Forgejo have too, and who asks. */
export interface ForgeApi extends Retry {
  /** `https://api.github.com`, or `https://HOST/api/v3` and `https://HOST/api/v1` of GitHub Enterprise and of Gitea and Forgejo. */
  readonly url: string;
  readonly token: string;
}

/** A refusal of the forge. The message is the forge's own, on one line. */
export class ForgeError extends Error {
  override readonly name = "ForgeError";
  readonly status: number;
  /** Seconds that the forge asks to wait: too long, or it asked too often. */
  readonly wait: number | undefined;

  constructor(message: string, { status, wait }: { readonly status: number; readonly wait: number | undefined }) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

/** Sends a request to a path such as `/user`, and returns the JSON of the answer. */
export async function askForge(api: ForgeApi, path: string, request: Pick<HttpRequest, "method" | "json"> = {}): Promise<unknown> {
  return readBody(await send(api, withoutTrailingSlash(api.url) + path, request));
}

/** The elements of a list, from all of its pages. */
export async function listFromForge(api: ForgeApi, path: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const answer of readPages(`${withoutTrailingSlash(api.url)}${path}?per_page=100`, (url) => send(api, url))) {
    const page = readBody(answer);
    if (!Array.isArray(page))
      throw new ForgeError("it answered with something else than a list", { status: answer.status, wait: undefined });
    all.push(...page);
  }
  return all;
}

async function send({ token, ...retry }: ForgeApi, url: string, request: HttpRequest = {}): Promise<HttpAnswer> {
  rememberSecrets([token]);
  const headers = { accept: "application/json", authorization: `Bearer ${token}`, "user-agent": "desalt" };
  // Everybody can read a comment.
  const json = request.json === undefined ? {} : { json: JSON.parse(maskOutput(JSON.stringify(request.json))) };
  const answer = await sendRequest(url, { ...request, ...json, headers, silence: 30_000, retry });
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new ForgeError(maskSaid(readMessage(answer)), { status: answer.status, wait: findAskedWait(answer) });
}

/** Of a page that is not JSON, as proxies have them, the status says enough. */
function readMessage(answer: HttpAnswer): string {
  const value = readBody(answer);
  if (!isRecord(value) || typeof value["message"] !== "string") return "";
  const errors: readonly unknown[] = Array.isArray(value["errors"]) ? value["errors"] : [];
  const details = errors.map((error) =>
    isRecord(error) && typeof error["message"] === "string" ? error["message"] : JSON.stringify(error),
  );
  return [value["message"].split("\n")[0], details.join(", ")].filter((text) => text !== "").join(": ");
}

function readBody({ body }: HttpAnswer): unknown {
  return parseJson(body.toString("utf8"));
}
