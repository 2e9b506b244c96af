import type { LogLine } from "./log.ts";

/** A request that Renovate waits for, or whose answer it is reading. */
interface OpenRequest {
  readonly url: URL;
  readonly since: number;
  /** Whether the answer has begun. */
  readonly isAnswered: boolean;
}

/** A request that took longer than allowed. */
export interface OverdueRequest {
  readonly url: URL;
  readonly cause: string;
}

/** A request that failed. */
export interface FailedRequest {
  readonly url: URL;
  /** The HTTP status; -1 without an answer. */
  readonly status: number;
  /** Node's or the HTTP client's code, such as `ECONNREFUSED`. */
  readonly code: string;
}

/** Watches what Renovate waits for, from the lines that its preload writes. Times are in milliseconds, of any clock. */
export interface RequestWatch {
  /** Takes a line of the log. Returns whether it was only for the watch. */
  note(line: LogLine, now: number): boolean;
  /** The requests that a registry failed to answer. Renovate does not log all of them. */
  readonly outages: readonly FailedRequest[];
  /** The oldest open request. */
  oldest(): OpenRequest | undefined;
  /** The requests that took longer than the limit. */
  overdue(now: number): readonly OverdueRequest[];
}

interface ReadAnswer {
  readonly url: URL;
  readonly bytes: number;
}

/** Starts to watch. Requests to `ownOrigin`, the forge of the dry run, do not count. */
export function watchRequests({ limit, ownOrigin }: { readonly limit: number; readonly ownOrigin: string }): RequestWatch {
  const open = new Map<unknown, OpenRequest>();
  const outages: FailedRequest[] = [];
  let aliveAt: number | undefined;
  let lastRead: ReadAnswer | undefined;
  const notes: Readonly<Record<string, (fields: LogLine["fields"], now: number) => void>> = {
    "desalt: alive": (_, now) => {
      aliveAt = now;
    },
    "desalt: request": ({ id, url }, now) => {
      const parsed = typeof url === "string" ? URL.parse(url) : null;
      if (parsed !== null && parsed.origin !== ownOrigin) open.set(id, { url: parsed, since: now, isAnswered: false });
    },
    "desalt: answer": ({ id, status }) => {
      const request = open.get(id);
      if (request === undefined) return;
      open.set(id, { ...request, isAnswered: true });
      if (typeof status === "number" && (status >= 500 || status === 429)) outages.push({ url: request.url, status, code: "" });
    },
    "desalt: end": ({ id, bytes }) => {
      const request = open.get(id);
      open.delete(id);
      if (request?.isAnswered === true) lastRead = { url: request.url, bytes: typeof bytes === "number" ? bytes : 0 };
    },
  };
  return {
    note({ message, fields }, now) {
      const take = notes[message];
      take?.(fields, now);
      return take !== undefined;
    },
    outages,
    oldest: () => [...open.values()].toSorted((a, b) => a.since - b.since)[0],
    overdue(now) {
      const seconds = `${limit / 1000} seconds`;
      // While Renovate reads an answer it writes nothing, so that other requests only seem to be open.
      if (aliveAt !== undefined && now - aliveAt > limit && lastRead !== undefined) {
        return [{ url: lastRead.url, cause: `Renovate did not read its answer of ${renderSize(lastRead.bytes)} within ${seconds}` }];
      }
      if (aliveAt === undefined || now - aliveAt > Math.min(limit, 5000)) return [];
      return [...open.values()]
        .filter(({ since }) => now - since > limit)
        .map(({ url, isAnswered }) => ({
          url,
          cause: isAnswered ? `its answer was not complete after ${seconds}` : `no answer within ${seconds}`,
        }));
    },
  };
}

function renderSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
