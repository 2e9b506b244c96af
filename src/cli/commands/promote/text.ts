import { styleText } from "node:util";
import { count } from "../../../core/count.ts";
import {
  describeSoak,
  versionKey,
  type AllowedVersion,
  type Gate,
  type GateChanges,
  type Gates,
  type PastChange,
  type SoakingVersion,
} from "../../../promotion/index.ts";

/** The result of `promote`. */
export interface GateReport {
  readonly gates: Gates;
  readonly changes: GateChanges;
  /** What came past the merge check, and still stands. */
  readonly past: readonly PastChange[];
  readonly outcome: string;
  readonly environments: readonly { readonly name: string; readonly follows?: string }[];
  readonly now: number;
  readonly color: boolean;
}

/** The output of `promote --json`. */
export function renderGatesJson({ gates, changes, past }: Pick<GateReport, "gates" | "changes" | "past">): unknown {
  return {
    gates: gates.gates.map(({ environment, release, chart, current, allowed, soaking, held, frozen, starved }) => ({
      environment,
      release,
      chart,
      current,
      allowed: allowed.map(({ version, since, until, commit, by, emergency }) => ({ version, since, until, commit, by, emergency })),
      soaking: soaking.map(({ version, since, opensAt }) => ({ version, since, opensAt })),
      held: held.map(({ version, reason, by }) => ({ version, reason, by })),
      frozen,
      starved,
    })),
    opened: changes.opened,
    drift: gates.drift,
    past,
  };
}

type Line = readonly [label: Label, text: string];
type Label = "frozen" | "opened" | "open" | "soaking" | "held" | "starved" | "drift" | "shared" | "past";

const colors = {
  frozen: "blue",
  opened: "green",
  open: "green",
  soaking: "yellow",
  held: "red",
  starved: "red",
  drift: "magenta",
  shared: "dim",
  past: "red",
} as const;

/** Renders gates for people, by environment: versions that opened, soak, or are blocked, and why. */
export function renderGates(report: GateReport): string {
  const opened = new Set(report.changes.opened.map((change) => changeKey(change, change.version)));
  const blocks = report.environments.flatMap(({ name, follows }) => {
    if (follows === undefined) return [];
    const gates = report.gates.gates.filter(({ environment }) => environment === name);
    const linesOfGates = gates.map((gate) => gateLines(gate, { opened, now: report.now }));
    const lines = [...freezeLines(gates), ...linesOfGates.flat(), ...driftLines(name, follows, report), ...pastLines(name, report)];
    const style = (format: "bold" | (typeof colors)[Label], text: string): string =>
      report.color ? styleText(format, text, { validateStream: false }) : text;
    const quiet = linesOfGates.filter((ofGate) => ofGate.length === 0).length;
    const body = lines.map(([label, text]) => `  ${style(colors[label], label.padEnd(8))} ${text}`);
    if (quiet > 0) body.push(`  ${count(quiet, "release has", "releases have")} no newer version upstream`);
    if (body.length === 0) body.push("  no release has a gate");
    return [`${style("bold", name)} follows ${follows}\n${body.join("\n")}`];
  });
  return `${[...blocks, report.outcome].join("\n\n")}\n`;
}

function freezeLines(gates: readonly Gate[]): Line[] {
  const frozen = gates.find((gate) => gate.frozen !== undefined)?.frozen;
  return frozen === undefined ? [] : [["frozen", `until ${frozen.until}: ${frozen.reason}`]];
}

function changeKey({ environment, release }: Pick<Gate, "environment" | "release">, version: string): string {
  return `${environment} ${release} ${versionKey(version)}`;
}

interface LineContext {
  /** Changes by {@link changeKey}. */
  readonly opened: ReadonlySet<string>;
  readonly now: number;
}

/** What a gate says, line by line. */
export function gateLines(gate: Gate, { opened, now }: LineContext): Line[] {
  const isNew = (version: string): boolean => opened.has(changeKey(gate, version));
  const move = (version: string): string => `${gate.release} ${gate.current} → ${version}`;
  const lines: Line[] = [
    ...gate.allowed.map((item): Line => [isNew(item.version) ? "opened" : "open", `${move(item.version)}: ${describeAllowed(gate, item)}`]),
    ...gate.soaking.map((item): Line => ["soaking", `${move(item.version)}: ${describeSoaking(gate, item, now)}`]),
    ...gate.held.map(({ version, reason, by }): Line => [
      by === "freeze" ? "frozen" : "held",
      `${move(version)}: ${by === "hold" ? "on hold: " : by === "verification" ? "verification: " : ""}${reason}`,
    ]),
  ];
  if (gate.starved !== undefined) lines.push(["starved", `${gate.release}: ${gate.starved}`]);
  if (lines.length > 0 && gate.sharedWith !== undefined) {
    lines.push([
      "shared",
      `${gate.release} shares its gate with ${gate.sharedWith.join(", ")}, because Renovate cannot distinguish releases of one chart`,
    ]);
  }
  return lines;
}

function describeAllowed({ upstream, environment }: Gate, { by, since, reason, lost, emergency }: AllowedVersion): string {
  const never = lost === undefined ? `has not run in ${upstream}` : `it ran, and ${lost}`;
  const ran = since === undefined ? never : `in ${upstream} since ${since.slice(0, 10)}`;
  if (by === "approval") return `approved for ${environment}${emergency === true ? " as an emergency" : ""} (${reason ?? ""}); ${ran}`;
  return by === "superseded" ? `${ran}, soaked in its successors` : `${ran}, soaked`;
}

function describeSoaking({ upstream }: Gate, item: SoakingVersion, now: number): string {
  return `${describeSoak(item, now)} in ${upstream}, opens ${renderMoment(item.opensAt)}`;
}

/** Only the day, if the time is midnight. */
function renderMoment(iso: string): string {
  return iso.endsWith("T00:00:00Z") ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function driftLines(name: string, follows: string, { gates }: GateReport): Line[] {
  return gates.drift
    .filter(({ environment }) => environment === name)
    .map(({ release, version, upstream }) => ["drift", `${release}: ${name} runs ${version}, ahead of ${follows} with ${upstream}`]);
}

function pastLines(name: string, { past }: GateReport): Line[] {
  return past
    .filter(({ environment }) => environment === name)
    .map(({ release = "its helmfile", to = "", at, commit, message }) => [
      "past",
      `${release}${to === "" ? "" : ` ${to}`} came past the check on ${at.slice(0, 10)} in commit ${commit.slice(0, 10)}: ${message}`,
    ]);
}
