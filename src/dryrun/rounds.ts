import { findGivenUp, leaveOut, type GivenUp } from "./plan/given-up.ts";
import { parseFailedRequests } from "./plan/lookup-cause.ts";
import { isLoggedAs, type LogLine } from "./renovate/log.ts";
import type { FailedRequest } from "./renovate/request-watch.ts";
import type { RenovateOutput } from "./renovate/process.ts";
import { parseReport, type RepositoryReport } from "./renovate/report.ts";
import { parseRepositoryRun, type RepositoryRun } from "./renovate/repository-run.ts";

/** What is known about a repository after the last of Renovate's runs over it. */
export interface RepositoryOutcome {
  readonly run: RepositoryRun;
  readonly report: RepositoryReport | undefined;
  /** The log of that run. */
  readonly log: readonly LogLine[];
  /** The failed requests of all runs, those of this repository's last. */
  readonly failedRequests: readonly FailedRequest[];
  /** What that run left out. */
  readonly givenUp: readonly GivenUp[];
  readonly exitCode: number;
  /** Why that run was stopped. */
  readonly stopped?: string;
}

export interface Rounds {
  /** Names of repositories. */
  readonly repositories: readonly string[];
  /** Runs Renovate over some repositories, with these options of its global config. */
  readonly run: (repositories: readonly string[], config: ReturnType<typeof leaveOut>) => Promise<RenovateOutput>;
  /** Is told of the registries that the next run leaves out. */
  readonly onLeaveOut?: (hosts: readonly string[]) => void;
}

/** One run for the repository that failed, one for its host, and two for hosts that only show after these. */
const mostRounds = 5;

/**
 * Runs Renovate until every repository is planned. For one registry that fails, Renovate gives a whole repository up: the next run
 * leaves that registry out, and has only the repositories that were given up.
 */
export async function runInRounds({ repositories, run, onLeaveOut }: Rounds): Promise<ReadonlyMap<string, RepositoryOutcome>> {
  const outcomes = new Map<string, RepositoryOutcome>();
  let pending = repositories;
  let givenUp: readonly GivenUp[] = [];
  for (let round = 1; round <= mostRounds && pending.length > 0; round += 1) {
    const output = await run(pending, leaveOut(givenUp));
    const reports = output.report === undefined ? new Map<string, RepositoryReport>() : parseReport(output.report);
    for (const name of pending) outcomes.set(name, readOutcome(output, { name, reports, givenUp, before: outcomes.get(name) }));
    pending = pending.filter((name) => isGivenUp(outcomes.get(name)));
    const log = pending.flatMap((name) => outcomes.get(name)?.log ?? []);
    const more = findGivenUp({ log, overdue: output.overdue }, givenUp);
    if (more.length === 0) break;
    givenUp = [...givenUp, ...more];
    if (pending.length > 0) onLeaveOut?.([...new Set(more.map(({ host }) => host))]);
  }
  return outcomes;
}

function isGivenUp(outcome: RepositoryOutcome | undefined): boolean {
  return outcome === undefined || outcome.report === undefined || outcome.run.result === "external-host-error";
}

interface OutcomeContext {
  readonly name: string;
  readonly reports: ReadonlyMap<string, RepositoryReport>;
  readonly givenUp: readonly GivenUp[];
  readonly before: RepositoryOutcome | undefined;
}

function readOutcome(output: RenovateOutput, { name, reports, givenUp, before }: OutcomeContext): RepositoryOutcome {
  const log = output.log.filter(({ repository }) => repository !== undefined && isLoggedAs(repository, name));
  return {
    run: parseRepositoryRun(log),
    report: reports.get(name),
    log,
    failedRequests: [...(before?.failedRequests ?? []), ...output.outages, ...parseFailedRequests(log)],
    givenUp,
    exitCode: output.exitCode,
    ...(output.overdue.length > 0 && { stopped: output.overdue.map(({ url, cause }) => `${url.host}: ${cause}`).join("; ") }),
  };
}
