import type { AppliedRule, Plan, PullRequest, WaitingVersion } from "./plan.generated.ts";

/** The updates of one release or package in one file, and the package rules that applied, in the order of the config. */
export interface Explanation {
  readonly file: string;
  /** The chart or package, by Renovate's name. */
  readonly chart: string;
  readonly rules: readonly AppliedRule[];
  readonly pullRequests: readonly PullRequest[];
  readonly waiting: readonly WaitingVersion[];
}

/**
 * Explains a release, a chart or package, or a file of a plan: which package rules applied, and what each set. One explanation per
 * file; none if the plan does not have that name.
 */
export function explain(plan: Plan, name: string): readonly Explanation[] {
  const updates = plan.pullRequests.flatMap((pullRequest) => pullRequest.updates);
  const charts = new Set([name, ...updates.filter(({ release }) => release === name).map(({ chart }) => chart)]);
  const rules = (plan.packageRules ?? []).filter(({ file, chart, release }) => charts.has(chart) || file === name || release === name);
  const places = new Map<string, { readonly file: string; readonly chart: string }>();
  const touched = updates.filter(({ release, chart, file }) => release === name || chart === name || file === name);
  for (const { file, chart } of [...rules, ...touched]) places.set(`${file}\n${chart}`, { file, chart });
  return [...places.values()].map(({ file, chart }) => {
    const isHere = (item: { readonly file: string; readonly chart: string }) => item.file === file && item.chart === chart;
    return {
      file,
      chart,
      rules: rules.filter(isHere),
      pullRequests: plan.pullRequests.filter((pullRequest) => pullRequest.updates.some(isHere)),
      waiting: plan.waiting.filter((waiting) => waiting.file === file && waiting.chart === chart),
    };
  });
}

/** Renders explanations for people. */
export function renderExplanation(explanations: readonly Explanation[]): string {
  if (explanations.length === 0) return "no package rule applied, and the plan has no update with this name\n";
  return `${explanations.map(renderOne).join("\n\n")}\n`;
}

function renderOne({ file, chart, rules, pullRequests, waiting }: Explanation): string {
  const lines = [`${chart} in ${file}`];
  for (const { title, state, reason } of pullRequests)
    lines.push(`  ${state === "opens-now" ? "opens now" : "waits"}: ${title}${reason === undefined ? "" : ` (${reason})`}`);
  for (const { version, reason } of waiting) lines.push(`  no branch for ${version}: ${reason}`);
  if (rules.length === 0) lines.push("  no package rule applied");
  for (const { index, description, match, set, updates } of rules) {
    lines.push(`  packageRules[${index}]${description === undefined ? "" : `: ${description}`}`);
    lines.push(`    matched ${renderFields(match)}${updates === undefined ? "" : ` for ${updates.join(", ")}`}`);
    lines.push(`    set     ${renderFields(set)}`);
  }
  return lines.join("\n");
}

function renderFields(fields: object): string {
  const parts = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
