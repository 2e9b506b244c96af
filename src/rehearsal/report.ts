import type { Behaviour } from "./behaviour.ts";
import { listRuns, type Beginning, type Journal, type RehearsalEvent } from "./journal.ts";
import type {
  Rehearsal,
  RehearsedChange,
  RehearsedEnvironment,
  RehearsedOffer,
  RehearsedRelease,
  UnknownRepository,
} from "./rehearsal.generated.ts";
import { average, averageBehind, countByWeek, round, soakedDays } from "./statistics.ts";

export interface ReportInput {
  readonly journal: Journal;
  readonly behaviour: Behaviour;
  /** Renovate's version. */
  readonly renovate: string;
  /** Chart repositories that could not be asked. */
  readonly unknown?: readonly UnknownRepository[];
  readonly notes: readonly string[];
}

/** Computes the report from the journal. */
export function makeReport({ journal, behaviour, renovate, notes, unknown = [] }: ReportInput): Rehearsal {
  const { moments, environments, events, breaches, starved, renovateRuns } = journal;
  const refused = events.filter(({ kind }) => kind === "refused");
  return {
    from: isoTime(moments[0] ?? 0),
    until: isoTime(moments.at(-1) ?? 0),
    days: moments.length - 1,
    behaviour,
    renovate: { version: renovate, runs: renovateRuns },
    environments: environments.map((environment) => describeEnvironment(journal, environment)),
    offered: events.flatMap(describeOffer),
    starved,
    refused: refused.map(({ at, environment, release, to, reason = "" }) => ({
      at: isoTime(at),
      environment,
      release,
      version: to,
      reason,
    })),
    breaches: breaches.map(({ at, environment, release, invariant, message }) => ({
      at: isoTime(at),
      environment,
      release,
      invariant,
      message,
    })),
    unknown,
    notes,
  };
}

function describeOffer({ kind, at, pullRequest, environment, release, from, to }: RehearsalEvent): RehearsedOffer[] {
  if (pullRequest === undefined || (kind !== "opened" && kind !== "updated")) return [];
  return [{ at: isoTime(at), pullRequest, environment, release, from, version: to }];
}

function describeEnvironment(journal: Journal, { name, follows }: Journal["environments"][number]): RehearsedEnvironment {
  const releases = journal.begin
    .filter(({ environment }) => environment === name)
    .map((beginning) => describeRelease(journal, beginning, follows));
  const soaks = releases.flatMap(({ changes }) => changes.flatMap((change) => change.soakedDays ?? []));
  return {
    name,
    ...(follows === undefined ? {} : { follows }),
    releases,
    weeks: countByWeek(journal, name),
    behindDays: round(average(releases.map(({ behindDays }) => behindDays))),
    ...(soaks.length === 0
      ? {}
      : {
          soaked: { versions: soaks.length, shortest: Math.min(...soaks), average: round(average(soaks)), longest: Math.max(...soaks) },
        }),
  };
}

function describeRelease(journal: Journal, beginning: Beginning, follows: string | undefined): RehearsedRelease {
  const { environment, release, version } = beginning;
  const runs = listRuns(journal, environment, release);
  const events = journal.events.filter(
    (event) => event.environment === environment && event.release === release && (event.kind === "merged" || event.kind === "rolled-back"),
  );
  const upstream = follows === undefined ? [] : listRuns(journal, follows, release);
  return {
    release,
    began: version,
    ended: runs.at(-1)?.version ?? version,
    behindDays: averageBehind(journal, beginning),
    changes: events.map((event) => describeChange(event, soakedDays(upstream, event.to, event.at))),
  };
}

function describeChange({ at, to, kind, by }: RehearsalEvent, soaked: number | undefined): RehearsedChange {
  const how = kind === "rolled-back" ? "rolled-back" : by === "automerge" ? "automerged" : "merged";
  return { at: isoTime(at), version: to, how, ...(soaked === undefined ? {} : { soakedDays: soaked }) };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/u, "Z");
}
