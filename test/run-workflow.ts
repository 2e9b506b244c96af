import { execa } from "execa";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findTool } from "../src/io/programs/tools.ts";
import { programs } from "../tools/programs.ts";
import { readActLog, type WorkflowRun } from "./act-log.ts";
import { listActions, listJobs } from "./workflow-text.ts";
import type { WorkflowEvent } from "./workflow-event.ts";
import { npxStandIn } from "./workflow-npx.ts";

/**
 * Runs a GitHub workflow with act, without containers: each job in a workspace of its own, with a home of its own.
 * Actions are those of `test/actions`. `npx --yes desalt@VERSION` is the desalt just built, and only outside of the checkout.
 * Throws at an action that has no stand-in, is not pinned, or gets an unknown input, and where act cannot run the workflow.
 */
export async function runWorkflow(text: string, event: WorkflowEvent): Promise<WorkflowRun> {
  const folder = await mkdtemp(join(tmpdir(), "desalt-workflow-"));
  try {
    const [home, bin, place] = [join(folder, "home"), join(folder, "bin"), join(folder, "place")];
    for (const path of [home, bin, place]) await mkdir(path);
    if (event.registry === undefined) {
      await writeFile(join(bin, "npx"), event.npx ?? npxStandIn);
      await chmod(join(bin, "npx"), 0o755);
    } else await writeFile(join(home, ".npmrc"), `registry=${event.registry}\nupdate-notifier=false\nfetch-retries=0\n`);
    const path = [bin, dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
    const env = { PATH: path, HOME: home, ...machine, ...event.env };
    const act = await findTool(programs.act);
    const options = { cwd: place, env, extendEnv: false, reject: false, stdin: "ignore", timeout: 600_000 } as const;
    const { stdout, stderr, exitCode } = await execa(act.path, await prepare(text, event, folder), options);
    const run = readActLog(
      stdout,
      listJobs(text).map((job) => job.name),
    );
    const hasFailed = Object.values(run.jobs).some(({ result }) => result === "failure");
    if ((exitCode !== 0) !== hasFailed) throw new Error(`act ended with ${exitCode}:\n${stdout}\n${stderr}`);
    return run;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first is act's own. The others are because act gives each step a terminal, which a runner does not have. */
const machine = { ACT_DISABLE_VERSION_CHECK: "1", NO_COLOR: "1", TERM: "dumb", PAGER: "cat", GIT_TERMINAL_PROMPT: "0" };

/** Writes what act reads, and returns its arguments. */
async function prepare(text: string, event: WorkflowEvent, folder: string): Promise<readonly string[]> {
  const { forge, name, ref, payload = {}, secrets = {}, variables = {}, token = "" } = event;
  const repository = { full_name: event.repository, default_branch: "main" };
  const files = {
    "workflow.yaml": text,
    "event.json": JSON.stringify({ ...payload, repository }),
    "secrets.yaml": JSON.stringify({ ...secrets, GITHUB_TOKEN: token }),
    "variables.yaml": JSON.stringify(variables),
    "env.yaml": JSON.stringify({
      GITHUB_SERVER_URL: forge,
      GITHUB_REPOSITORY: event.repository,
      GITHUB_REF: ref,
      // From which act takes GITHUB_SHA.
      SHA_REF: event.commit ?? (await findCommit(event)),
      GITHUB_API_URL: event.api ?? "http://127.0.0.1:1",
    }),
  };
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  return [
    name,
    "--platform=ubuntu-latest=-self-hosted",
    `--action-cache-path=${join(folder, "cache")}`,
    `--workflows=${join(folder, "workflow.yaml")}`,
    `--eventpath=${join(folder, "event.json")}`,
    `--secret-file=${join(folder, "secrets.yaml")}`,
    `--var-file=${join(folder, "variables.yaml")}`,
    `--env-file=${join(folder, "env.yaml")}`,
    ...(await listActions(text)).map(({ pinned, folder: local }) => `--local-repository=${forge}/${pinned}=${local}`),
    // A test that looks for a secret in the output must see it.
    "--insecure-secrets",
    "--strict",
    "--json",
    "--no-cache-server",
    "--no-skip-checkout",
    "--action-offline-mode",
  ];
}

async function findCommit({ forge, repository, ref, token = "", env }: WorkflowEvent): Promise<string> {
  const login = Buffer.from(`x-access-token:${token}`).toString("base64");
  const header = token === "" ? [] : ["-c", `http.extraHeader=Authorization: Basic ${login}`];
  const { stdout } = await execa("git", [...header, "ls-remote", `${forge}/${repository}.git`, ref], { env: env ?? {} });
  const [commit = ""] = stdout.split("\t");
  if (commit === "") throw new Error(`${forge}/${repository}.git has no ref "${ref}"`);
  return commit;
}
