import { day } from "../core/time.ts";
import { isoTime, settleCommitTimes, type Commit } from "../promotion/index.ts";
import type { Audit, AuditedEnvironment } from "./audit.generated.ts";
import { comparePair } from "./environment-pair.ts";
import { listRuns, type Branch, type FileHistory } from "./release-runs.ts";

/** An environment and the histories of its files. */
export interface EnvironmentHistory {
  readonly name: string;
  /** The environment before it. */
  readonly follows?: string | undefined;
  readonly files: readonly FileHistory[];
}

/** Everything that an audit is computed from. */
export interface AuditInput {
  /** In the order of promotion, upstream first. */
  readonly environments: readonly EnvironmentHistory[];
  /** All first parents of the branch, oldest first. */
  readonly mainline: readonly Commit[];
  /** The moment of the audit, in milliseconds since 1970 UTC. Later dates are moved to it. */
  readonly now: number;
  /** In milliseconds. */
  readonly soak: number;
  /** By commit: whether a bot is its author. */
  readonly bots: ReadonlyMap<string, boolean>;
  readonly isComplete: boolean;
  readonly warnings: readonly string[];
}

/** Audits the histories of environments. */
export function auditHistories({ environments, mainline, now, soak, bots, isComplete, warnings }: AuditInput): Audit {
  const times = settleCommitTimes({ commits: mainline, seen: [] }, now);
  const branch: Branch = { times, ranks: new Map(mainline.map(({ id }, rank) => [id, rank])), now };
  const runs = environments.map(({ name, files }) => ({ name, releases: listRuns(files, branch) }));
  const [first, last] = [mainline[0], mainline.at(-1)];
  const changed = new Set(environments.flatMap(({ files }) => files.flatMap(({ history }) => history.map(({ commit }) => commit.id))));
  return {
    commit: last?.id ?? "",
    ...(first !== undefined && { from: isoTime(times.get(first.id)?.begins ?? first.time) }),
    until: isoTime(last === undefined ? now : (times.get(last.id)?.begins ?? last.time)),
    soakDays: soak / day,
    environments: environments.map(describeEnvironment),
    pairs: runs.flatMap((downstream) => {
      const [upstream, ...earlier] = listUpstreams(downstream.name, environments).flatMap((name) =>
        runs.filter((one) => one.name === name),
      );
      return upstream === undefined ? [] : [comparePair({ upstream, downstream, earlier, branch, soak, bots })];
    }),
    dates: { commits: changed.size, moved: [...changed].filter((id) => times.get(id)?.fault !== undefined).length },
    isComplete,
    warnings,
  };
}

/** The environments before one, the nearest first. */
function listUpstreams(name: string, environments: AuditInput["environments"]): readonly string[] {
  const upstreams: string[] = [];
  let next = environments.find((environment) => environment.name === name)?.follows;
  while (next !== undefined && !upstreams.includes(next)) {
    upstreams.push(next);
    const current = next;
    next = environments.find((environment) => environment.name === current)?.follows;
  }
  return upstreams;
}

/** The commits whose authors an audit asks for. */
export function listChangingCommits({ files }: EnvironmentHistory): readonly string[] {
  return files.flatMap(({ history }) => history.map(({ commit }) => commit.id));
}

function describeEnvironment({ name, files }: EnvironmentHistory): AuditedEnvironment {
  const now = files.flatMap(({ history }) => history.at(-1)?.releases ?? []);
  const entries = files.flatMap(({ history }) => history);
  return {
    name,
    files: files.map(({ path }) => path),
    releases: now.length,
    unreadable: { commits: entries.filter(({ releases }) => releases === undefined).length, of: entries.length },
    inexact: now.flatMap(({ name: release, version, range, doubt }) =>
      version === undefined ? [{ release, reason: doubt ?? `"${range ?? ""}" is not an exact version` }] : [],
    ),
  };
}
