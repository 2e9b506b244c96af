import { printable } from "../../terminal/printable.ts";
import { describePast, formatDays, type Foresight, type PastChange } from "../../../promotion/index.ts";

/** What happened to an environment. Times are ISO 8601 in UTC. */
export interface Log {
  readonly environment: string;
  readonly since: string;
  /** The commit that is read. */
  readonly tip: string;
  readonly freeze?: { readonly until: string; readonly reason: string };
  readonly holds: readonly { readonly release: string; readonly version: string; readonly reason: string }[];
  /** When promote last recorded a run. */
  readonly lastRun?: string;
  /** What came past the merge check, and still stands. */
  readonly past: readonly PastChange[];
  /** Newest first. */
  readonly changes: readonly LoggedChange[];
  /** The last change before those. */
  readonly before?: { readonly commit: string; readonly at: string };
}

/** A commit that changed the environment. */
export interface LoggedChange {
  readonly commit: string;
  readonly at: string;
  readonly subject: string;
  readonly unreadable?: true;
  readonly releases: readonly {
    readonly release: string;
    readonly from?: string;
    readonly to?: string;
    /** Why the merge check would have refused it. */
    readonly past?: string;
  }[];
  readonly revert: { readonly command: string; readonly check: Foresight["verdict"]; readonly reasons: readonly string[] };
}

/** Renders a log for people. */
export function renderLog(log: Log, now: number): string {
  const { environment, freeze, holds, lastRun, past, changes, before } = log;
  const head = [
    `${environment} at commit ${log.tip.slice(0, 10)}`,
    `  freeze   ${freeze === undefined ? "none" : `until ${freeze.until}: ${freeze.reason}`}`,
    ...(holds.length === 0
      ? ["  holds    none"]
      : holds.map(({ release, version, reason }) => `  hold     ${release} ${version}: ${reason}`)),
    `  promote  ${lastRun === undefined ? "has recorded no run" : `last recorded a run ${formatDays(now - Date.parse(lastRun))} ago, on ${moment(lastRun)}`}`,
    ...past.map((item) => `  past     ${describePast(item)} came past the check`),
  ];
  const blocks = changes.map((change) => renderChange(change));
  const earlier = before === undefined ? "" : `; the change before is commit ${before.commit.slice(0, 10)} of ${moment(before.at)}`;
  const end =
    changes.length === 0 ? `nothing changed since ${moment(log.since)}${earlier}` : `that is all since ${moment(log.since)}${earlier}`;
  const lines = [head, ...blocks, [end]].map((block) => block.map(printable).join("\n"));
  return `${lines.join("\n\n")}\n`;
}

function renderChange({ commit, at, subject, unreadable, releases, revert }: LoggedChange): readonly string[] {
  const reasons = revert.reasons.length === 0 ? "" : `: ${revert.reasons.join("; ")}`;
  return [
    `${moment(at)}  ${commit.slice(0, 10)}  ${subject}`,
    ...(unreadable === true ? ["  the helmfile cannot be read since"] : []),
    ...releases.map(
      ({ release, from, to, past }) =>
        `  ${release}  ${from ?? "added"} → ${to ?? "removed"}${past === undefined ? "" : `  past the check: ${past}`}`,
    ),
    `  back: ${revert.command}`,
    `        ${verdicts[revert.check]}${reasons}`,
  ];
}

const verdicts = {
  passes: "the check lets that through",
  refused: "the check refuses that",
  conflicts: "git cannot do that alone",
  unknown: "nobody can say what the check would do",
} as const;

function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
