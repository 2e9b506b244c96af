import { count } from "../../../core/count.ts";
import type { DetectedEnvironment, Detection } from "../../../project/detect/detect-environments.ts";
import { describeOtherTool } from "../../../project/detect/other-tools.ts";

/** How many lines of one kind are shown. */
const shown = 10;

/** Renders a table of what was found, what was left out and why, and what is not read. */
export function renderDetection({ environments, leftOut, others }: Detection): string {
  const unread = [...new Set(environments.flatMap((environment) => environment.unread))];
  return [
    ...renderTable(environments),
    ...renderList("not understood", unread),
    ...renderList(
      `left out: ${count(leftOut.length, "helmfile")}`,
      leftOut.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...others.map((other) => `${describeOtherTool(other)}: not read yet`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function renderTable(environments: readonly DetectedEnvironment[]): readonly string[] {
  if (environments.length === 0) return [];
  const rows = environments.map(({ name, files, helmfileEnvironment, follows = "", releases, exact, isSure, why }) => [
    name,
    `${nameFiles(files)}${helmfileEnvironment === undefined ? "" : ` -e ${helmfileEnvironment}`}`,
    String(releases),
    String(exact),
    follows,
    `${isSure ? "sure" : "guess"}: ${why}`,
  ]);
  const table = [["environment", "helmfile", "releases", "exact", "follows", ""], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function nameFiles([first = "", ...rest]: readonly string[]): string {
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
}

function renderList(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - shown;
  return [title, ...lines.slice(0, shown).map((line) => `  ${line}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** What was looked for and where, for those who have something else. */
export function renderNothing({ leftOut }: Detection, searched: number): string {
  const found = leftOut.length === 0 ? "no helmfile was found" : "no environment was found";
  const kinds = "helmfile.yaml, helmfile.yaml.gotmpl, helmfile.d, and other YAML files with releases of charts";
  return `${found}: desalt looked in ${count(searched, "file")} for ${kinds}\n`;
}
