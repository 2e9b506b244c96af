import type { HttpAnswer } from "./answer.ts";
import { isPassing, isUnsent } from "./failure.ts";

/** How a request is repeated. */
export interface Retry {
  /** Length of a second, in milliseconds: repeated requests wait 1, 4 and 9 of them. Tests shorten it. Default: 1000. */
  readonly pause?: number;
  /** Called before a wait that the server asks for, in seconds. */
  readonly onLimit?: (seconds: number) => void;
}

/** A wait before the next attempt, in seconds. */
export interface Wait {
  readonly seconds: number;
  readonly isAsked: boolean;
}

/** A request that waits longer than this many seconds is not repeated: a job in CI would only stand there. */
const longestWait = 300;

/**
 * The wait after an answer, or undefined if the request is not repeated. A POST that may have arrived is repeated only if
 * the server says that it refused it and when to come back: else it could be done twice.
 */
export function waitAfterAnswer(answer: HttpAnswer, method: string, attempt: number): Wait | undefined {
  const seconds = findAskedWait(answer);
  if (seconds !== undefined) return seconds <= longestWait ? { seconds, isAsked: true } : undefined;
  const isBusy = answer.status === 408 || answer.status === 429 || answer.status >= 500;
  return isBusy && method !== "POST" ? { seconds: attempt ** 2, isAsked: false } : undefined;
}

/** The wait after a request without an answer, or undefined if it is not repeated. */
export function waitAfterFailure(error: unknown, method: string, attempt: number): Wait | undefined {
  const mayRepeat = method === "POST" ? isUnsent(error) : isPassing(error);
  return mayRepeat ? { seconds: attempt ** 2, isAsked: false } : undefined;
}

/**
 * The seconds that a server asks to wait, or undefined if it does not.
 * See https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function findAskedWait({ status, headers }: HttpAnswer, now: number = Date.now()): number | undefined {
  if (status !== 403 && status !== 429 && status !== 503) return undefined;
  const retryAfter = parseRetryAfter(headers.get("retry-after") ?? "", now);
  if (retryAfter !== undefined || status === 503 || headers.get("x-ratelimit-remaining") !== "0") return retryAfter;
  const reset = Number(headers.get("x-ratelimit-reset"));
  return reset > 0 ? secondsUntil(reset * 1000, now) + 1 : undefined;
}

/** Seconds, or a date. */
function parseRetryAfter(text: string, now: number): number | undefined {
  if (/^\d+$/u.test(text)) return Number(text);
  const time = text.endsWith(" GMT") ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : secondsUntil(time, now);
}

function secondsUntil(time: number, now: number): number {
  return Math.max(0, Math.ceil((time - now) / 1000));
}
