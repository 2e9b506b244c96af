import type { DatedCommit } from "./first-parents.ts";
import { gitOrThrow } from "./run-git.ts";

/** Files after a commit that changed one of them. */
export interface FileVersions {
  readonly commit: DatedCommit;
  /** By path. Files that the commit lacks are absent. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads all versions of files along first parents, oldest first, with two processes. Paths are relative to the folder. */
export async function readFileVersions(
  directory: string,
  { commit, paths }: { readonly commit: string; readonly paths: readonly string[] },
): Promise<readonly FileVersions[]> {
  const log = ["--literal-pathspecs", "rev-list", "--first-parent", "--timestamp", "--reverse", "--end-of-options", commit, "--", ...paths];
  const lines = (await gitOrThrow(directory, log)).split("\n").filter((line) => line !== "");
  const commits = lines.map((line) => {
    const [seconds = "", id = ""] = line.split(" ");
    return { id, time: Number(seconds) * 1000 };
  });
  if (commits.length === 0) return [];
  const input = commits.flatMap(({ id }) => paths.map((path) => `${id}:./${path}\n`)).join("");
  // Sizes are in bytes, which latin1 keeps.
  const output = await gitOrThrow(directory, ["cat-file", "--batch"], { input, encoding: "latin1", keepNewline: true });
  const texts = [...splitObjects(output)];
  return commits.map((changed, index) => ({
    commit: changed,
    texts: new Map(
      paths.flatMap((path, rank) => {
        const text = texts[index * paths.length + rank];
        return text === undefined ? [] : [[path, text] as const];
      }),
    ),
  }));
}

/** The text of each object that `cat-file` answered with; undefined for one that does not exist. */
function* splitObjects(output: string): Generator<string | undefined> {
  let position = 0;
  while (position < output.length) {
    const end = output.indexOf("\n", position);
    const size = /^[0-9a-f]+ \w+ (\d+)$/u.exec(output.slice(position, end))?.[1];
    position = end + 1;
    if (size === undefined) {
      yield undefined;
      continue;
    }
    const length = Number(size);
    yield Buffer.from(output.slice(position, position + length), "latin1").toString("utf8");
    position += length + 1;
  }
}
