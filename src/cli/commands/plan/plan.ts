import { resolve } from "node:path";
import { count } from "../../../core/count.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import {
  countStates,
  explain,
  planRepositories,
  renderExplanation,
  type DeclaredFleet,
  type Fixtures,
  type Plan,
  type PlannedRepository,
  type Problem,
} from "../../../dryrun/index.ts";
import { findGitRoot, findRepositoryName, listGitFiles } from "../../../io/git/repository.ts";
import { loadFixtures } from "../../../dryrun/fixtures/load-fixtures.ts";
import { findConfig } from "../../../project/load-config.ts";
import { findSecretNames, listRenovateConfigs } from "../../../project/renovate-config.ts";
import { compareFiles } from "../../../io/files/write-files.ts";
import { listHostRulesToPass } from "../../../renovate/index.ts";
import { listHelmfileFolders, requireFolders } from "../../../project/left-out-files.ts";
import { openProject, type Project } from "../../../project/open-project.ts";
import { listPlannedEnvironments, renderFleet } from "../../../project/generated-files.ts";
import { planNames, readAllReleases } from "../../../project/planned-releases.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { useColor } from "../../terminal/color.ts";
import { warn } from "../../terminal/report-issues.ts";
import { computePlanGates, markWaiting, mergeWaiting } from "./gates.ts";
import { renderPlan, type PlanNotes } from "./text.ts";
import { startProgress } from "../../terminal/progress.ts";
import { warnOfUnreadGates } from "../../../project/gates-reference.ts";

export interface PlanOptions {
  readonly directory: string;
  readonly json: boolean;
  /** A file of fixtures, relative to the working directory. Default: the real registries. */
  readonly fixtures?: string;
  readonly now?: string;
  /** Seconds that a registry may take to answer. */
  readonly timeout: string;
  /** List the names of releases that the text otherwise counts. */
  readonly verbose: boolean;
  /** A release, package or file. The plan then shows the package rules that applied to it. */
  readonly explain?: string;
}

/**
 * `desalt plan`: shows what Renovate would do with the files on disk, committed or not. With a config, environments and
 * releases have the config's names; without one, those of directories and charts.
 */
export async function runPlan({ directory, json, ...options }: PlanOptions): Promise<ExitCode> {
  const timeout = readTimeout(options.timeout);
  const fixtures = options.fixtures === undefined ? { network: true } : await loadFixtures(resolve(options.fixtures));
  await findGitRoot(directory);
  const loaded = findConfig(directory) === undefined ? undefined : await openProject(directory);
  await requireSomethingToPlan(directory, loaded);
  // Renovate plans nothing for a file that it does not see.
  await requireFolders(directory, loaded === undefined ? ["."] : listHelmfileFolders(loaded.fleet));
  const warnings =
    loaded === undefined ? [] : [...(await warnOfStaleFiles(directory, loaded)), ...(await warnOfUnreadGates(directory, loaded.fleet))];
  warn(warnings);
  const { secrets, missing } = await readSecrets(directory, fixtures);
  const surroundings = { ...fixtures, ...(options.now === undefined ? {} : { now: options.now }), secrets };
  const gates = loaded === undefined ? undefined : await computePlanGates(loaded, surroundings.now);
  const plan = await runRenovate({ directory, loaded, surroundings, refs: gates?.refs ?? {}, timeout });
  const waiting = mergeWaiting(explainPins(plan, loaded), gates);
  const releases = plan.releases.map((release) => markWaiting(release, waiting));
  const complete: Plan = {
    ...plan,
    summary: countStates(releases),
    releases,
    waiting,
    problems: [...missing.map(describeMissingSecret), ...plan.problems],
  };
  const text = () =>
    options.explain === undefined
      ? renderPlan(complete, notesOf(loaded, options.verbose))
      : renderExplanation(explain(complete, options.explain));
  process.stdout.write(json ? renderJson(options.explain === undefined ? complete : explain(complete, options.explain)) : text());
  return complete.summary.unknown > 0 || complete.problems.some(({ severity }) => severity === "error") ? 2 : 0;
}

function readTimeout(text: string): number {
  const seconds = text.trim() === "" ? Number.NaN : Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new UserError({
    message: `--timeout must be a number of seconds from 1 to 86400, not "${text}"`,
    hint: "for example: --timeout 120",
  });
}

async function requireSomethingToPlan(directory: string, loaded: Project | undefined): Promise<void> {
  if (loaded !== undefined || listRenovateConfigs(directory).length > 0) return;
  const helmfiles = await listGitFiles(directory, ["helmfile.yaml", "**/helmfile.yaml"]);
  if (helmfiles.length > 0) return;
  throw new UserError({
    message: `"${directory}" has no desalt config, no renovate.json and no helmfile.yaml`,
    hint: "create a first config: npx desalt init",
  });
}

/** A plan uses the files on disk, while people expect it to use the config that they have just edited. */
async function warnOfStaleFiles(directory: string, loaded: Project): Promise<Issue[]> {
  const { files } = await renderFleet(directory, loaded);
  const stale = compareFiles(directory, files, []).filter(({ state }) => state !== "same");
  if (stale.length === 0) return [];
  return [
    {
      message: `${count(stale.length, "generated file is", "generated files are")} out of date, for example ${stale[0]?.path}. This plan uses the files on disk`,
      hint: "run: npx desalt generate",
    },
  ];
}

async function readSecrets(directory: string, fixtures: Fixtures): Promise<{ secrets: Record<string, string>; missing: string[] }> {
  const secrets: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of findSecretNames(directory)) {
    const value = process.env[name] ?? fixtures.secrets?.[name];
    if (value === undefined || value === "") missing.push(name);
    // One unknown secret stops Renovate for the whole repository, although it can still ask the other registries.
    secrets[name] = value === undefined || value === "" ? "not-set" : value;
  }
  return { secrets, missing };
}

function describeMissingSecret(name: string): Problem {
  return { severity: "error", message: `${name} is not set, so its registry cannot be asked; run: export ${name}=…` };
}

/** Renovate knows only that updates are disabled; the config says why. */
function explainPins({ waiting }: Plan, loaded: Project | undefined): Plan["waiting"] {
  return waiting.map((version) => {
    const environment = loaded?.fleet.environments.find(({ name }) => name === version.environment);
    const pin = environment?.releases.find(({ name }) => name === version.release)?.pin;
    return pin === undefined ? version : { ...version, reason: `pinned at ${pin.version}: ${pin.reason}` };
  });
}

interface Renovation {
  readonly directory: string;
  readonly loaded: Project | undefined;
  /** Fixtures, or the real network, and secrets. */
  readonly surroundings: Fixtures;
  /** Branches of the repository that presets are read from. */
  readonly refs: NonNullable<PlannedRepository["refs"]>;
  /** In seconds. */
  readonly timeout: number;
}

async function runRenovate({ directory, loaded, surroundings, refs, timeout }: Renovation): Promise<Plan> {
  const name = loaded?.fleet.repository ?? (await findRepositoryName(directory)) ?? "local/repository";
  const names = loaded === undefined ? { declared: await readAllReleases({ directory }) } : await planNames(loaded);
  const progress = startProgress("Renovate is starting");
  const abort = new AbortController();
  try {
    const plans = await planRepositories({
      cwd: resolve(directory),
      repositories: [{ name, directory, refs, ...names }],
      ...surroundings,
      globalConfig: { hostRules: loaded === undefined ? [] : listHostRulesToPass(loaded.fleet, process.env) },
      signal: abort.signal,
      timeout,
      env: listBucketVariables(names.declared),
      onProgress: progress.update,
      onWait: progress.waitFor,
    });
    const [plan] = plans;
    if (plan === undefined) throw new Error("Renovate reported no repository");
    return plan;
  } finally {
    progress.stop();
  }
}

/** Renovate reads charts in S3 buckets by AWS's own client, which takes its credentials and region from these variables. */
function listBucketVariables({ releases }: DeclaredFleet): Record<string, string> {
  if (!releases.some(({ registry }) => registry?.startsWith("s3:") === true)) return {};
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (name.startsWith("AWS_") && value !== undefined ? [[name, value]] : [])),
  );
}

function notesOf(loaded: Project | undefined, verbose: boolean): PlanNotes {
  const limits = loaded === undefined ? [] : (["prConcurrentLimit", "prHourlyLimit"] as const).filter((key) => loaded.fleet[key] > 0);
  return {
    environments: loaded === undefined ? [] : listPlannedEnvironments(loaded.fleet),
    limits: limits.map((key) => `${key} ${loaded?.fleet[key]}`),
    verbose,
    color: useColor(process.stdout),
    ...(process.stdout.isTTY && { rows: process.stdout.rows }),
  };
}
