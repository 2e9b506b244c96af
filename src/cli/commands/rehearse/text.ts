import { count } from "../../../core/count.ts";
import { describeBehaviour, type Rehearsal, type RehearsedChange, type RehearsedEnvironment } from "../../../rehearsal/index.ts";

const width = 110;

/** Renders a rehearsal for people: when each release got each version, and a summary. */
export function renderRehearsal(rehearsal: Rehearsal): string {
  const { from, until, days, behaviour, renovate, environments } = rehearsal;
  const blocks = [
    [`${count(days, "day")}, ${from.slice(0, 10)} to ${until.slice(0, 10)}; Renovate ${renovate.version} ran on ${renovate.runs} of them`],
    describeBehaviour(behaviour).map((text) => `  ${text}`),
    ...environments.map(renderEnvironment),
    renderWeeks(environments),
    renderNumbers(rehearsal),
    rehearsal.notes.map((note) => `note: ${note}`),
    renderVerdict(rehearsal),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderEnvironment({ name, follows, releases }: RehearsedEnvironment): string[] {
  const wide = Math.max(...releases.map(({ release }) => release.length));
  const moved = releases.filter(({ changes }) => changes.length > 0);
  const quiet = releases.length - moved.length;
  return [
    follows === undefined ? name : `${name} follows ${follows}; in brackets, days since it began to soak there`,
    ...moved.flatMap(({ release, began, changes }) => wrap(`  ${release.padEnd(wide)}  `, [began, ...changes.map(renderChange)])),
    ...(quiet === 0 ? [] : [`  ${count(quiet, "release")} stayed`]),
  ];
}

function renderChange({ at, version, how, soakedDays }: RehearsedChange): string {
  const soaked = soakedDays === undefined || how === "rolled-back" ? "" : ` (${soakedDays})`;
  return `${how === "rolled-back" ? "↩" : "→"} ${version} ${at.slice(5, 10)}${soaked}`;
}

function wrap(start: string, words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = start;
  for (const word of words) {
    if (line.length + word.length > width && line.trim() !== "" && line !== start) {
      lines.push(line.trimEnd());
      line = " ".repeat(start.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

/** Renders weeks side by side, as many as fit in a row. */
function renderWeeks(environments: readonly RehearsedEnvironment[]): string[] {
  const wide = Math.max(...environments.map(({ name }) => name.length));
  const weeks = environments[0]?.weeks.map(({ week }) => week) ?? [];
  const perRow = Math.max(1, Math.floor((width - wide - 8) / 4));
  const lines = ["pull requests by week, opened/merged"];
  for (let first = 0; first < weeks.length; first += perRow) {
    const shown = weeks.slice(first, first + perRow);
    lines.push(`  ${"".padEnd(wide)}  ${shown.map((week) => week.slice(5).padStart(6)).join("")}`);
    for (const { name, weeks: counts } of environments) {
      const cells = counts.slice(first, first + perRow).map(({ opened, merged }) => `${opened}/${merged}`.padStart(6));
      lines.push(`  ${name.padEnd(wide)}  ${cells.join("")}`);
    }
  }
  return lines;
}

function renderSoaks({ versions, shortest, longest, average }: NonNullable<RehearsedEnvironment["soaked"]>): string {
  if (versions === 1) return `1 version after ${count(shortest, "day")}`;
  return `${versions} versions after ${shortest} to ${longest} days, ${average} on average`;
}

function renderNumbers({ environments, starved, refused }: Rehearsal): string[] {
  const behind = environments.map(
    ({ name, follows, behindDays }) =>
      `behind    ${name} was ${count(behindDays, "day")} behind ${follows ?? "the newest published versions"}, on average`,
  );
  const soaked = environments.flatMap(({ name, soaked: soaks }) =>
    soaks === undefined ? [] : [`soaked    ${name} got ${renderSoaks(soaks)}`],
  );
  return [
    ...behind,
    ...soaked,
    ...starved.map(({ environment, release, days, reason }) => `starved   ${environment} ${release} on ${count(days, "day")}: ${reason}`),
    ...refused.map(
      ({ at, environment, release, version, reason }) => `refused   ${at.slice(5, 10)} ${environment} ${release} ${version}: ${reason}`,
    ),
  ];
}

function renderVerdict({ breaches, unknown }: Rehearsal): string[] {
  if (breaches.length > 0) {
    return breaches.map(
      ({ at, environment, release, invariant, message }) =>
        `broken on ${at.slice(0, 10)}: ${environment} ${release}: ${message} (${invariant})`,
    );
  }
  if (unknown.length > 0) {
    return unknown.map(
      ({ repository, charts, reason }) => `unknown: ${repository}, ${count(charts.length, "chart")} without upgrades here: ${reason}`,
    );
  }
  return ["OK: no environment received a version before it had soaked. The gates matched the merge check on every day."];
}
