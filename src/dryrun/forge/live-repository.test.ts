import { execa } from "execa";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeGitRepository } from "./git-repository.ts";
import { openLiveRepository, type LiveRepository } from "./live-repository.ts";

const text = ["a: 1", "b: 2", "c: 3", "d: 4", ""].join("\n");
const time = Date.parse("2026-10-01T08:00:00Z");

describe("a repository that Renovate pushes to", () => {
  let folder = "";
  let repository: LiveRepository | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "live-repository-"));
    const files = [{ path: "dev/values.yaml", mode: "100644" as const, content: Buffer.from(text) }];
    await writeGitRepository({ path: join(folder, ".git"), files, date: new Date(time) });
    repository = await openLiveRepository(folder, join(folder, "merging"));
  });
  afterEach(async () => {
    await repository?.close();
    await rm(folder, { recursive: true, force: true });
  });

  function opened(): LiveRepository {
    if (repository === undefined) throw new Error("not opened");
    return repository;
  }

  async function push(branch: string, changed: string): Promise<void> {
    const main = (await opened().readBranches()).get("main") ?? "";
    const stream = `commit refs/heads/${branch}\ncommitter Bot <bot@example.com> now\ndata 3\nbot\nfrom ${main}\nM 100644 inline dev/values.yaml\ndata ${changed.length}\n${changed}\ndone\n`;
    await execa("git", [`--git-dir=${join(folder, ".git")}`, "fast-import", "--quiet", "--date-format=now"], { input: stream });
  }

  const readMain = async (): Promise<string> => opened().readFile("main", "dev/values.yaml");
  const log = async (): Promise<string> =>
    (await execa("git", ["-C", folder, "log", "--first-parent", "--format=%cI %s", "main"], { env: { TZ: "UTC" } })).stdout;

  it("merges one branch after the other, as one commit each with the date that it is told", async () => {
    await push("one", text.replace("a: 1", "a: 10"));
    await push("two", text.replace("d: 4", "d: 40"));
    expect(await opened().merge("one", { message: "One", time: time + 1000 })).toBe(true);
    expect(await opened().merge("two", { message: "Two", time: time + 2000 })).toBe(true);
    expect(await readMain()).toBe(text.replace("a: 1", "a: 10").replace("d: 4", "d: 40"));
    expect(await log()).toMatch(/^2026-10-01T08:00:02\S+ Two\n2026-10-01T08:00:01\S+ One\n2026-10-01T08:00:00/u);
    expect([...(await opened().readBranches()).keys()]).toEqual(["main"]);
  });

  it("leaves alone what conflicts", async () => {
    await push("one", text.replace("a: 1", "a: 10"));
    await push("two", text.replace("a: 1", "a: 11"));
    expect(await opened().merge("one", { message: "One", time })).toBe(true);
    expect(await opened().merge("two", { message: "Two", time })).toBe(false);
    expect(await readMain()).toBe(text.replace("a: 1", "a: 10"));
    expect([...(await opened().readBranches()).keys()].toSorted()).toEqual(["main", "two"]);
  });

  it("gives the date of the rehearsal to what Renovate pushed to the default branch", async () => {
    await push("main", text.replace("a: 1", "a: 10"));
    expect(await opened().adoptPushes(time + 5000)).toBe(true);
    expect(await opened().adoptPushes(time + 6000)).toBe(false);
    expect(await readMain()).toBe(text.replace("a: 1", "a: 10"));
    expect(await log()).toMatch(/^2026-10-01T08:00:05\S+ bot\n2026-10-01T08:00:00/u);
  });
});
