import { gitOrThrow } from "./run-git.ts";

const format = "--format=%H%x00%P%x00%an <%ae>";

/** The author of each commit, as `Name <address>`: of a merge, the author of what it merges. */
export async function listAuthors(directory: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const described = await describe(directory, ids);
  const merged = new Map(described.flatMap(({ id, parents: [, second] }) => (second === undefined ? [] : [[id, second] as const])));
  const authors = new Map((await describe(directory, [...new Set(merged.values())])).map(({ id, author }) => [id, author]));
  return new Map(described.map(({ id, author }) => [id, authors.get(merged.get(id) ?? "") ?? author]));
}

interface Described {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
}

async function describe(directory: string, ids: readonly string[]): Promise<readonly Described[]> {
  if (ids.length === 0) return [];
  const args = ["log", "--no-walk=unsorted", "--no-show-signature", "--no-color", format, "--stdin"];
  const text = await gitOrThrow(directory, args, { input: `${ids.join("\n")}\n` });
  return text.split("\n").map((line) => {
    const [id = "", parents = "", author = ""] = line.split("\0");
    return { id, parents: parents.split(" ").filter((parent) => parent !== ""), author };
  });
}
