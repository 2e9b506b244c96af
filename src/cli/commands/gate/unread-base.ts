import { matchesAny } from "../../../core/path-pattern.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { readSide } from "../../../project/read-side.ts";
import { compareReadings, noDecisions, refuseUnjudged, type GateFinding } from "../../../promotion/index.ts";
import type { ConfigReading, Folders } from "./sides.ts";

/** A change to a base whose config cannot be read. */
export interface UnreadBase {
  readonly issues: readonly Issue[];
  /** The head's config. */
  readonly head: ConfigReading;
  readonly folders: Folders;
  readonly changedFiles: readonly string[];
}

/**
 * Judges a change by the head's config, because the base's cannot be read: no version of a follower may change. Throws the
 * base's error if the head's cannot be read either, and the change touches a helmfile.
 */
export async function judgeByHead({ issues, head, folders, changedFiles }: UnreadBase): Promise<readonly GateFinding[]> {
  if (head.fleet === undefined) {
    const texts = changedFiles
      .filter((path) => /\.(?:ya?ml|gotmpl)$/u.test(path))
      .flatMap((path) => [readIfFile(folders.before, path) ?? "", readIfFile(folders.after, path) ?? ""]);
    if (texts.some((text) => /^\s*["']?(?:releases|bases|helmfiles)["']?\s*:/mu.test(text))) throw new UserError(issues);
    return [];
  }
  const { fleet } = head;
  const touched = fleet.environments.filter(
    ({ follows, helmfiles }) => follows !== undefined && changedFiles.some((path) => matchesAny(path, helmfiles)),
  );
  if (touched.length === 0) return [];
  // The base's decisions cannot be read without its config.
  const followers = { ...fleet, environments: touched, decisions: noDecisions, now: 0 };
  const {
    running,
    head: proposed,
    findings,
  } = compareReadings(followers, await readSide(followers, folders.before), await readSide(followers, folders.after));
  return [...findings, ...refuseUnjudged({ fleet: followers, running, head: proposed }, { rule: "config", file: "the config" })];
}
