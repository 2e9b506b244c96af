import { printable, shellWord } from "../../terminal/printable.ts";
import { describePast, formatDays, type Foresight, type Gate, type PastChange } from "../../../promotion/index.ts";
import { gateLines } from "./text.ts";

/** A version that runs, since when, and the commit that brought it. */
interface Runs {
  readonly version: string;
  readonly since: string;
  readonly commit: string;
}

/** A decision about a release. */
export interface Decided {
  readonly kind: "approval" | "hold";
  readonly version: string;
  /** The environment of an approval. */
  readonly to?: string;
  readonly reason: string;
  readonly until?: string;
  /** The commit that brought it. Absent while it is not committed. */
  readonly commit?: string;
  readonly subject?: string;
}

/** All about one release in one following environment. Times are ISO 8601 in UTC. */
export interface Explanation {
  readonly environment: string;
  readonly upstream: string;
  readonly release: string;
  readonly runs?: Runs | undefined;
  readonly upstreamRuns?: Runs | undefined;
  /** Absent where the environment has no such release, or nothing gates it. */
  readonly gate?: Gate;
  readonly freeze?: { readonly until: string; readonly reason: string };
  readonly decisions: readonly Decided[];
  /** What came past the merge check, and still stands. */
  readonly past: readonly PastChange[];
  readonly lastRun?: string;
  /** The version that was asked about. */
  readonly asked?: Foresight & { readonly version: string };
}

/** Renders explanations for people, one block for each environment. */
export function renderExplanations(explanations: readonly Explanation[], now: number): string {
  return `${explanations.map((one) => renderExplanation(one, now).map(printable).join("\n")).join("\n\n")}\n`;
}

function renderExplanation(explanation: Explanation, now: number): readonly string[] {
  const { environment, upstream, release, runs, upstreamRuns, gate, freeze, decisions, past, lastRun, asked } = explanation;
  const lines: (readonly [label: string, text: string])[] = [
    [environment, describeRuns(runs)],
    [upstream, describeRuns(upstreamRuns)],
    ...(freeze === undefined ? [] : [["frozen", `until ${freeze.until}: ${freeze.reason}`] as const]),
    ...(gate === undefined ? [["gate", `${environment} has no gate for it`] as const] : gateLines(gate, { opened: new Set(), now })),
    ...(asked === undefined ? [] : [["asked", describeAsked(asked, environment)] as const]),
    ...decisions.map((one) => ["decided", describeDecision(one)] as const),
    ...past.map((one) => ["past", `${describePast(one)} came past the check: ${one.message}`] as const),
    ["promote", lastRun === undefined ? "has recorded no run" : `last recorded a run ${formatDays(now - Date.parse(lastRun))} ago`],
    ...listCommands(explanation),
  ];
  const width = Math.max(8, ...lines.map(([label]) => label.length));
  return [`${release} in ${environment}, which follows ${upstream}`, ...lines.map(([label, text]) => `  ${label.padEnd(width)} ${text}`)];
}

function describeRuns(runs: Runs | undefined): string {
  if (runs === undefined) return "does not run it, or nobody can tell which version";
  return `runs ${runs.version} since ${runs.since.slice(0, 10)} (commit ${runs.commit.slice(0, 10)})`;
}

function describeAsked({ version, verdict, reasons }: Foresight & { readonly version: string }, environment: string): string {
  return verdict === "passes"
    ? `the check lets ${version} into ${environment} now`
    : `the check refuses ${version} now: ${reasons.join("; ")}`;
}

function describeDecision({ kind, version, reason, until, commit, subject }: Decided): string {
  const by = commit === undefined ? "not committed yet" : `commit ${commit.slice(0, 10)}, ${(subject ?? "").slice(0, 80)}`;
  return `${kind} of ${version}${until === undefined ? "" : ` until ${until}`}: ${reason} (${by})`;
}

/** What people can do now: bring the version that was asked about or the newest that waits, a hotfix, or a stop. */
function listCommands({ environment, release, gate, freeze, asked }: Explanation): readonly (readonly [label: string, text: string])[] {
  const waiting = [...(gate?.held.filter(({ by }) => by !== "hold") ?? []), ...(gate?.soaking ?? [])].map(({ version }) => version);
  const ahead = [...waiting, ...(gate?.allowed ?? []).map(({ version }) => version)];
  const wanted = asked?.version ?? waiting.at(-1);
  const name = (version: string): string => shellWord(`${release}@${version}`);
  // Only such an approval counts in a freeze.
  const emergency = freeze === undefined ? "" : " --emergency";
  const approve = (version: string): string =>
    `npx desalt promote --approve ${name(version)} --to ${shellWord(environment)} --reason TEXT${emergency}`;
  const stopped = asked?.version ?? ahead.at(-1);
  return [
    ...(wanted === undefined ? [] : [["now", approve(wanted)] as const]),
    ["hotfix", approve("VERSION")],
    ...(stopped === undefined ? [] : [["stop", `npx desalt promote --hold ${name(stopped)} --reason TEXT`] as const]),
    ["", "each edits promotion.yaml, and counts once it is merged"],
  ];
}
