/** A commit with its changes of the requested files. */
export interface PatchedCommit {
  readonly id: string;
  /** Committer time, in milliseconds since 1970 UTC. */
  readonly time: number;
  /** The first parent; undefined for a root commit. */
  readonly parent: string | undefined;
  readonly files: readonly FilePatch[];
}

/** A commit's change of one file. */
export interface FilePatch {
  /** The paths in the first line of its diff. */
  readonly header: string;
  readonly kind: "added" | "changed" | "deleted";
  readonly hunks: readonly Hunk[];
}

/** Lines that are replaced by others. Numbers count from 1, in the text after the change. */
export interface Hunk {
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Whether the last added line ends the file without a newline. */
  readonly isUnterminated?: boolean;
}

/** Arguments for `git log` that {@link parsePatches} understands, whatever the user's git config says. */
export const patchOptions = [
  "--first-parent",
  "--diff-merges=first-parent",
  "--reverse",
  "--patch",
  "--unified=0",
  "--inter-hunk-context=0",
  "--no-renames",
  "--text",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--no-show-signature",
  "--no-notes",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--format=commit %H %ct %P",
] as const;

interface OpenHunk {
  readonly start: number;
  readonly removed: string[];
  readonly added: string[];
  removedLeft: number;
  addedLeft: number;
  isUnterminated?: boolean;
}

interface OpenFile {
  readonly header: string;
  kind: FilePatch["kind"];
  readonly hunks: OpenHunk[];
}

type OpenCommit = Omit<PatchedCommit, "files"> & { readonly files: OpenFile[] };

/** Reads the output of `git log`, line by line. The counts at the start of each hunk separate content from headers. */
export async function* parsePatches(chunks: AsyncIterable<string>): AsyncGenerator<PatchedCommit> {
  let commit: OpenCommit | undefined;
  let hunk: OpenHunk | undefined;
  for await (const lines of splitLines(chunks)) {
    for (const line of lines) {
      if (hunk !== undefined && takeContent(hunk, line)) continue;
      hunk = undefined;
      if (line.startsWith("commit ")) {
        if (commit !== undefined) yield commit;
        commit = openCommit(line);
      } else if (commit !== undefined) hunk = readHeader(commit, line);
    }
  }
  if (commit !== undefined) yield commit;
}

function takeContent(hunk: OpenHunk, line: string): boolean {
  if (line.startsWith("\\")) {
    // Behind the removed lines it speaks of the old file.
    if (hunk.added.length > 0) hunk.isUnterminated = true;
    return true;
  }
  if (hunk.removedLeft > 0 && line.startsWith("-")) {
    hunk.removedLeft -= 1;
    hunk.removed.push(line.slice(1));
    return true;
  }
  if (hunk.addedLeft > 0 && line.startsWith("+")) {
    hunk.addedLeft -= 1;
    hunk.added.push(line.slice(1));
    return true;
  }
  return false;
}

function openCommit(line: string): OpenCommit {
  const [, id = "", time = "", parent] = line.split(" ");
  return { id, time: Number(time) * 1000, parent: parent === "" ? undefined : parent, files: [] };
}

function readHeader({ files }: OpenCommit, line: string): OpenHunk | undefined {
  const file = files.at(-1);
  if (line.startsWith("diff --git ")) files.push({ header: line.slice("diff --git ".length), kind: "changed", hunks: [] });
  else if (file === undefined) return undefined;
  else if (line.startsWith("new file mode ")) file.kind = "added";
  else if (line.startsWith("deleted file mode ")) file.kind = "deleted";
  else if (line.startsWith("@@ ")) return openHunk(file, line);
  return undefined;
}

function openHunk({ hunks }: OpenFile, line: string): OpenHunk {
  const match = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
  const [, removedLeft = "1", start = "1", addedLeft = "1"] = match ?? [];
  // If a hunk adds nothing, git gives the number of the line before it.
  const first = Number(addedLeft) === 0 ? Number(start) + 1 : Number(start);
  const hunk = { start: first, removed: [], added: [], removedLeft: Number(removedLeft), addedLeft: Number(addedLeft) };
  hunks.push(hunk);
  return hunk;
}

async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") yield [rest];
}
