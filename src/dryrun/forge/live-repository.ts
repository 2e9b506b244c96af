import { mkdir, readdir, readFile as readDisk, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { UserError } from "../../core/user-error.ts";
import type { GeneratedFile } from "../../core/generated-file.ts";
import { openGitObjects } from "./git-objects.ts";
import { isolatedGitOrThrow, runIsolatedGit } from "./git-repository.ts";

/** A repository that Renovate pushes to. desalt changes it by git plumbing only, with its own dates. */
export interface LiveRepository {
  /** A folder whose `.git` is the repository. */
  readonly path: string;
  /** Commits by branch. */
  readBranches(): Promise<ReadonlyMap<string, string>>;
  readFile(commit: string, path: string): Promise<string>;
  /** Changes files on the default branch. */
  commit(change: LiveCommit): Promise<void>;
  /** Merges a branch as one commit, and deletes it. Returns false if it conflicts. */
  merge(branch: string, commit: Omit<LiveCommit, "files">): Promise<boolean>;
  /** The common ancestor of a branch and the default branch. */
  findBase(commit: string): Promise<string>;
  /** Gives commits that Renovate pushed to the default branch the date of the rehearsal. Returns whether there were any. */
  adoptPushes(time: number): Promise<boolean>;
  close(): Promise<void>;
}

interface LiveCommit {
  readonly files: readonly GeneratedFile[];
  readonly message: string;
  /** Milliseconds. */
  readonly time: number;
}

/** Opens a repository made by `writeGitRepository`; `folder` is for temporary files. */
export async function openLiveRepository(path: string, folder: string): Promise<LiveRepository> {
  await mkdir(folder, { recursive: true });
  const gitFolder = join(path, ".git");
  const objects = openGitObjects(gitFolder);
  const git = (...args: readonly string[]): Promise<string> =>
    isolatedGitOrThrow([`--git-dir=${gitFolder}`, ...args], { keepNewline: true });
  const readTip = async (branch: string): Promise<string> => (await readDisk(join(gitFolder, "refs/heads", branch), "utf8")).trim();
  let tip = await readTip("main");
  const history = new Set([tip]);

  async function commit({ files, message, time }: LiveCommit, from = tip): Promise<void> {
    const header = `commit refs/heads/main\ncommitter desalt <desalt@example.com> ${Math.floor(time / 1000)} +0000\n`;
    const changes = files.map(({ path: file, text }) => `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    const input = `${header}data ${Buffer.byteLength(message)}\n${message}\nfrom ${from}\n${changes.join("")}done\n`;
    await isolatedGitOrThrow([`--git-dir=${gitFolder}`, "fast-import", "--quiet", "--force"], { input });
    tip = await readTip("main");
    history.add(tip);
  }

  const readFile = (at: string, file: string): Promise<string> => objects.read(`${at}:${file}`);

  async function findBase(from: string): Promise<string> {
    let at = from;
    while (!history.has(at)) {
      const parent = /^parent ([0-9a-f]+)$/mu.exec(await objects.read(at))?.[1];
      if (parent === undefined) throw new Error(`the branch of ${from} has nothing in common with the default branch`);
      at = parent;
    }
    return at;
  }

  /** Merges as `git merge` does, but without a working tree. */
  async function mergeFile(file: string, base: string, theirs: string): Promise<GeneratedFile | undefined> {
    const texts = [await readFile(tip, file), await readFile(base, file), await readFile(theirs, file)];
    if (texts[0] === texts[1]) return { path: file, text: texts[2] ?? "" };
    const paths = ["ours", "base", "theirs"].map((name) => join(folder, name));
    for (const [number, text] of texts.entries()) await writeFile(paths[number] ?? "", text);
    const { exitCode, stdout } = await runIsolatedGit(["merge-file", "-p", "-q", ...paths], { keepNewline: true });
    return exitCode === 0 ? { path: file, text: stdout } : undefined;
  }

  return {
    path,
    readFile,
    findBase,
    commit: (change) => commit(change),
    readBranches: () => readReferences(join(gitFolder, "refs/heads")),
    async merge(branch, about) {
      const theirs = await readTip(branch);
      const base = await findBase(theirs);
      const files: GeneratedFile[] = [];
      for (const file of listChangedFiles(await git("diff-tree", "-r", "-z", "--name-status", "--no-renames", base, theirs), branch)) {
        const merged = await mergeFile(file, base, theirs);
        if (merged === undefined) return false;
        files.push(merged);
      }
      await commit({ ...about, files });
      await git("update-ref", "-d", `refs/heads/${branch}`);
      return true;
    },
    async adoptPushes(time) {
      const pushed = await readTip("main");
      if (pushed === tip) return false;
      const before = tip;
      const listed = listChangedFiles(await git("diff-tree", "-r", "-z", "--name-status", "--no-renames", before, pushed), "main");
      const files = await Promise.all(listed.map(async (file) => ({ path: file, text: await readFile(pushed, file) })));
      await commit({ files, time, message: await git("log", "-1", "--format=%B", pushed) }, before);
      return true;
    },
    close: () => objects.close(),
  };
}

function listChangedFiles(listing: string, branch: string): readonly string[] {
  const fields = listing.split("\0");
  const files: string[] = [];
  for (let number = 0; number + 1 < fields.length; number += 2) {
    const file = fields[number + 1] ?? "";
    files.push(file);
    if (fields[number] === "M") continue;
    throw new UserError({
      message: `Renovate's branch "${branch}" adds or removes "${file}", which a rehearsal cannot merge`,
      hint: "limit Renovate to versions in helmfiles for the rehearsal",
    });
  }
  return files;
}

/** Reads references from their files, because nothing has packed them in such a new repository. */
async function readReferences(folder: string): Promise<ReadonlyMap<string, string>> {
  const references = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(".lock")) continue;
    const path = join(entry.parentPath, entry.name);
    references.set(relative(folder, path).split(sep).join("/"), (await readDisk(path, "utf8")).trim());
  }
  return references;
}
