import { execa } from "execa";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { isRecord } from "../src/core/json-value.ts";
import type { Run } from "./run-desalt.ts";
import { evaluate } from "./workflow-expressions.ts";
import { npxStandIn } from "./workflow-npx.ts";

/** What a workflow is run for, and where. */
export interface WorkflowEvent {
  /** The repository on the forge: its address, or the path of a bare one that stands for it. */
  readonly repository: string;
  /** By which `actions/checkout` reads it, as a header of HTTP. */
  readonly authorization?: string;
  /** What `actions/checkout` takes where the step names nothing: `refs/heads/main`, `refs/pull/1/merge`. */
  readonly ref: string;
  /** Values of expressions, such as `github.event.merge_group.base_sha`; every one that a step uses must be there, empty or not. */
  readonly expressions?: Readonly<Record<string, string>>;
  /** The address of a registry, from which the real npx takes desalt. Default: npx is a stand-in that starts the desalt just built. */
  readonly registry?: string;
  /** Variables that the runner sets beside the step's own. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Runner extends WorkflowEvent {
  /** Where a job's steps start. */
  readonly workspace: string;
  /** Where artifacts are, a folder for each. */
  readonly artifacts: string;
  readonly env: Readonly<Record<string, string>>;
}

type Mapping = Readonly<Record<string, unknown>>;

const workflowKeys = ["name", "on", "permissions", "concurrency", "env", "jobs"];
const jobKeys = ["name", "runs-on", "timeout-minutes", "permissions", "concurrency", "env", "steps", "needs", "if", "strategy"];
const stepKeys = ["name", "id", "if", "uses", "with", "run", "env", "working-directory"];

/**
 * Runs the steps of a GitHub workflow's jobs, in order, each job until a step fails: commands with `bash -e` in an
 * environment of their own, `npx --yes desalt@VERSION` as the desalt just built and only outside of the checkout, `desalt tools`
 * as the tools that are here, checkouts as git does them, artifacts as folders. Throws at whatever it does not know, so that no step passes unread.
 */
export async function runWorkflow(text: string, event: WorkflowEvent): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "desalt-workflow-"));
  try {
    const [home, bin, artifacts] = [join(folder, "home"), join(folder, "bin"), join(folder, "artifacts")];
    for (const path of [home, bin, artifacts]) await mkdir(path);
    if (event.registry === undefined) {
      await writeFile(join(bin, "npx"), npxStandIn);
      await chmod(join(bin, "npx"), 0o755);
    } else await writeFile(join(home, ".npmrc"), `registry=${event.registry}\nupdate-notifier=false\nfetch-retries=0\n`);
    const path = [bin, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
    const env = { PATH: path, HOME: home, CI: "true", GITHUB_ACTIONS: "true", NO_COLOR: "1", ...event.env };
    return await runJobs(text, { ...event, workspace: folder, artifacts, env });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every `run:` of a workflow, as it is written. */
export function listScripts(text: string): readonly string[] {
  return listJobs(text).flatMap(([, job]) => listSteps(job).flatMap(({ run }) => (typeof run === "string" ? [run] : [])));
}

async function runJobs(text: string, runner: Runner): Promise<Run> {
  const workflow: unknown = parse(text);
  if (!isRecord(workflow)) throw new Error("a workflow is a map");
  requireKnown(workflow, workflowKeys, "a workflow");
  const ofWorkflow = readTexts(workflow["env"], runner);
  const ran: Run[] = [];
  const results = new Map<string, "success" | "failure" | "skipped">();
  for (const [name, job] of listJobs(text)) {
    requireKnown(job, jobKeys, "a job");
    const needs = [job["needs"] ?? []].flat().map(String);
    const outcomes = needs.map((needed) => [`needs.${needed}.result`, results.get(needed) ?? "skipped"]);
    const seen = { ...runner, expressions: { ...runner.expressions, ...Object.fromEntries(outcomes) } };
    const isWanted = job["if"] === undefined ? needs.every((needed) => results.get(needed) === "success") : isTrue(job["if"], seen);
    const runs: Run[] = [];
    for (const matrix of isWanted ? listMatrix(job) : []) {
      const expressions = { ...seen.expressions, ...matrix };
      runs.push(await runJob(job, { ...seen, expressions, env: { ...runner.env, ...ofWorkflow } }));
    }
    results.set(name, !isWanted ? "skipped" : runs.every(({ status }) => status === 0) ? "success" : "failure");
    ran.push(...runs);
  }
  return { ...joinRuns(ran), status: ran.find(({ status }) => status !== 0)?.status ?? 0 };
}

/** In a workspace of its own, as on a machine of its own. */
async function runJob(job: Mapping, runner: Runner): Promise<Run> {
  const folder = await mkdtemp(join(runner.workspace, "job-"));
  const [workspace, temp, pathFile] = [join(folder, "workspace"), join(folder, "temp"), join(folder, "path")];
  for (const path of [workspace, temp]) await mkdir(path);
  await writeFile(pathFile, "");
  const here = { ...runner, workspace, expressions: { ...runner.expressions, "runner.temp": temp } };
  const own = { RUNNER_TEMP: temp, GITHUB_WORKSPACE: workspace, GITHUB_PATH: pathFile, ...readTexts(job["env"], runner) };
  const ran: Run[] = [];
  for (const step of listSteps(job)) {
    requireKnown(step, stepKeys, "a step");
    const hasFailed = ran.some(({ status }) => status !== 0);
    if (step["if"] === undefined ? hasFailed : !isTrue(step["if"], here)) continue;
    const added = (await readFile(pathFile, "utf8")).split("\n").filter((line) => line !== "");
    const path = [...added.toReversed(), runner.env["PATH"] ?? ""].join(delimiter);
    const env = { ...runner.env, ...own, PATH: path, ...readTexts(step["env"], here) };
    ran.push(await runStep(step, { ...here, env }));
  }
  return { ...joinRuns(ran), status: ran.find(({ status }) => status !== 0)?.status ?? 0 };
}

/** Values of `matrix.NAME`, one map for each run of a job. Only one dimension. */
function listMatrix({ strategy }: Mapping): readonly Readonly<Record<string, string>>[] {
  const matrix = isRecord(strategy) ? strategy["matrix"] : undefined;
  if (!isRecord(matrix)) return [{}];
  const [[name, values] = ["", []]] = Object.entries(matrix);
  return (Array.isArray(values) ? values : []).map((value) => ({ [`matrix.${name}`]: String(value) }));
}

function isTrue(condition: unknown, runner: Runner): boolean {
  return substitute(String(condition), runner) === "true";
}

async function runStep(step: Mapping, runner: Runner): Promise<Run> {
  const inputs = readTexts(step["with"], runner);
  const { run, uses } = step;
  if (typeof run === "string") {
    const { ["working-directory"]: folder = "." } = readTexts(step, runner);
    return await start("bash", ["-e", "-c", substitute(run, runner)], { ...runner, workspace: resolve(runner.workspace, folder) });
  }
  const action = /^(.+?)@[0-9a-f]{40}$/u.exec(String(uses))?.[1];
  if (action === "actions/checkout") return await checkOut(inputs, runner);
  if (action === "actions/upload-artifact") return await upload(inputs, runner);
  if (action === "actions/download-artifact") return await download(inputs, runner);
  if (action === "actions/create-github-app-token" && inputs["app-id"] !== undefined) return nothing;
  if (action === "actions/setup-node" && inputs["node-version"] !== undefined) return nothing;
  throw new Error(`a step that this runner does not know, or that is not pinned: ${JSON.stringify(step)}`);
}

const nothing: Run = { status: 0, stdout: "", stderr: "" };

/** Hidden files only where they are asked for, as the action does. */
async function upload(inputs: Readonly<Record<string, string>>, { workspace, artifacts }: Runner): Promise<Run> {
  requireKnown(inputs, ["name", "path", "if-no-files-found", "include-hidden-files"], "actions/upload-artifact");
  const withHidden = inputs["include-hidden-files"] === "true";
  const source = resolve(workspace, inputs["path"] ?? "");
  try {
    const filter = (path: string): boolean => withHidden || path === source || !basename(path).startsWith(".");
    await cp(source, join(artifacts, inputs["name"] ?? ""), { recursive: true, filter });
    return nothing;
  } catch (error) {
    if (inputs["if-no-files-found"] === "ignore") return nothing;
    throw error;
  }
}

/** All whose names begin as the pattern does, into one folder. */
async function download(inputs: Readonly<Record<string, string>>, { workspace, artifacts }: Runner): Promise<Run> {
  requireKnown(inputs, ["pattern", "path", "merge-multiple"], "actions/download-artifact");
  const prefix = inputs["pattern"]?.replace(/\*$/u, "") ?? "";
  for (const name of await readdir(artifacts)) {
    if (name.startsWith(prefix)) await cp(join(artifacts, name), resolve(workspace, inputs["path"] ?? ""), { recursive: true });
  }
  return nothing;
}

/** Only `ref`, `fetch-depth` and `persist-credentials`, by default as the action has it: what it reads with stays for later steps. */
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
  const address = addressOf(runner.repository);
  const isKept = inputs["persist-credentials"] !== "false" && runner.authorization !== undefined;
  const commands = [
    ["init", "--quiet", "--initial-branch=main"],
    ["remote", "add", "origin", address],
    ...(isKept ? [["config", `http.${address}.extraHeader`, `Authorization: ${runner.authorization}`]] : []),
    [...authorize(runner, isKept), "fetch", "--quiet", "--no-tags", "origin", ...refspecs],
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

function addressOf(repository: string): string {
  return repository.includes("://") ? repository : pathToFileURL(repository).href;
}

/** For one command: nothing of it is kept, as with `persist-credentials: false`. */
function authorize({ authorization }: Runner, isKept: boolean): readonly string[] {
  return authorization === undefined || isKept ? [] : ["-c", `http.extraHeader=Authorization: ${authorization}`];
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
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/gu, (_, expression: string) => evaluate(expression, expressions));
}

function listJobs(text: string): readonly (readonly [name: string, job: Mapping])[] {
  const workflow: unknown = parse(text);
  const jobs = isRecord(workflow) && isRecord(workflow["jobs"]) ? Object.entries(workflow["jobs"]) : [];
  return jobs.flatMap(([name, job]) => (isRecord(job) ? [[name, job] as const] : []));
}

function listSteps({ steps }: Mapping): readonly Mapping[] {
  return Array.isArray(steps) ? steps.filter(isRecord) : [];
}

function requireKnown(map: object, keys: readonly string[], where: string): void {
  const unknown = Object.keys(map).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new Error(`${where} has what this runner does not know: ${unknown.join(", ")}`);
}
