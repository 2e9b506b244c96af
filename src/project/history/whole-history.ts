import { listRunningReleases, type HelmfileAt } from "../../promotion/index.ts";
import { openCommitReader, type CommitReader } from "../../io/git/commit-files.ts";
import { gitOrThrow } from "../../io/git/run-git.ts";
import type { Surroundings } from "../../helmfile/index.ts";
import { needsAsking, type TemplateSettings } from "../reading/asked-helmfile.ts";
import { readDeclared, type DeclaredReleases } from "../reading/declared-releases.ts";
import { createSkeletons, type Skeletons } from "./skeletons.ts";

/** A helmfile whose history is read together with all files that it pulls in. */
export interface WholeRequest {
  /** The root of the repository. */
  readonly root: string;
  /** The commit at which history ends. */
  readonly commit: string;
  /** From the root. */
  readonly path: string;
  readonly settings?: TemplateSettings | undefined;
}

/** A helmfile's history, the commits that could not be read, and why the first could not. */
export interface WholeHistory {
  readonly entries: readonly HelmfileAt[];
  readonly unreadable: readonly string[];
  readonly reason: string;
}

interface ReadAt {
  readonly declared: DeclaredReleases;
  readonly visited: ReadonlySet<string>;
  readonly listed: ReadonlySet<string>;
}

/** Everything that decides about a helmfile at one commit, links and what was looked for in vain included. */
async function readAt({ reader, skeletons }: Readers, { commit, path, settings }: Omit<WholeRequest, "root">): Promise<ReadAt> {
  return await reader.read(commit, async (files) => {
    const known = skeletons.find(files);
    if (known !== undefined) return { declared: known, visited: files.visited, listed: files.listed };
    const read = (around: Surroundings): Promise<DeclaredReleases> =>
      readDeclared({ path, files: around, ...(settings !== undefined && { settings }) });
    const declared = await read(files);
    // Plain files are read faster than they are compared.
    if (declared.involved.some((file) => needsAsking(file))) await skeletons.learn(files, declared, read);
    return { declared, visited: files.visited, listed: files.listed };
  });
}

interface Readers {
  readonly reader: CommitReader;
  readonly skeletons: Skeletons;
}

/**
 * Reads the helmfile at every commit that changed any of the files that decide about it. Each reading may name further files, so that
 * the log is asked again until it names none.
 */
export async function readWholeHistory({ root, commit, ...helmfile }: WholeRequest): Promise<WholeHistory> {
  await using reader = await openCommitReader(root);
  const readers: Readers = { reader, skeletons: createSkeletons() };
  const readings = new Map<string, ReadAt>();
  let paths = new Set<string>();
  let grown = new Set([helmfile.path]);
  const listed = new Set<string>();
  const take = ({ visited, listed: folders }: ReadAt): void => {
    for (const path of visited) grown.add(path);
    for (const path of folders) listed.add(path);
  };
  take(await readAt(readers, { commit, ...helmfile }));
  for (;;) {
    paths = grown;
    const size = paths.size + listed.size;
    const commits = await listCommits(root, commit, [...deepest([...paths]), ...listed]);
    grown = new Set(paths);
    // The newest first: commits that follow each other differ least.
    for (const { id } of commits.toReversed()) {
      const reading = readings.get(id) ?? (await readAt(readers, { commit: id, ...helmfile }));
      readings.set(id, reading);
      take(reading);
    }
    if (grown.size + listed.size === size) return toHistory(commits, readings, helmfile.path);
  }
}

interface LoggedCommit {
  readonly id: string;
  readonly time: number;
}

async function listCommits(root: string, commit: string, paths: readonly string[]): Promise<readonly LoggedCommit[]> {
  const settings = ["--literal-pathspecs", "-c", "log.follow=false", "-c", "log.showSignature=false"];
  const format = ["--first-parent", "--diff-merges=first-parent", "--reverse", "--format=%H %ct"];
  const output = await gitOrThrow(root, [...settings, "log", ...format, "--end-of-options", commit, "--", ...paths]);
  return output.split("\n").flatMap((line) => {
    const [id = "", time] = line.split(" ");
    return time === undefined ? [] : [{ id, time: Number(time) * 1000 }];
  });
}

/** Without folders of other paths, which would name every commit below them. */
function deepest(paths: readonly string[]): readonly string[] {
  const parents = new Set(paths.flatMap((path) => path.split("/").map((_, index, parts) => parts.slice(0, index).join("/"))));
  return paths.filter((path) => !parents.has(path));
}

function toHistory(commits: readonly LoggedCommit[], readings: ReadonlyMap<string, ReadAt>, path: string): WholeHistory {
  const unreadable: string[] = [];
  let reason = "";
  const entries = commits.flatMap((commit): HelmfileAt[] => {
    const declared = readings.get(commit.id)?.declared;
    if (declared === undefined) return [];
    const { notUnderstood } = declared;
    if (notUnderstood !== undefined) {
      if (unreadable.length === 0) reason = `${placeOf(notUnderstood.path, path)}line ${notUnderstood.line}: ${notUnderstood.reason}`;
      unreadable.push(commit.id);
    }
    return [{ commit, releases: notUnderstood === undefined ? listRunningReleases(declared) : undefined }];
  });
  return { entries, unreadable, reason };
}

function placeOf(path: string | undefined, asked: string): string {
  return path === undefined || path === asked ? "" : `${path}, `;
}
