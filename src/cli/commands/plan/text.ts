import { styleText } from "node:util";
import { count } from "../../../core/count.ts";
import type { Plan, Problem, PullRequest, WaitingVersion } from "../../../dryrun/index.ts";

/** Facts from the config that a plan shows besides Renovate's own results. */
export interface PlanNotes {
  /** Environments in the order of the output. Others come after them. */
  readonly environments: readonly { readonly name: string; readonly helmfile: string }[];
  /** Limits of the config that a dry run cannot show, for example `prConcurrentLimit 3`. */
  readonly limits: readonly string[];
  readonly color: boolean;
}

type Style = (format: "bold" | "dim" | "green" | "yellow" | "red", text: string) => string;

/** Renders a plan for people, by environment: the pull requests that open now, and why other updates wait. */
export function renderPlan(plan: Plan, notes: PlanNotes): string {
  const style: Style = (format, text) => (notes.color ? styleText(format, text, { validateStream: false }) : text);
  const blocks = environmentsOf(plan, notes).map((environment) =>
    renderEnvironment(environment, pickEnvironment(environment, plan, notes), style),
  );
  if (plan.problems.length > 0) blocks.push(renderProblems(plan.problems, style));
  blocks.push(renderSummary(plan, notes, style));
  return `${blocks.join("\n\n")}\n`;
}

function environmentsOf({ pullRequests, waiting }: Plan, { environments }: PlanNotes): string[] {
  const found = [...pullRequests, ...waiting].map(({ environment }) => environment);
  return [...new Set([...environments.map(({ name }) => name), ...found])];
}

interface EnvironmentPlan {
  readonly pullRequests: readonly PullRequest[];
  readonly waiting: readonly WaitingVersion[];
  /** Lookups for this environment failed, so releases that are not listed may not be up to date. */
  readonly isUnknown: boolean;
}

function pickEnvironment(environment: string, { pullRequests, waiting, problems }: Plan, { environments }: PlanNotes): EnvironmentPlan {
  const helmfile = environments.find(({ name }) => name === environment)?.helmfile;
  return {
    pullRequests: pullRequests.filter((pullRequest) => pullRequest.environment === environment),
    waiting: waiting.filter((version) => version.environment === environment),
    isUnknown: problems.some(({ severity, file }) => severity === "error" && file !== undefined && file === helmfile),
  };
}

function renderEnvironment(environment: string, { pullRequests, waiting, isUnknown }: EnvironmentPlan, style: Style): string {
  const lines = [style("bold", environment)];
  if (isUnknown) lines.push(style("red", "  unknown    some lookups failed; see the problems below"));
  else if (pullRequests.length === 0 && waiting.length === 0) lines.push(style("dim", "  up to date"));
  for (const pullRequest of pullRequests) lines.push(...renderPullRequest(pullRequest, style));
  for (const { release, version, reason, until } of waiting) {
    lines.push(`  ${style("dim", "no branch")}  ${release} ${version}: ${renderWait(reason, until)}`);
  }
  return lines.join("\n");
}

function renderPullRequest(pullRequest: PullRequest, style: Style): string[] {
  const opens = pullRequest.state === "opens-now";
  const state = opens ? style("green", "opens now") : style("yellow", "waits    ");
  const extras = [
    ...(pullRequest.automerge === true ? ["automerge"] : []),
    ...(pullRequest.labels === undefined || pullRequest.labels.length === 0 ? [] : [`labels: ${pullRequest.labels.join(", ")}`]),
  ];
  const lines = [`  ${state}  ${pullRequest.title}${extras.length === 0 ? "" : style("dim", `  [${extras.join("; ")}]`)}`];
  for (const { release, from, to, type, file } of pullRequest.updates) {
    lines.push(style("dim", `             ${release} ${from} → ${to} (${type}) in ${file}`));
  }
  if (!opens) lines.push(`             ${renderWait(pullRequest.reason ?? "no reason given", pullRequest.until)}`);
  return lines;
}

function renderWait(reason: string, until: string | undefined): string {
  return until === undefined ? reason : `${reason}, until ${until.slice(0, 16).replace("T", " ")} UTC`;
}

function renderProblems(problems: readonly Problem[], style: Style): string {
  const lines = problems.map(({ severity, message, file }) => {
    const label = severity === "error" ? style("red", "error  ") : style("yellow", "warning");
    return `  ${label}    ${message}${file === undefined || message.includes(file) ? "" : ` (${file})`}`;
  });
  return [style("bold", "problems"), ...lines].join("\n");
}

function renderSummary(plan: Plan, notes: PlanNotes, style: Style): string {
  const opening = plan.pullRequests.filter((pullRequest) => pullRequest.state === "opens-now").length;
  const waiting = plan.pullRequests.length - opening + plan.waiting.length;
  const unknown = plan.problems.filter((problem) => problem.severity === "error").length;
  const parts = [`${count(opening, "pull request opens", "pull requests open")} now`, count(waiting, "waits", "wait")];
  if (unknown > 0) parts.push(style("red", `${count(unknown, "error")}, so other updates may be missing`));
  const lines = [`${parts.join(", ")} ${style("dim", `(Renovate ${plan.renovate})`)}`];
  if (notes.limits.length > 0)
    lines.push(style("dim", `not simulated, because a dry run opens no pull requests: ${notes.limits.join(", ")}`));
  return lines.join("\n");
}
