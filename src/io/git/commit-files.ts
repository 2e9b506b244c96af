import { spawn } from "node:child_process";
import { dirname, join } from "node:path/posix";
import { findTool, programs } from "../programs/tools.ts";

/** Files of many commits, read through one git process. */
export interface CommitReader extends AsyncDisposable {
  /** Calls a function until all objects that it asks for are here. The function must be a pure one. */
  read<T>(commit: string, use: (files: CommitFiles) => T | Promise<T>): Promise<T>;
}

/** The files of one commit. Links are followed inside of the repository. */
interface CommitFiles {
  isFolder(path: string): boolean;
  readText(path: string): string | undefined;
  list(path: string): readonly string[];
  /** Every path at which an object was looked for: also links, and what they lead to. */
  readonly visited: ReadonlySet<string>;
  /** Folders whose names were listed. */
  readonly listed: ReadonlySet<string>;
}

interface GitObject {
  readonly type: string;
  readonly content: Buffer;
}

interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/** Thrown where an object is not here yet. */
class Missing extends Error {}

/** Opens a reader of a repository's commits. */
export async function openCommitReader(root: string): Promise<CommitReader> {
  const git = await findTool(programs.git);
  const env = { ...process.env, GIT_NO_REPLACE_OBJECTS: "1" };
  const child = spawn(git.path, ["-C", root, "cat-file", "--batch"], { stdio: ["pipe", "pipe", "ignore"], env });
  const answers = readAnswers(child.stdout);
  const objects = new Map<string, GitObject | undefined>();
  const trees = new Map<string, ReadonlyMap<string, TreeEntry>>();
  const fetchObject = async (id: string): Promise<void> => {
    child.stdin.write(`${id}\n`);
    objects.set(id, (await answers.next()).value ?? undefined);
  };
  const get = (id: string): GitObject | undefined => {
    if (!objects.has(id)) throw new Missing(id);
    return objects.get(id);
  };
  const treeOf = (id: string): ReadonlyMap<string, TreeEntry> => {
    const known = trees.get(id) ?? parseTree(get(id), id);
    trees.set(id, known);
    return known;
  };
  return {
    async read(commit, use) {
      for (;;) {
        try {
          return await use(filesOf(`${commit}^{tree}`, { treeOf, get }));
        } catch (error) {
          if (!(error instanceof Missing)) throw error;
          await fetchObject(error.message);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      child.kill();
    },
  };
}

interface Objects {
  readonly treeOf: (id: string) => ReadonlyMap<string, TreeEntry>;
  readonly get: (id: string) => GitObject | undefined;
}

function filesOf(rootTree: string, { treeOf, get }: Objects): CommitFiles {
  const visited = new Set<string>();
  const listed = new Set<string>();
  /** The entry at a path; `outside` for a link that leads out of the repository, or nowhere. */
  const find = (path: string, links = 0): TreeEntry | "outside" | undefined => {
    let entry: TreeEntry = { mode: "40000", id: rootTree };
    const parts = path === "." ? [] : path.split("/");
    for (const [index, part] of parts.entries()) {
      if (entry.mode !== "40000") return undefined;
      const here = parts.slice(0, index + 1).join("/");
      visited.add(here);
      const next = treeOf(entry.id).get(part);
      if (next === undefined) return undefined;
      if (next.mode !== "120000") {
        entry = next;
        continue;
      }
      const target = get(next.id)?.content.toString("utf8") ?? "";
      const to = join(dirname(here), target, ...parts.slice(index + 1));
      if (links > 20 || target.startsWith("/") || to === ".." || to.startsWith("../")) return "outside";
      return find(to, links + 1) ?? "outside";
    }
    return entry;
  };
  return {
    visited,
    listed,
    isFolder: (path) => {
      const entry = find(path);
      return entry === "outside" || entry?.mode === "40000" || entry?.mode === "160000";
    },
    readText: (path) => {
      const entry = find(path);
      if (entry === undefined || entry === "outside" || !entry.mode.startsWith("100")) return undefined;
      return get(entry.id)?.content.toString("utf8");
    },
    list: (path) => {
      listed.add(path);
      const entry = find(path);
      if (entry === undefined || entry === "outside" || entry.mode !== "40000") return [];
      return [...treeOf(entry.id).keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  };
}

function parseTree(object: GitObject | undefined, name: string): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  if (object?.type !== "tree") throw new Error(`git has no tree ${name}`);
  const { content } = object;
  // The root's name is longer than its identifier, whose length is that of the repository's hash.
  const width = hashWidth(content);
  for (let start = 0; start < content.length;) {
    const space = content.indexOf(0x20, start);
    const end = content.indexOf(0, space);
    const id = content.subarray(end + 1, end + 1 + width).toString("hex");
    entries.set(content.toString("utf8", space + 1, end), { mode: content.toString("utf8", start, space), id });
    start = end + 1 + width;
  }
  return entries;
}

/** 20 bytes for SHA-1, and 32 for SHA-256: the one with which the tree can be read to its end. */
function hashWidth(content: Buffer): number {
  for (const width of [20, 32]) {
    let start = 0;
    while (start < content.length && /^[0-7]{5,6} $/u.test(content.toString("latin1", start, content.indexOf(0x20, start) + 1))) {
      start = content.indexOf(0, start) + 1 + width;
    }
    if (start === content.length) return width;
  }
  return 20;
}

async function* readAnswers(stream: AsyncIterable<Buffer>): AsyncGenerator<GitObject | undefined> {
  let rest = Buffer.alloc(0);
  const chunks = stream[Symbol.asyncIterator]();
  const more = async (): Promise<void> => {
    const { done, value } = await chunks.next();
    if (done === true) throw new Error("git cat-file ended too early");
    rest = Buffer.concat([rest, value]);
  };
  for (;;) {
    while (!rest.includes(0x0a)) await more();
    const line = rest.indexOf(0x0a);
    const [, type = "", size] = /^\S+ (\w+) (\d+)$/u.exec(rest.toString("utf8", 0, line)) ?? [];
    rest = rest.subarray(line + 1);
    if (size === undefined) {
      yield undefined;
      continue;
    }
    while (rest.length <= Number(size)) await more();
    const content = Buffer.from(rest.subarray(0, Number(size)));
    rest = rest.subarray(Number(size) + 1);
    yield { type, content };
  }
}
