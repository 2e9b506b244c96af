import { count } from "../../core/count.ts";
import { isFolded, listObjects } from "../compare/compare.ts";
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
import { renderCode, renderFence, renderPlain } from "../../core/markdown-text.ts";

/** A part of a report that must not be split, with its heading. */
export interface MarkdownBlock {
  /** Environment, release and chart. Repeated at the start of a part. */
  readonly heading: string;
  readonly text: string;
}

const signs = { added: "+", changed: "~", removed: "−" } as const;
const dangerLimit = 50;
/** The shortest change that is replaced by a reference to an equal one. */
const twinLines = 12;

/** Renders a diff as one Markdown text, inert for any content of the manifests. */
export function renderDiffMarkdown(diff: ManifestDiff): string {
  const blocks = renderBlocks(diff);
  const sections = [...Map.groupBy(blocks, ({ heading }) => heading)].map(([heading, list]) =>
    [heading, ...list.map(({ text }) => text).filter((text) => text !== "")].join("\n\n"),
  );
  return `${[renderOverview(diff), ...sections].join("\n\n")}\n`;
}

/** The limits of an overview. */
export interface OverviewOptions {
  /** Releases under each environment. */
  readonly detailed?: boolean;
  /** Errors, dangers and environments. Default: 50 errors and dangers, and all environments, with the errors' messages. */
  readonly atMost?: number;
}

/** Renders the overview: a summary, errors, dangers, and the table of contents. */
export function renderOverview(diff: ManifestDiff, { detailed = true, atMost }: OverviewOptions = {}): string {
  const limit = atMost ?? dangerLimit;
  const rest = (all: number): string => (all > limit ? `\n- … and ${all - limit} more` : "");
  const dangers = listDangers(diff.environments);
  const parts = [`### Rendered manifests: ${renderSummary(diff)}`];
  if (diff.errors.length > 0) {
    const errors = diff.errors.slice(0, limit).map(({ environment, release, message }) => {
      const place = release === null ? renderCode(environment) : `${renderCode(environment)} → ${renderCode(release)}`;
      return atMost === undefined ? `- ${place}\n\n${indent(renderFence(shorten(message, 2000), "text"))}` : `- ${place}`;
    });
    parts.push(`**These could not be compared, so their changes are unknown:**\n\n${errors.join("\n")}${rest(diff.errors.length)}`);
  }
  const leaving = listLeaving(diff.environments);
  if (leaving.length > 0) {
    const lines = leaving
      .slice(0, limit)
      .map(({ environment, release, text }) => `- ${renderCode(environment)} → ${renderCode(release)}: ${renderPlain(shorten(text, 500))}`);
    parts.push(`**These releases stay in the cluster:**\n\n${lines.join("\n")}${rest(leaving.length)}`);
  }
  if (dangers.length > 0) {
    const lines = dangers.slice(0, limit).map(({ environment, release, object, danger }) => {
      return `- ${renderCode(environment)} → ${renderCode(release)} → ${renderCode(object)}: ${renderPlain(shorten(danger, 500))}`;
    });
    parts.push(`**Dangers:**\n\n${lines.join("\n")}${rest(dangers.length)}`);
  }
  const contents = diff.environments.slice(0, atMost).map((environment) => renderContents(environment, detailed));
  if (contents.length > 0) {
    parts.push(`**Changes:**\n\n${contents.join("\n")}${diff.environments.length > contents.length ? rest(diff.environments.length) : ""}`);
  }
  return parts.join("\n\n");
}

/** Renders the report after its overview. */
export function renderBlocks({ environments }: ManifestDiff): MarkdownBlock[] {
  const shown = new Map<string, string>();
  return environments.flatMap((environment) =>
    environment.releases.flatMap((release) => {
      const heading = renderHeading(environment, release);
      const folded = describeFoldedObjects(release.objects);
      const objects = release.objects
        .filter((object) => !isFolded(object))
        .map((object) => ({ heading, text: renderObject(object, findTwin(object, { shown, heading })) }));
      const rest = folded === undefined ? [] : [{ heading, text: `_${folded}_` }];
      return objects.length + rest.length === 0 ? [{ heading, text: "_No object changes._" }] : [...objects, ...rest];
    }),
  );
}

/** Renders an object without its diff, if that is too long for a comment. */
export function renderObjectSummary(object: ObjectDiff, where: string): string {
  const lines = object.diff.split("\n");
  const countOf = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  return `${renderTitle(object)}\n\n_${count(countOf("+"), "line")} added, ${countOf("-")} removed. This is too long for a comment. ${where}_`;
}

function renderSummary({ summary, errors, environments }: ManifestDiff): string {
  if (environments.length === 0) return describeNoChanges(errors);
  const { added, changed, removed, folded } = summary;
  const parts = [`${added} added`, `${changed} changed`, `${removed} removed`, ...(folded === 0 ? [] : [`${folded} folded`])];
  const dangers = listObjects({ environments }).reduce((sum, object) => sum + object.dangers.length, 0);
  return parts.join(", ") + (dangers === 0 ? "" : `, **${count(dangers, "danger")}**`);
}

function renderContents(environment: EnvironmentDiff, detailed: boolean): string {
  const { releases } = environment;
  const all = releases.flatMap(({ objects }) => objects);
  const lines = releases.map((release) => {
    const { chart, objects } = release;
    const version = describeChart(chart);
    return `  - ${renderCode(nameRelease(release))}${version === undefined ? "" : ` ${renderCode(version)}`}: ${countObjects(objects)}${countDangers(objects)}`;
  });
  const head = `- ${renderCode(nameEnvironment(environment))}: ${count(releases.length, "release")}, ${countObjects(all)}${countDangers(all)}`;
  return detailed ? [head, ...lines].join("\n") : head;
}

function countDangers(objects: readonly ObjectDiff[]): string {
  const number = objects.reduce((sum, { dangers }) => sum + dangers.length, 0);
  return number === 0 ? "" : `, **${count(number, "danger")}**`;
}

function renderHeading(environment: EnvironmentDiff, release: ReleaseDiff): string {
  const { chart } = release;
  const version = describeChart(chart);
  const title = `#### ${renderCode(nameEnvironment(environment))} → ${renderCode(nameRelease(release))}`;
  if (version === undefined) return title;
  const link = chart.changeLog === undefined ? "" : ` ([what is new](${chart.changeLog}))`;
  const reference = chart.reference === undefined || version.includes(chart.reference) ? "" : `${renderCode(chart.reference)} `;
  return `${title}\n\n${reference}${renderCode(version)}${link}`;
}

/** Finds the heading of an equal change in another environment or cluster, if that is long enough for a reference. */
function findTwin(
  object: ObjectDiff,
  { shown, heading }: { readonly shown: Map<string, string>; readonly heading: string },
): string | undefined {
  const change = JSON.stringify(object);
  const twin = shown.get(change);
  if (twin === undefined) shown.set(change, heading);
  return object.diff.split("\n").length > twinLines ? twin : undefined;
}

function renderObject(object: ObjectDiff, twin: string | undefined): string {
  const { dangers, diff, folded } = object;
  const parts = [renderTitle(object), ...dangers.map((danger) => `> **Danger:** ${renderPlain(shorten(danger, 500))}`)];
  const move = describeMove(object);
  if (move !== undefined) parts.push(renderPlain(move));
  if (twin !== undefined) parts.push(`_The same change as in_ ${twin.split("\n")[0]?.replace("#### ", "")}`);
  else if (diff !== "") parts.push(renderFence(diff, "diff"));
  if (folded.length > 0) parts.push(`_${describeFolded(folded)}_`);
  return parts.join("\n\n");
}

function renderTitle(object: ObjectDiff): string {
  return `**${signs[object.change]} ${renderCode(nameObject(object))}** ${object.change}`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gmu, "  ");
}

function shorten(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
