import { gitOrThrow, runGit } from "./run-git.ts";

/** The commit that is checked out in a folder. */
export interface CheckedOutCommit {
  readonly commit: string;
  readonly subject: string;
  /** `Name <address>`. */
  readonly author: string;
  /** Whether files have uncommitted changes. */
  readonly isDirty: boolean;
}

/** Reads the commit that is checked out. Throws a `UserError` outside of a repository. */
export async function readCheckedOutCommit(directory: string): Promise<CheckedOutCommit> {
  const [commit = "", subject = "", author = ""] = (await gitOrThrow(directory, ["log", "-1", "--format=%H%n%s%n%an <%ae>"])).split("\n");
  const changed = await gitOrThrow(directory, ["status", "--porcelain", "--untracked-files=no"]);
  return { commit, subject, author, isDirty: changed !== "" };
}

/** Two repositories on one forge, by name. */
export interface Siblings {
  /** `owner/name` of the checked-out one; if unknown, the last two parts of its address. */
  readonly own: string | undefined;
  readonly other: string;
}

/** The address of the remote `origin`; undefined if there is none. */
export async function findOriginUrl(directory: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["remote", "get-url", "origin"]);
  return exitCode === 0 ? stdout : undefined;
}

/** The address of another repository on the same forge, in the same way: with https or ssh, with `.git` at its end or without. */
export function renderSiblingUrl(url: string, { own, other }: Siblings): string | undefined {
  const [, address = "", ending = ""] = /^(.+?)(\.git)?\/?$/u.exec(url) ?? [];
  if (own !== undefined && address.endsWith(own)) return `${address.slice(0, -own.length)}${other}${ending}`;
  const forge = /^(.*[/:])[^/:]+\/[^/]+$/u.exec(address)?.[1];
  return forge === undefined ? undefined : `${forge}${other}${ending}`;
}
