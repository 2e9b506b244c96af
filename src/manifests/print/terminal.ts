import { showInvisible } from "../../core/visible-text.ts";
import { count } from "../../core/count.ts";
import { isFolded } from "../compare/compare.ts";
import type { EnvironmentDiff, ManifestDiff, ObjectDiff, ReleaseDiff } from "../compare/diff.generated.ts";
import {
  countObjects,
  describeChart,
  describeFolded,
  describeFoldedObjects,
  describeMove,
  describeNoChanges,
  listDangers,
  listLeaving,
  nameEnvironment,
  nameRelease,
} from "./diff-words.ts";
import { nameObject } from "../objects/identity.ts";

/** Colours a text, or returns it unchanged. */
export type Style = (format: "bold" | "cyan" | "dim" | "green" | "red" | "yellow", text: string) => string;

const signs = { added: "+", changed: "~", removed: "-" } as const;
const colors = { added: "green", changed: "yellow", removed: "red" } as const;

/** Renders a diff for a terminal or a pager: errors and dangers, then everything by environment and release, then the sum. */
export function renderDiffText(diff: ManifestDiff, style: Style): string {
  const blocks = [
    ...renderLeaving(diff, style),
    ...renderDangers(diff, style),
    ...diff.environments.flatMap((environment) => environment.releases.map((release) => renderRelease(environment, release, style))),
    ...diff.errors.map(({ environment, release, message }) => {
      const place = release === null ? environment : `${environment} → ${release}`;
      return `${style("red", `error: ${showInvisible(place)} could not be compared`)}\n${showInvisible(message).replaceAll(/^/gmu, "  ")}`;
    }),
    renderSum(diff, style),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function renderLeaving({ environments }: ManifestDiff, style: Style): string[] {
  const leaving = listLeaving(environments);
  if (leaving.length === 0) return [];
  const lines = leaving.map(({ environment, release, text }) =>
    showInvisible(`  ${environment} → ${release}: ${text}`).replaceAll("\n", " "),
  );
  return [[style("yellow", `${count(leaving.length, "release stays", "releases stay")} in the cluster`), ...lines].join("\n")];
}

function renderDangers({ environments }: ManifestDiff, style: Style): string[] {
  const dangers = listDangers(environments);
  if (dangers.length === 0) return [];
  const lines = dangers.map(({ environment, release, object, danger }) =>
    showInvisible(`  ${environment} → ${release} → ${object}: ${danger}`).replaceAll("\n", " "),
  );
  return [[style("red", count(dangers.length, "danger")), ...lines].join("\n")];
}

function renderRelease(environment: EnvironmentDiff, release: ReleaseDiff, style: Style): string {
  const { chart, objects } = release;
  const version = describeChart(chart);
  const title = style("bold", showInvisible(`${nameEnvironment(environment)} → ${nameRelease(release)}`));
  const change = version === undefined ? "" : `  ${showInvisible(chart.reference ?? "")} ${showInvisible(version)}`;
  const log = version === undefined || chart.changeLog === undefined ? [] : [style("dim", `  what is new: ${chart.changeLog}`)];
  const folded = describeFoldedObjects(objects);
  return [
    `${title}${change}  ${style("dim", countObjects(objects))}`,
    ...log,
    ...objects.filter((object) => !isFolded(object)).map((object) => renderObject(object, style)),
    ...(folded === undefined ? [] : ["", style("dim", `  ${folded}`)]),
  ].join("\n");
}

function renderObject(object: ObjectDiff, style: Style): string {
  const move = describeMove(object);
  const lines = object.diff.split("\n").slice(0, -1);
  return [
    "",
    `  ${style(colors[object.change], `${signs[object.change]} ${showInvisible(nameObject(object))}`)}${move === undefined ? "" : `  ${showInvisible(move)}`}`,
    ...object.dangers.map((danger) => style("red", `    danger: ${showInvisible(danger)}`)),
    ...lines.map((line) => `    ${colorLine(line, style)}`),
    ...(object.folded.length === 0 ? [] : [style("dim", `    (${describeFolded(object.folded)})`)]),
  ].join("\n");
}

function colorLine(line: string, style: Style): string {
  if (line.startsWith("@@")) return style("cyan", line);
  if (line.startsWith("+")) return style("green", line);
  return line.startsWith("-") ? style("red", line) : line;
}

function renderSum({ summary, errors, environments }: ManifestDiff, style: Style): string {
  const { added, changed, removed, folded } = summary;
  const sum =
    environments.length === 0 ? describeNoChanges(errors) : `${added} added, ${changed} changed, ${removed} removed, ${folded} folded`;
  if (errors.length === 0) return style("bold", sum);
  return `${style("bold", sum)}, ${style("red", `${count(errors.length, "error")}, so other changes may be missing`)}`;
}
