import { execa } from "execa";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeGitRepository } from "./git-repository.ts";
import { readCommitSubjects, readWorkingTree } from "./working-tree.ts";

describe("readWorkingTree", () => {
  let folder = "";
  let directory = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "working-tree-"));
    directory = join(folder, "tree");
    await mkdir(join(directory, "dev"), { recursive: true });
    await writeFile(join(directory, "dev/helmfile.yaml"), "releases: []\n");
    await writeFile(join(directory, "run me.sh"), "");
    await chmod(join(directory, "run me.sh"), 0o755);
    await writeFile(join(folder, "secret"), "outside");
    await symlink("dev/helmfile.yaml", join(directory, "inside"));
    await symlink("../secret", join(directory, "outside"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function list(): Promise<readonly (readonly [string, string])[]> {
    return Array.fromAsync(readWorkingTree(directory), ({ path, mode }) => [path, mode] as const);
  }

  const everything = [
    ["dev/helmfile.yaml", "100644"],
    ["inside", "120000"],
    ["run me.sh", "100755"],
  ];

  it("reads a folder outside of git, without links that leave it", async () => expect(await list()).toEqual(everything));

  it("reads what git would track: new files, not ignored and not deleted ones", async () => {
    await writeFile(join(directory, ".gitignore"), "ignored\n");
    await writeFile(join(directory, "ignored"), "");
    await writeFile(join(directory, "deleted"), "");
    await execa("git", ["init", "--quiet"], { cwd: directory });
    await execa("git", ["add", "deleted"], { cwd: directory });
    await rm(join(directory, "deleted"));
    expect(await list()).toEqual([[".gitignore", "100644"], ...everything]);
  });

  it("becomes one commit of a bare repository", async () => {
    const path = join(folder, "bare.git");
    await writeGitRepository({ path, files: readWorkingTree(directory), date: new Date("2026-11-18T12:00:00Z") });
    const log = await execa("git", [`--git-dir=${path}`, "log", "--format=%cI %D", "--raw", "--abbrev=4"]);
    expect(log.stdout.replaceAll(/ [\da-f]{4} [\da-f]{4} /gu, " ")).toMatchInlineSnapshot(`
      "2026-11-18T12:00:00+00:00 HEAD -> main

      :000000 100644 A	dev/helmfile.yaml
      :000000 120000 A	inside
      :000000 100755 A	run me.sh"
    `);
  });

  describe("with a history", () => {
    async function commit(subject: string): Promise<void> {
      await execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", "-m", subject], {
        cwd: directory,
      });
    }

    it("has the subjects of its commits, which become commits of a bare repository", async () => {
      await execa("git", ["init", "--quiet"], { cwd: directory });
      expect(await readCommitSubjects(directory)).toEqual([]);
      await commit("feat: add billing\n\nIts body.");
      await commit("fix(dev): rename “billing”");
      const subjects = await readCommitSubjects(directory);
      expect(subjects).toEqual(["fix(dev): rename “billing”", "feat: add billing"]);

      const path = join(folder, "bare.git");
      await writeGitRepository({ path, files: readWorkingTree(directory), date: new Date("2026-11-18T12:00:00Z"), subjects });
      const { stdout: log } = await execa("git", [`--git-dir=${path}`, "log", "--format=%s", "main"]);
      expect(log.split("\n")).toEqual(subjects);
      const { stdout: files } = await execa("git", [`--git-dir=${path}`, "ls-tree", "-r", "--name-only", "main"]);
      expect(files.split("\n")).toEqual(everything.map(([file]) => file));
    });

    it("has none outside of git and none of the repository that it lies in", async () => {
      expect(await readCommitSubjects(directory)).toEqual([]);
      await execa("git", ["init", "--quiet"], { cwd: directory });
      await commit("feat: add billing");
      expect(await readCommitSubjects(join(directory, "dev"))).toEqual([]);
    });
  });
});
