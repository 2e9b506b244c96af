/** An audit of two years without promotion, and the gate that would have stopped the worst upgrade of them. Exits non-zero if anything else happens. */
import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHistory } from "./history.ts";

const bin = join(import.meta.dirname, "../../dist/cli/bin.js");
const directory = await mkdtemp(join(tmpdir(), "desalt-audit-"));

function say(text: string): void {
  console.log(`\n${text}`);
}

async function git(...args: readonly string[]): Promise<string> {
  return (await execa("git", args, { cwd: directory })).stdout;
}

/** Runs desalt as a user would, shows it, and checks its exit code and output. */
async function show(
  args: readonly string[],
  { exitCode = 0, says }: { readonly exitCode?: number; readonly says: readonly RegExp[] },
): Promise<void> {
  console.log(`\n$ desalt ${args.join(" ")}`);
  const run = await execa(process.execPath, [bin, ...args], {
    cwd: directory,
    stdin: "ignore",
    stdout: ["inherit", "pipe"],
    stderr: "inherit",
    reject: false,
  });
  if (run.exitCode !== 0) console.log(`(exit ${run.exitCode})`);
  assert.equal(run.exitCode, exitCode, `desalt ${args.join(" ")}: the exit code`);
  for (const pattern of says) assert.match(run.stdout, pattern);
}

async function showAudit(): Promise<void> {
  say("== Two years of helmfiles, upgraded by a bot. Nobody wrote a config. How long had versions run in dev before they came to prd?");
  await show(["audit"], {
    says: [
      /came within 24 hours/u,
      /A soak of 7 days would have held \d+ of \d+\. dev went down from 2 of these before they had soaked:/u,
      /portal 1\.17\.1/u,
    ],
  });
}

async function showInit(): Promise<void> {
  say("== A config: desalt finds the environments, and proposes a soak");
  await show(["init", "--yes"], { says: [] });
  assert.match(await readFile(join(directory, "desalt.yaml"), "utf8"), /prd: .*follows: dev, soak: 7 days/u);
}

/** The day on which portal 1.17.1 came to prd, with the config of today. */
async function showGate(): Promise<void> {
  say("== The day of portal 1.17.1 again. With the config, the pull request for prd fails its check:");
  const config = await readFile(join(directory, "desalt.yaml"), "utf8");
  const bad = await git("log", "--format=%H", "--grep", "portal to v1.17.1 (prd)", "main");
  const moment = await git("show", "--no-patch", "--format=%cI", bad);
  await git("stash", "--include-untracked", "--quiet");
  await git("switch", "--quiet", "--create", "then", `${bad}~1`);
  await writeFile(join(directory, "desalt.yaml"), config);
  await git("add", "--all");
  const dated = { GIT_COMMITTER_DATE: await git("show", "--no-patch", "--format=%cI", "HEAD~5") };
  await execa("git", ["commit", "--quiet", "--message", "Add promotion"], { cwd: directory, env: dated });
  await git("switch", "--quiet", "--create", "upgrade");
  await git("cherry-pick", bad);
  await show(["gate", "--base", "then", "--now", moment], {
    exitCode: 1,
    says: [/error: prd portal 1\.16\.0 → 1\.17\.1: /u, /Failed: 1 change is blocked\./u],
  });
}

try {
  await writeHistory(directory, new Date(new Date().toISOString().slice(0, 10)));
  await showAudit();
  await showInit();
  await showGate();
  say("In a repository of your own: npx desalt audit");
} finally {
  await rm(directory, { recursive: true });
}
