import { count } from "../../../core/count.ts";
import { renderCode, renderPlain } from "../../../core/markdown-text.ts";
import type { CheckFinding, CheckedEnvironment, KubernetesCheck } from "../../../kubernetes/index.ts";
import { groupEqual, namePlaces, type EqualEnvironments } from "./equal-environments.ts";

/** Renders a check for a page of a forge. */
export function renderMarkdown({ environments, data, notSeen }: KubernetesCheck): string {
  const blocks = groupEqual(environments).map(renderGroup);
  const tables = data.map(({ table, asOf, days }) => `${table} of ${asOf} (${count(days, "day")})`);
  const footer = [renderPlain(`Tables: ${tables.join(", ")}.`), renderPlain(`Not seen: ${notSeen.join("; ")}.`)];
  return `${[...blocks, footer].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function renderGroup(group: EqualEnvironments): readonly string[] {
  const { kubernetes, endOfLife, releases, findings } = group.result;
  const until = endOfLife === undefined ? "" : `, supported upstream until ${endOfLife}`;
  const rows = [
    ...findings.map((finding) => renderRow("", finding)),
    ...releases.flatMap(({ release, findings: found }) =>
      found.filter(({ status }) => status !== "fine" && status !== "untested").map((finding) => renderRow(release, finding)),
    ),
  ];
  const table = ["| result | release | finding | fix |", "| --- | --- | --- | --- |", ...rows];
  return [
    `### ${renderPlain(`${namePlaces(group)}: Kubernetes ${kubernetes ?? "of an unknown version"}${until}`)}`,
    "",
    ...(rows.length === 0 ? [] : [...table, ""]),
    renderPlain(renderCounts(releases)),
  ];
}

function renderRow(release: string, { status, message, objects = [], fix = "" }: CheckFinding): string {
  const named = objects.length === 0 ? "" : ` (${objects.slice(0, 3).join(", ")}${objects.length > 3 ? ", …" : ""})`;
  return `| ${status} | ${renderCode(release)} | ${renderPlain(`${message}${named}`)} | ${renderPlain(fix)} |`;
}

function renderCounts(releases: CheckedEnvironment["releases"]): string {
  const counts = (["breaks", "unknown", "warns", "untested", "fine"] as const).flatMap((status) => {
    const number = releases.filter((release) => release.status === status).length;
    return number === 0 ? [] : [`${number} ${status}`];
  });
  return `${count(releases.length, "release")}${counts.length === 0 ? "" : `: ${counts.join(", ")}`}.`;
}
