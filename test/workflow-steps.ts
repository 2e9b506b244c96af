import { execa } from "execa";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { isRecord } from "../src/core/json-value.ts";
import type { Run } from "./run-desalt.ts";

/** What a workflow is run for, and where. */
export interface WorkflowEvent {
  /** The bare repository that stands for the one on the forge. */
  readonly repository: string;
  /** What `actions/checkout` takes where the step names nothing: `refs/heads/main`, `refs/pull/1/merge`. */
  readonly ref: string;
  /** Values of expressions, such as `github.event.merge_group.base_sha`; every one that a step uses must be there, empty or not. */
  readonly expressions?: Readonly<Record<string, string>>;
  /** Variables that the runner sets beside the step's own. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Runner extends WorkflowEvent {
  /** Where a job's steps start. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
}

type Mapping = Readonly<Record<string, unknown>>;

const cli = join(import.meta.dirname, "../dist/cli/bin.js");
const workflowKeys = ["name", "on", "permissions", "concurrency", "env", "jobs"];
const jobKeys = ["name", "runs-on", "timeout-minutes", "permissions", "concurrency", "env", "steps"];
const stepKeys = ["name", "id", "uses", "with", "run", "env"];

/**
 * Runs the steps of a GitHub workflow's jobs, in order, until one fails: commands with `bash -e` in an environment of
 * their own, `npx --yes desalt@VERSION` as the desalt just built, `actions/checkout` as git does it. Throws at whatever it
 * does not know, so that no step passes unread.
 */
export async function runWorkflow(text: string, event: WorkflowEvent): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "desalt-workflow-"));
  try {
    const workspace = join(folder, "workspace");
    const [home, bin] = [join(folder, "home"), join(folder, "bin")];
    for (const path of [workspace, home, bin]) await mkdir(path);
    await writeFile(join(bin, "npx"), npx);
    await chmod(join(bin, "npx"), 0o755);
    const path = [bin, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
    const env = { PATH: path, HOME: home, CI: "true", GITHUB_ACTIONS: "true", NO_COLOR: "1", ...event.env };
    return await runJobs(text, { ...event, workspace, env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every `run:` of a workflow, as it is written. */
export function listScripts(text: string): readonly string[] {
  return listJobs(text).flatMap((job) => listSteps(job).flatMap(({ run }) => (typeof run === "string" ? [run] : [])));
}

const npx = `#!/bin/sh
if [ "$1" != --yes ]; then echo "npx would ask: $*" >&2; exit 64; fi
case "$2" in
  desalt@[0-9]*.[0-9]*.[0-9]*) shift 2; exec "${process.execPath}" "${cli}" "$@" ;;
  *) echo "not pinned, or not desalt: $2" >&2; exit 64 ;;
esac
`;

async function runJobs(text: string, runner: Runner): Promise<Run> {
  const workflow: unknown = parse(text);
  if (!isRecord(workflow)) throw new Error("a workflow is a map");
  requireKnown(workflow, workflowKeys, "a workflow");
  const ofWorkflow = readTexts(workflow["env"], runner);
  const ran: Run[] = [];
  for (const job of listJobs(text)) {
    requireKnown(job, jobKeys, "a job");
    const ofJob = { ...ofWorkflow, ...readTexts(job["env"], runner) };
    for (const step of listSteps(job)) {
      requireKnown(step, stepKeys, "a step");
      const run = await runStep(step, { ...runner, env: { ...runner.env, ...ofJob, ...readTexts(step["env"], runner) } });
      ran.push(run);
      if (run.status !== 0) return joinRuns(ran);
    }
  }
  return joinRuns(ran);
}

async function runStep(step: Mapping, runner: Runner): Promise<Run> {
  const inputs = readTexts(step["with"], runner);
  const { run, uses } = step;
  if (typeof run === "string") return await start("bash", ["-e", "-c", substitute(run, runner)], runner);
  const action = /^(.+?)@[0-9a-f]{40}$/u.exec(String(uses))?.[1];
  if (action === "actions/checkout") return await checkOut(inputs, runner);
  if (action === "actions/setup-node" && inputs["node-version"] !== undefined) return { status: 0, stdout: "", stderr: "" };
  throw new Error(`a step that this runner does not know, or that is not pinned: ${JSON.stringify(step)}`);
}

/** Only `ref`, `fetch-depth` and `persist-credentials`, which has no meaning for a folder. */
async function checkOut(inputs: Readonly<Record<string, string>>, runner: Runner): Promise<Run> {
  requireKnown(inputs, ["ref", "fetch-depth", "persist-credentials"], "actions/checkout");
  const asked = inputs["ref"] ?? runner.ref;
  const ref = asked.startsWith("refs/") ? asked : `refs/heads/${asked}`;
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
  const target = branch === undefined ? ref.replace("refs/", "refs/remotes/") : `refs/remotes/origin/${branch}`;
  const depth = inputs["fetch-depth"] ?? "1";
  const everything = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
  const wanted = `+${ref}:${target}`;
  const refspecs = depth === "0" ? [...everything, ...(branch === undefined ? [wanted] : [])] : [`--depth=${depth}`, wanted];
  const commands = [
    ["init", "--quiet", "--initial-branch=main"],
    ["remote", "add", "origin", pathToFileURL(runner.repository).href],
    ["fetch", "--quiet", "--no-tags", "origin", ...refspecs],
    branch === undefined ? ["checkout", "--quiet", "--detach", target] : ["checkout", "--quiet", "-B", branch, target],
  ];
  const ran: Run[] = [];
  for (const command of commands) {
    const run = await start("git", command, runner);
    ran.push(run);
    if (run.status !== 0) break;
  }
  return joinRuns(ran);
}

async function start(program: string, args: readonly string[], { workspace, env }: Runner): Promise<Run> {
  const options = { cwd: workspace, env, extendEnv: false, reject: false, stdin: "ignore", stripFinalNewline: false } as const;
  const { exitCode = -1, stdout, stderr } = await execa(program, args, options);
  return { status: exitCode, stdout, stderr };
}

function joinRuns(runs: readonly Run[]): Run {
  return {
    status: runs.at(-1)?.status ?? 0,
    stdout: runs.map(({ stdout }) => stdout).join(""),
    stderr: runs.map(({ stderr }) => stderr).join(""),
  };
}

/** Values of a map, as the runner gives them to a program: as texts, with their expressions replaced. */
function readTexts(value: unknown, runner: Runner): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, substitute(String(text), runner)]));
}

function substitute(text: string, { expressions = {} }: Runner): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/gu, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw new Error(`the event does not say what "${expression}" is`);
    return value;
  });
}

function listJobs(text: string): readonly Mapping[] {
  const workflow: unknown = parse(text);
  const jobs = isRecord(workflow) && isRecord(workflow["jobs"]) ? Object.values(workflow["jobs"]) : [];
  return jobs.filter(isRecord);
}

function listSteps({ steps }: Mapping): readonly Mapping[] {
  return Array.isArray(steps) ? steps.filter(isRecord) : [];
}

function requireKnown(map: object, keys: readonly string[], where: string): void {
  const unknown = Object.keys(map).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new Error(`${where} has what this runner does not know: ${unknown.join(", ")}`);
}
