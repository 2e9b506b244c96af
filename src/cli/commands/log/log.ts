import { renderJson } from "../../../core/json-text.ts";
import { printable } from "../../terminal/printable.ts";
import { suggestName } from "../../../core/suggestion.ts";
import { parseMoment, parseNow } from "../../../core/time.ts";
import { UserError } from "../../../core/user-error.ts";
import { describeCommits } from "../../../io/git/describe-commits.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import { recall } from "../../../project/evidence/recall.ts";
import {
  findFreeze,
  foreseeRevert,
  isoTime,
  listEnvironmentChanges,
  type EnvironmentChange,
  type PastChange,
  type RunningRelease,
} from "../../../promotion/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { renderLog, type Log, type LoggedChange } from "./text.ts";

export interface LogOptions {
  readonly directory: string;
  readonly json: boolean;
  readonly environment: string;
  readonly since: string;
  readonly now?: string | undefined;
}

/** So many changes are shown, newest first. */
const limit = 50;

/** `desalt log`: what changed in an environment, whether the check was asked, and how to take it back. Asks no remote. */
export async function runLog({ directory, json, environment, ...options }: LogOptions): Promise<ExitCode> {
  const now = parseNow(options.now, Date.now());
  const since = parseSince(options.since, now);
  await findGitRoot(directory);
  const { input, recorded, past, warnings } = await recall(directory, now);
  const { gateInput } = input;
  const { environments } = gateInput.fleet;
  const subject = environments.find(({ name }) => name === environment);
  if (subject === undefined) {
    const names = environments.map(({ name }) => name);
    throw new UserError({ message: `environment "${environment}" was not found`, hint: suggestName(environment, names, "environments") });
  }
  warn(warnings);
  const all = listEnvironmentChanges(gateInput, environment);
  const shown = all.filter(({ time }) => time >= since).slice(0, limit);
  const [older] = all.slice(shown.length);
  const commits = await describeCommits(
    directory,
    shown.map(({ commit }) => commit),
  );
  const freeze = findFreeze(gateInput.decisions, subject, now);
  const holds = gateInput.decisions.hold.filter(({ until }) => until === undefined || now < until);
  const log: Log = {
    environment,
    since: isoTime(since),
    tip: gateInput.mainline.commits.at(-1)?.id ?? "",
    ...(freeze && { freeze: { until: isoTime(freeze.until), reason: freeze.reason } }),
    holds: holds.map(({ release, version, reason }) => ({ release, version, reason })),
    ...(recorded.lastRun !== undefined && { lastRun: isoTime(recorded.lastRun) }),
    past: past.filter((item) => item.environment === environment && item.ended === undefined),
    changes: shown.map((change): LoggedChange => {
      const { isMerge = false, subject: message = "" } = commits.get(change.commit) ?? {};
      const { verdict, reasons } = foreseeRevert(gateInput, environment, change);
      return {
        ...describeChange(change, past),
        subject: printable(message).slice(0, 100),
        revert: { command: `git revert ${isMerge ? "-m 1 " : ""}${change.commit}`, check: verdict, reasons },
      };
    }),
    ...(older !== undefined && { before: { commit: older.commit, at: isoTime(older.time) } }),
  };
  process.stdout.write(json ? renderJson(log) : renderLog(log, now));
  return 0;
}

function describeChange(
  { commit, time, releases, isUnread }: EnvironmentChange,
  past: readonly PastChange[],
): Omit<LoggedChange, "subject" | "revert"> {
  return {
    commit,
    at: isoTime(time),
    ...(isUnread && { unreadable: true as const }),
    releases: releases.map(({ from, to }) => {
      const name = to?.name ?? from?.name ?? "";
      const finding = past.find((item) => item.commit === commit && item.release === name);
      return {
        release: name,
        ...(from && { from: versionOf(from) }),
        ...(to && { to: versionOf(to) }),
        ...(finding && { past: finding.message }),
      };
    }),
  };
}

function versionOf({ version, range }: RunningRelease): string {
  return version ?? range ?? "no version";
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function parseSince(text: string, now: number): number {
  const [, amount, unit] = /^(\d{1,5})\s*([mhdw])$/u.exec(text.trim()) ?? [];
  const time =
    unit === "m" || unit === "h" || unit === "d" || unit === "w"
      ? now - Number(amount) * units[unit]
      : (parseMoment(text, now) ?? parseMoment(`${text} ago`, now));
  if (time !== undefined) return time;
  throw new UserError({ message: `"${text}" is not valid (--since)`, hint: 'write "24h", "7d", "2 days" or "2026-12-24"' });
}
