import { styleText } from "node:util";
import { count } from "../../../core/count.ts";
import type { Plan, Problem, PullRequest, ReleaseState, WaitingVersion } from "../../../dryrun/index.ts";
import { includesEnvironment } from "./gates.ts";
import { describeExtent, groupByCause, type ReleaseGroup } from "./release-groups.ts";

/** Facts from the config that a plan shows besides Renovate's own results. */
export interface PlanNotes {
  /** Environments in the order of the output. Others come after them. */
  readonly environments: readonly { readonly name: string }[];
  /** Limits of the config that a dry run cannot show, for example `prConcurrentLimit 3`. */
  readonly limits: readonly string[];
  /** Show the names of releases that are otherwise only counted. */
  readonly verbose?: boolean;
  /** The height of the terminal. A longer plan starts with its summary. */
  readonly rows?: number;
  readonly color: boolean;
}

type Style = (format: "bold" | "dim" | "green" | "yellow" | "red", text: string) => string;

/** Renders a plan for people, by environment: the pull requests that open now, and why other updates wait. */
export function renderPlan(plan: Plan, notes: PlanNotes): string {
  const { verbose = false, rows = 50 } = notes;
  const style: Style = (format, text) => (notes.color ? styleText(format, text, { validateStream: false }) : text);
  const blocks = environmentsOf(plan, notes).map((environment) =>
    renderEnvironment(pickEnvironment(environment, plan), { style, verbose }),
  );
  for (const [title, state] of [
    ["unknown", "unknown"],
    ["not tracked by Renovate", "not-tracked"],
  ] as const) {
    const groups = groupByCause(plan.releases.filter((release) => release.state === state));
    if (groups.length > 0)
      blocks.push([style("bold", title), ...groups.flatMap((group) => renderGroup(group, { style, verbose }))].join("\n"));
  }
  // What is about a release is said by its state.
  const problems = plan.problems.filter(({ release }) => release === undefined);
  if (problems.length > 0) blocks.push(renderProblems(problems, style));
  const summary = renderSummary(plan, notes, style);
  const isLong = blocks.join("\n\n").split("\n").length > rows;
  return `${(isLong ? [summary, ...blocks] : [...blocks, summary]).join("\n\n")}\n`;
}

function environmentsOf({ pullRequests, waiting, releases }: Plan, { environments }: PlanNotes): string[] {
  const found = [...pullRequests, ...waiting].map(({ environment }) => environment);
  const planned = [...new Set([...environments.map(({ name }) => name), ...found])];
  const others = releases.map(({ environment }) => environment).filter((name) => !planned.some((one) => includesEnvironment(one, name)));
  return [...new Set([...planned, ...others])];
}

interface EnvironmentPlan {
  readonly environment: string;
  readonly pullRequests: readonly PullRequest[];
  readonly waiting: readonly WaitingVersion[];
  readonly releases: readonly ReleaseState[];
}

function pickEnvironment(environment: string, { pullRequests, waiting, releases }: Plan): EnvironmentPlan {
  return {
    environment,
    pullRequests: pullRequests.filter((pullRequest) => pullRequest.environment === environment),
    waiting: waiting.filter((version) => version.environment === environment),
    releases: releases.filter((release) => includesEnvironment(environment, release.environment)),
  };
}

interface Look {
  readonly style: Style;
  readonly verbose: boolean;
}

function renderEnvironment({ environment, pullRequests, waiting, releases }: EnvironmentPlan, { style, verbose }: Look): string {
  const lines = [style("bold", environment)];
  for (const pullRequest of pullRequests) lines.push(...renderPullRequest(pullRequest, style));
  for (const { release, version, reason, until } of waiting) {
    lines.push(`  ${style("dim", "no branch")}  ${release} ${version}: ${renderWait(reason, until)}`);
  }
  const named = new Set(waiting.map(({ release }) => release));
  const silent = releases.filter(({ state, release }) => state === "pinned" && !named.has(release));
  for (const { release, version, reason = "" } of silent) lines.push(`  ${style("dim", "pinned   ")}  ${release} ${version}: ${reason}`);
  const current = releases.filter(({ state }) => state === "up-to-date");
  if (current.length > 0) {
    const names = verbose
      ? current.map(({ release, version }) => `${release} ${version}`.trim()).join(", ")
      : count(current.length, "release");
    lines.push(style("dim", `  up to date ${names}`));
  }
  const unknown = releases.filter(({ state }) => state === "unknown").length;
  if (unknown > 0) lines.push(style("red", `  unknown    ${count(unknown, "release")}; see below`));
  const untracked = releases.filter(({ state }) => state === "not-tracked").length;
  if (untracked > 0) lines.push(style("dim", `  not tracked ${count(untracked, "release")}; see below`));
  if (lines.length === 1) lines.push(style("dim", "  no releases"));
  return lines.join("\n");
}

function renderGroup(group: ReleaseGroup, { style, verbose }: Look): string[] {
  const { reason, from, fix } = group;
  const extent = describeExtent(group, verbose);
  const lines = [from === undefined ? `  ${extent}: ${reason}` : `  ${from}: ${extent} unknown: ${reason}`];
  if (fix !== undefined) lines.push(style("dim", `    ${fix}`));
  return lines;
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
  const { summary } = plan;
  const parts = [`${count(opening, "pull request opens", "pull requests open")} now`];
  const waiting = plan.pullRequests.length - opening + plan.waiting.length;
  parts.push(count(waiting, "waits", "wait"));
  const errors = plan.problems.filter(({ severity, release }) => severity === "error" && release === undefined).length;
  if (summary.unknown > 0) parts.push(style("red", `${count(summary.unknown, "release is", "releases are")} unknown`));
  if (errors > 0) parts.push(style("red", `${count(errors, "error")}, so other updates may be missing`));
  const lines = [`${parts.join(", ")} ${style("dim", `(Renovate ${plan.renovate})`)}`];
  if (plan.releases.length > 0) lines.push(style("dim", renderStates(plan)));
  if (notes.limits.length > 0)
    lines.push(style("dim", `not simulated, because a dry run opens no pull requests: ${notes.limits.join(", ")}`));
  return lines.join("\n");
}

/** The sum, by which nobody has to guess about a release that is not listed. */
function renderStates({ releases, summary }: Plan): string {
  const words = {
    opens: "open",
    waits: "wait",
    "up-to-date": "up to date",
    unknown: "unknown",
    "not-tracked": "not tracked",
    pinned: "pinned",
  };
  const parts = Object.entries(words).flatMap(([state, word]) => {
    const number = Object.entries(summary).find(([name]) => name === state)?.[1] ?? 0;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  return `${count(releases.length, "release")}: ${parts.join(", ")}`;
}
