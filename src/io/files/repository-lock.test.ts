import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownMark } from "./owner.ts";
import { withRepositoryLock } from "./repository-lock.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "desalt-lock-"));
  mkdirSync(join(folder, "repository/.git"), { recursive: true });
  mkdirSync(join(folder, "repository/deep/er"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const lock = (): string => join(folder, "repository/.git/desalt.lock");
const place = ownMark.replace(/^\d+-/u, "");
const waited: string[] = [];
const wait = (directory = "repository/deep/er", limit = 60_000) => ({
  directory: join(folder, directory),
  limit,
  onWait: (process: string) => void waited.push(process),
});

test("work is done with the lock, one after the other, and the lock is gone afterwards", async () => {
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins, locked: ${existsSync(lock())}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push(`${name} ends`);
  };
  await Promise.all([withRepositoryLock(wait(), work("a")), withRepositoryLock(wait("repository"), work("b"))]);
  expect(order).toEqual(["a begins, locked: true", "a ends", "b begins, locked: true", "b ends"]);
  expect(existsSync(lock())).toBe(false);
});

test("work that fails gives the lock back", async () => {
  await expect(withRepositoryLock(wait(), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(lock())).toBe(false);
});

test.each([
  ["of a process that has ended", `${2 ** 22 + 1}-${place}`],
  ["that a process was killed over", ""],
])("a lock %s is taken over", async (_, mark) => {
  writeFileSync(lock(), mark);
  utimesSync(lock(), 0, 0);
  expect(await withRepositoryLock(wait("repository", 0), () => Promise.resolve("done"))).toBe("done");
});

test("a lock that is held too long is an error with its holder", async () => {
  writeFileSync(lock(), `1-${place}`);
  waited.length = 0;
  await expect(withRepositoryLock(wait("repository", 0), () => Promise.resolve())).rejects.toThrow(
    "another desalt (process 1) is at work in this repository",
  );
  expect({ waited, isThere: existsSync(lock()) }).toEqual({ waited: ["1"], isThere: true });
});

test("a working tree of its own has a lock of its own, and no git has none", async () => {
  mkdirSync(join(folder, "repository/.git/worktrees/a"), { recursive: true });
  mkdirSync(join(folder, "a"));
  writeFileSync(join(folder, "a/.git"), "gitdir: ../repository/.git/worktrees/a\n");
  writeFileSync(lock(), `1-${place}`);
  const own = join(folder, "repository/.git/worktrees/a/desalt.lock");
  expect(await withRepositoryLock(wait("a", 0), async () => existsSync(own))).toBe(true);
  expect(await withRepositoryLock({ ...wait(), directory: folder }, async () => "done")).toBe("done");
});
