import type { Audit, AuditedPair } from "../../../audit/index.ts";
import { count } from "../../../core/count.ts";
import { printable } from "../../terminal/printable.ts";
import { listApart, listRows, percent, renderHours, summarize } from "./phrases.ts";

interface TextOptions {
  /** Every version in place of one screen. */
  readonly isWhole: boolean;
  readonly questions: readonly string[];
  /** Whether the environments are those of a config. */
  readonly isConfigured: boolean;
}

/** Renders an audit for people. */
export function renderAudit(audit: Audit, { isWhole, questions, isConfigured }: TextOptions): string {
  const blocks = [
    ...audit.pairs.map((pair) => [...renderPair(pair, audit), ...(isWhole ? renderAll(pair) : [])]),
    ...(audit.pairs.length === 0 ? [renderNoPairs(audit)] : []),
    renderReading(audit, isWhole),
    [...questions.map((question) => `Unsure: ${question}`), nextStep(audit, isConfigured)],
  ];
  return `${blocks.map((lines) => lines.map(printable).join("\n")).join("\n\n")}\n`;
}

function renderPair(pair: AuditedPair, audit: Audit): readonly string[] {
  const { soakDays, from, until } = audit;
  const { upstream, downstream, upgrades, wouldHold, behind } = pair;
  const span = from === undefined ? "" : `, ${from.slice(0, 10)} to ${until.slice(0, 10)}`;
  const unread = audit.environments.filter(
    ({ name, unreadable }) => (name === upstream || name === downstream) && unreadable.of > 0 && unreadable.commits === unreadable.of,
  );
  if (unread.length > 0) {
    const names = unread.map(({ name }) => name).join(" and ");
    return [`${downstream} after ${upstream}${span}: unknown, because desalt cannot read any commit of ${names}`];
  }
  const lines = [`${downstream} after ${upstream}${span}: ${count(upgrades.upgrades, "upgrade")}`];
  if (upgrades.upgrades > 0) {
    const rows = listRows(upgrades);
    const most = Math.max(...rows.map(({ number }) => number));
    const width = String(most).length;
    lines.push(`  ${summarize(upgrades)}`, "");
    for (const { name, number } of rows) {
      const bar = "█".repeat(Math.round((number / most) * 30));
      lines.push(
        `    ${name.padEnd(15)} ${String(number).padStart(width)}  ${percent(number, upgrades.upgrades).padStart(7)}  ${bar}`.trimEnd(),
      );
    }
    lines.push("", `  ${renderHeld(pair, soakDays)}`, ...wouldHold.leftInTime.slice(0, 5).map((item) => `    ${renderLeft(item)}`));
    if (wouldHold.leftInTime.length > 5) lines.push(`    and ${wouldHold.leftInTime.length - 5} more: --all`);
  }
  lines.push(...listApart(pair).map((line) => `  ${line}`));
  const [longest] = behind;
  if (longest !== undefined) {
    lines.push(
      `  Behind now: ${count(behind.length, "release")}. The longest is ${longest.release} ${longest.version}: ` +
        `${upstream} has ${longest.upstreamVersion}, ${count(longest.versions, "version")} newer, for ${longest.days} days.`,
    );
  }
  return lines;
}

function renderHeld({ upstream, upgrades, wouldHold }: AuditedPair, soakDays: number): string {
  const held = `A soak of ${count(soakDays, "day")} would have held ${wouldHold.upgrades} of ${upgrades.upgrades}.`;
  const left = wouldHold.leftInTime.length;
  if (left === 0) return held;
  return `${held} ${upstream} went down from ${left} of these before ${left === 1 ? "it" : "they"} had soaked:`;
}

function renderLeft({ release, version, at, lagHours = 0 }: AuditedPair["arrivals"][number]): string {
  return `${at.slice(0, 10)}  ${release} ${version} (came after ${renderHours(lagHours)})`;
}

function renderAll({
  byRelease,
  byMonth,
  byAuthor,
  apart,
  wentDown,
  behind,
  onlyUpstream,
  onlyDownstream,
  upstream,
  downstream,
}: AuditedPair): readonly string[] {
  const groups = Object.entries({ "By release": byRelease, "By month": byMonth, "By author": byAuthor });
  const arrivals = Object.entries({
    [`Newer in ${downstream} than in ${upstream}, or only there`]: [...apart.downstreamFirst, ...apart.neverUpstream],
    "One commit for both": apart.together,
    "New releases": apart.births,
    [`Went down in ${downstream}`]: apart.wentDown,
    Unclear: apart.unclear,
  });
  return [
    ...groups.flatMap(([title, list]) => [
      "",
      `  ${title}`,
      ...list.map(({ name, spread }) => `    ${name}: ${count(spread.upgrades, "upgrade")}. ${summarize(spread)}`),
    ]),
    ...arrivals.flatMap(([title, list]) =>
      list.length === 0
        ? []
        : ["", `  ${title}`, ...list.map(({ release, version, at }) => `    ${at.slice(0, 10)}  ${release} ${version}`)],
    ),
    ...(wentDown.length === 0 ? [] : ["", `  Went down in ${upstream}`]),
    ...wentDown.map(
      ({ release, version, at, downstream: came }) => `    ${at.slice(0, 10)}  ${release} ${version}, in ${downstream} ${came}`,
    ),
    ...(behind.length === 0 ? [] : ["", "  Behind now"]),
    ...behind.map(
      ({ release, version, upstreamVersion, versions, days }) =>
        `    ${release} ${version}: ${upstream} has ${upstreamVersion}, ${count(versions, "version")} newer, for ${days} days`,
    ),
    ...(onlyUpstream.length === 0 ? [] : ["", `  Only in ${upstream}: ${onlyUpstream.join(", ")}`]),
    ...(onlyDownstream.length === 0 ? [] : ["", `  Only in ${downstream}: ${onlyDownstream.join(", ")}`]),
  ];
}

function renderNoPairs({ environments }: Audit): readonly string[] {
  const names = environments.map(({ name }) => name).join(", ");
  const what = environments.length === 0 ? "No environments were found" : `No environment follows another (found: ${names})`;
  return [`${what}, so there is nothing to compare.`];
}

function renderReading({ environments, dates, isComplete, warnings }: Audit, isWhole: boolean): readonly string[] {
  const lines = environments.map(({ name, files, releases, unreadable, inexact }) => {
    const [first] = inexact;
    const examples = isWhole ? inexact.map(({ release, reason }) => `\n    ${release}: ${reason}`).join("") : "";
    const open = first === undefined ? "" : `, ${inexact.length} of them without an exact version, for example ${first.release}`;
    const unread = unreadable.commits === 0 ? "" : `, ${unreadable.commits} unreadable`;
    return `  ${name}: ${count(releases, "release")}${open}; ${count(unreadable.of, "commit")} of ${count(files.length, "file")}${unread}${examples}`;
  });
  const moved = dates.moved === 0 ? "" : ` ${dates.moved} of ${count(dates.commits, "commit")} had a date that cannot be right.`;
  const shown = isWhole ? warnings : warnings.slice(0, 3);
  return [
    ...(lines.length === 0 ? [] : ["Read:"]),
    ...lines,
    ...shown.map((warning) => `  ${warning}`),
    ...(warnings.length > shown.length ? [`  and ${warnings.length - shown.length} more: --all`] : []),
    `Dates are those of merges, not of deployments.${moved}${isComplete ? "" : " The history is not complete."}`,
  ];
}

function nextStep({ pairs }: Audit, isConfigured: boolean): string {
  if (pairs.length > 0) return `Let production wait for a soak: npx desalt init${isConfigured ? " --promotion" : ""}`;
  return 'Name two sides: npx desalt audit --from "dev/helmfile.yaml" --to "prd/helmfile.yaml"';
}
