import type { LogLine } from "./log.ts";

/** What the log, and no report, says about a repository. */
export interface RepositoryRun {
  /** `done`, or why Renovate gave the repository up. Undefined if it never came to an end. */
  readonly result?: string;
  readonly ignorePaths: readonly string[];
  /** The patterns of the files that the manager for helmfiles reads. Empty if it is not enabled. */
  readonly helmfilePatterns: readonly string[];
}

/** Whether the config of the repository disables Renovate there. */
export function isDisabled({ result }: RepositoryRun): boolean {
  return result?.startsWith("disabled") === true;
}

/** Reads from the log of one repository how its run ended, and which files it looked at. */
export function parseRepositoryRun(log: readonly LogLine[]): RepositoryRun {
  let run: RepositoryRun = { ignorePaths: [], helmfilePatterns: [] };
  for (const { message, fields } of log) {
    const pattern = /^Using file pattern: (.+) for manager helmfile$/su.exec(message)?.[1];
    if (pattern !== undefined) run = { ...run, helmfilePatterns: [...run.helmfilePatterns, pattern] };
    const { ignorePaths, result } = fields;
    if (message === "Found repo ignorePaths" && Array.isArray(ignorePaths)) {
      run = { ...run, ignorePaths: ignorePaths.filter((path) => typeof path === "string") };
    }
    if (message === "Repository finished" && typeof result === "string") run = { ...run, result };
  }
  return run;
}
