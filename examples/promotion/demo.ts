/** Promotion from end to end: dev gets a new version, prd waits for it, and the check blocks every other way. Exits non-zero if anything else happens. */
import { execa } from "execa";
import assert from "node:assert/strict";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findToday, writeHistory, writeVersions } from "./history.ts";

const bin = join(import.meta.dirname, "../../dist/cli/bin.js");
const directory = await mkdtemp(join(tmpdir(), "desalt-promotion-"));
const today = findToday();

/** A day after the first one, in the form of `--now`. */
function dayAfter(days: number): string {
  return new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

function say(...lines: readonly string[]): void {
  console.log(`\n${lines.join("\n")}`);
}

interface Expected {
  readonly exitCode?: 0 | 1;
  /** Texts that the command must print. */
  readonly says: readonly RegExp[];
}

/** Runs a command as a user would, shows it, and checks its exit code and output. */
async function show(command: string, expected: Expected = { says: [] }): Promise<void> {
  console.log(`\n$ ${command}`);
  const [program = "", ...args] = command.split(" ");
  const [file, start] = program === "desalt" ? [process.execPath, [bin]] : [program, []];
  const { exitCode, stdout } = await execa(file, [...start, ...args], {
    cwd: directory,
    stdin: "ignore",
    stdout: ["inherit", "pipe"],
    stderr: "inherit",
    reject: false,
  });
  if (program === "desalt" && exitCode !== 0) console.log(`(exit ${exitCode})`);
  assert.equal(exitCode, expected.exitCode ?? 0, `${command}: the exit code`);
  for (const pattern of expected.says) assert.match(stdout, pattern, command);
}

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await execa("git", args, { cwd: directory });
  return stdout;
}

/** The text that Renovate will write into the body of the pull request, without the conditions that select the note of a version. */
async function readEvidence(): Promise<string> {
  const gates: { packageRules: { prBodyNotes?: string[] }[] } = JSON.parse(await git("show", "desalt-gates:desalt/gates.json"));
  const notes = gates.packageRules.flatMap(({ prBodyNotes = [] }) => prBodyNotes);
  return notes.map((note) => note.replaceAll(/\{\{.*?\}\}/gu, "")).join("\n");
}

async function showDayZero(): Promise<void> {
  say(`== Day 0, ${dayAfter(0)}: dev gets cert-manager 1.18.0`);
  await show("git log --reverse --format=%cs%x20%s", { says: [/cert-manager to v1\.18\.0 \(dev\)/u] });
  await show("cat desalt.yaml");
  await show("desalt init --promotion", { says: [/created {2}branch desalt-gates/u] });
  await show("desalt generate", { says: [/updated {2}desalt\/renovate\.json/u] });
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Add the workflows of promotion");
  say("What would Renovate do? The real one, against charts on loopback:");
  await show(`desalt plan --fixtures fixtures.yaml --now ${dayAfter(0)}`, {
    says: [
      /no branch {2}cert-manager 1\.18\.0: soaking in dev, 0 of 7 days, until/u,
      /no branch {2}portal 2\.5\.0: held/u,
      /^0 pull requests/mu,
    ],
  });
}

async function showDayFive(): Promise<void> {
  say(`== Day 5, ${dayAfter(5)}: prd still waits`);
  await show(`desalt promote --now ${dayAfter(5)}`, {
    says: [new RegExp(`cert-manager 1.17.2 → 1.18.0: 5 of 7 days in dev, opens ${dayAfter(7)}`, "u"), /nothing opened or closed/u],
  });
  say("Somebody does not want to wait, and edits prd/helmfile.yaml. The check of the pull request fails:");
  await git("switch", "--quiet", "--create", "hurry");
  await writeVersions(join(directory, "prd/helmfile.yaml"), { "cert-manager": "1.18.0" });
  await git("commit", "--quiet", "--all", "--message", "Upgrade cert-manager in prd now");
  await show("git diff --unified=0 main hurry");
  await show(`desalt gate --base main --now ${dayAfter(5)}`, {
    exitCode: 1,
    says: [/error: prd cert-manager 1\.17\.2 → 1\.18\.0: .* \(soaking\)\nFailed: 1 change is blocked\./u],
  });
  say(
    "Somebody hides the upgrade: all releases move into another file, and the new version is in there. helmfile would run it, so it is blocked:",
  );
  await git("switch", "--quiet", "--create", "trick");
  await rename(join(directory, "prd/helmfile.yaml"), join(directory, "prd/releases.yaml"));
  await writeFile(join(directory, "prd/helmfile.yaml"), "helmfiles:\n  - releases.yaml\n");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Tidy up");
  await show("git diff --stat main trick");
  await show(`desalt gate --base main --now ${dayAfter(5)}`, {
    exitCode: 1,
    says: [/error: prd cert-manager 1\.17\.2 → 1\.18\.0: .* \(soaking\)\n/u],
  });
  await git("switch", "--quiet", "main");
}

async function showDayEight(): Promise<void> {
  say(`== Day 8, ${dayAfter(8)}: the gate opens`);
  await show(`desalt promote --now ${dayAfter(8)}`, { says: [/opened {3}cert-manager 1\.17\.2 → 1\.18\.0: .* soaked/u] });
  await show("git log -1 --format=%s desalt-gates", { says: [/Open cert-manager 1\.18\.0 in prd/u] });
  say("Renovate opens the pull request for prd now:");
  await show(`desalt plan --fixtures fixtures.yaml --now ${dayAfter(8)}`, {
    says: [/prd\n {2}opens now {2}Update Helm release cert-manager to v1\.18\.0 \(prd\)\n.*in prd\/helmfile\.yaml/u],
  });
  const evidence = await readEvidence();
  assert.match(evidence, /^`cert-manager` 1\.18\.0 .* in dev .*since .* not rolled back\.$/u);
  say("and its body says, from the branch desalt-gates:", "", `  ${evidence}`, "", "The check lets the same change through:");
  await git("switch", "--quiet", "hurry");
  await show(`desalt gate --base main --now ${dayAfter(8)}`, { says: [/^Passed: /u] });
}

try {
  await writeHistory(directory, today);
  await showDayZero();
  await showDayFive();
  await showDayEight();
  say("Every step happened as docs/promotion.md says. Next, in a repository of your own: npx desalt init --promotion");
} finally {
  await rm(directory, { recursive: true });
}
