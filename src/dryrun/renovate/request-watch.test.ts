import { expect, test } from "vitest";
import { parseLogLine } from "./log.ts";
import { watchRequests } from "./request-watch.ts";

function watching(limit = 60_000) {
  const watch = watchRequests({ limit, ownOrigin: "http://127.0.0.1:1" });
  const note = (msg: string, fields: object, now: number) => watch.note(parseLogLine(JSON.stringify({ level: 10, msg, ...fields })), now);
  return { watch, note };
}

const overdue = (watch: ReturnType<typeof watching>["watch"], now: number) =>
  watch.overdue(now).map(({ url, cause }) => `${url.host}: ${cause}`);

test("a registry that does not answer, or not to the end, is overdue after the limit, and the forge of the dry run never", () => {
  const { watch, note } = watching();
  note("desalt: request", { id: 1, url: "https://silent.example.com/index.yaml" }, 0);
  note("desalt: request", { id: 2, url: "https://slow.example.com/index.yaml" }, 0);
  note("desalt: answer", { id: 2, status: 200 }, 10);
  note("desalt: request", { id: 3, url: "http://127.0.0.1:1/api/v1/user" }, 0);
  note("desalt: alive", {}, 60_000);
  expect(overdue(watch, 60_000)).toEqual([]);
  expect(watch.oldest()?.url.host).toBe("silent.example.com");
  expect(overdue(watch, 60_001)).toEqual([
    "silent.example.com: no answer within 60 seconds",
    "slow.example.com: its answer was not complete after 60 seconds",
  ]);
});

test("an index that Renovate reads for too long is overdue, and not the requests that wait behind it", () => {
  const { watch, note } = watching();
  note("desalt: request", { id: 1, url: "https://huge.example.com/index.yaml" }, 0);
  note("desalt: request", { id: 2, url: "https://behind.example.com/index.yaml" }, 0);
  note("desalt: answer", { id: 1, status: 200 }, 10);
  note("desalt: alive", {}, 1000);
  note("desalt: end", { id: 1, bytes: 104_857_600 }, 1100);
  expect(overdue(watch, 61_000)).toEqual([]);
  expect(overdue(watch, 61_101)).toEqual(["huge.example.com: Renovate did not read its answer of 105 MB within 60 seconds"]);
});

test("a request that has ended is not overdue, and answers of an outage are remembered", () => {
  const { watch, note } = watching();
  note("desalt: request", { id: 1, url: "https://down.example.com/v2/a/tags/list" }, 0);
  note("desalt: answer", { id: 1, status: 503 }, 10);
  note("desalt: end", { id: 1, bytes: 10 }, 11);
  note("desalt: request", { id: 2, url: "https://gone.example.com/index.yaml" }, 0);
  note("desalt: end", { id: 2 }, 12);
  note("desalt: alive", {}, 70_000);
  expect(overdue(watch, 70_000)).toEqual([]);
  expect(watch.outages.map(({ url, status }) => `${url.host} ${status}`)).toEqual(["down.example.com 503"]);
  expect(note("Repository finished", {}, 13)).toBe(false);
});
