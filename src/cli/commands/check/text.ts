import { count } from "../../../core/count.ts";
import type { CheckFinding, CheckStatus, CheckedEnvironment, CheckedReleaseResult, KubernetesCheck } from "../../../kubernetes/index.ts";
import { printable } from "../../terminal/printable.ts";
import { isLoud, withoutKnown } from "./known-findings.ts";
import { groupEqual, namePlaces, statuses, type EqualEnvironments } from "./equal-environments.ts";

interface TextOptions {
  /** Every finding in place of one screen. */
  readonly isWhole: boolean;
}

const most = { blocks: 8, findings: 24, names: 6 } as const;

/** Renders a check for people: one screen, the worst first where it is too much. */
export function renderCheck(check: KubernetesCheck, { isWhole }: TextOptions): string {
  const groups = groupEqual(check.environments);
  const isLong = !isWhole && groups.length > most.blocks;
  const sorted = isLong ? groups.toSorted((a, b) => statuses.indexOf(b.result.status) - statuses.indexOf(a.result.status)) : groups;
  const shown = isLong ? sorted.slice(0, most.blocks) : sorted;
  let left = isWhole ? Infinity : most.findings;
  const blocks = shown.map((group) => {
    const { lines, findings } = renderGroup(isWhole ? group : withoutKnown(group, check.environments), { isWhole, left });
    left = Math.max(0, left - findings);
    return lines;
  });
  if (groups.length > shown.length) blocks.push([`${groups.length - shown.length} more results, none of them worse: --all`]);
  return `${[...blocks, renderFooter(check)].map((lines) => lines.map(printable).join("\n")).join("\n\n")}\n`;
}

interface Limits extends TextOptions {
  /** How many findings there is room for. */
  readonly left: number;
}

function renderGroup(
  group: EqualEnvironments & { readonly known?: number },
  { isWhole, left }: Limits,
): { readonly lines: readonly string[]; readonly findings: number } {
  const { result, known = 0 } = group;
  const loud = result.releases.filter(({ findings }) => findings.some(isLoud));
  const all = [
    ...result.findings.map((finding) => renderFinding("", finding)),
    ...loud.flatMap((release) => release.findings.filter(isLoud).map((finding) => renderFinding(nameRelease(release), finding))),
  ];
  const shown = all.slice(0, left);
  const rest = all.length - shown.length;
  return {
    lines: [
      `${namePlaces(group)}: ${describeKubernetes(result)}`,
      ...shown.flat().map((line) => `  ${line}`),
      ...(rest > 0 ? [`  and ${count(rest, "more finding")}: --all`] : []),
      ...(known > 0 ? [`  and ${count(known, "finding")} that the version before has too`] : []),
      ...renderQuiet(result, "untested", isWhole),
      ...renderQuiet(result, "fine", isWhole),
      ...(result.releases.length === 0 && result.kubernetes !== undefined && all.length === 0 ? ["  no releases"] : []),
    ],
    findings: shown.length,
  };
}

function describeKubernetes({ kubernetes, version, endOfLife, findings }: CheckedEnvironment): string {
  if (kubernetes === undefined) return "Kubernetes of an unknown version";
  const which = version === "next" ? ", the next version" : "";
  const hasEnded = endOfLife === undefined || findings.some(({ rule }) => rule === "kubernetes-end-of-life");
  return `Kubernetes ${kubernetes}${which}${hasEnded ? "" : `, supported upstream until ${endOfLife}`}`;
}

function nameRelease({ release, version }: CheckedReleaseResult): string {
  return `${release}${version === undefined ? "" : ` ${version}`}: `;
}

function renderFinding(name: string, { status, message, objects = [], places = [], fix }: CheckFinding): string[] {
  const indent = " ".repeat(10);
  const lines = message.split("\n");
  const more = objects.length > 2 ? ` and ${objects.length - 2} more` : "";
  const place = places.length === 0 ? "" : ` (${places.slice(0, 2).join(", ")}${places.length > 2 ? ", …" : ""})`;
  return [
    `${status.padEnd(10)}${name}${lines[0] ?? ""}`,
    ...lines.slice(1).map((line) => `${indent}${line}`),
    ...(objects.length > 0 ? [`${indent}${objects.slice(0, 2).join(", ")}${more}${place}`] : []),
    ...(fix === undefined ? [] : [`${indent}fix: ${fix}`]),
  ];
}

function renderQuiet({ releases }: CheckedEnvironment, status: CheckStatus, isWhole: boolean): string[] {
  const list = releases.filter((release) => release.status === status);
  if (list.length === 0) return [];
  if (isWhole) {
    return list
      .flatMap((release) => release.findings.flatMap((finding) => renderFinding(nameRelease(release), finding)))
      .map((line) => `  ${line}`);
  }
  const names = list.map(({ release, findings }) => {
    const fix = findings.find((finding) => finding.fix !== undefined)?.fix;
    return fix === undefined ? release : `${release} (${fix})`;
  });
  const rest = names.length - most.names;
  const shown = `${names.slice(0, most.names).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  return [`  ${status.padEnd(10)}${count(list.length, "release")}: ${shown}`];
}

function renderFooter({ data, notSeen, environments }: KubernetesCheck): readonly string[] {
  const tables = data.map(({ table, asOf, days }) => `${table} of ${asOf} (${count(days, "day")})`);
  const has = (status: CheckStatus): boolean => environments.some(({ releases }) => releases.some((release) => release.status === status));
  return [
    ...(has("fine") ? ["fine: the project lists this version, and nothing in the manifests contradicts it."] : []),
    ...(has("untested") ? ["untested: nothing was found in the manifests, but no list of the project names this version."] : []),
    `Tables: ${tables.join(", ")}.`,
    `Not seen: ${notSeen.join("; ")}.`,
  ];
}
