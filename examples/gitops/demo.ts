/** An upgrade of this fleet, from its diff to the commit in the manifests repository. Needs helm and helmfile. Exits non-zero if anything else happens. */
import { startFixtures } from "desalt/testing";
import { execa } from "execa";
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { credentials, registries } from "./charts.ts";

const desalt = join(import.meta.dirname, "../../dist/cli/bin.js");
const folder = await mkdtemp(join(tmpdir(), "desalt-gitops-"));
const [directory, forge] = [join(folder, "infra"), join(folder, "forge/acme")];
const fixtures = await startFixtures(registries);
const person = {
  GIT_AUTHOR_NAME: "Ann",
  GIT_AUTHOR_EMAIL: "ann@example.com",
  GIT_COMMITTER_NAME: "Ann",
  GIT_COMMITTER_EMAIL: "ann@example.com",
};
const env = { ...fixtures.environment, ...credentials, ...person, XDG_CACHE_HOME: join(folder, "cache") };

function say(...lines: readonly string[]): void {
  console.log(`\n${lines.join("\n")}`);
}

/** Runs a command as a user would, shows it, and holds its output to a pattern. */
async function show(command: string, says: RegExp): Promise<void> {
  console.log(`\n$ ${command}`);
  const [program = "", ...args] = command.split(" ");
  const [file, start] = program === "desalt" ? [process.execPath, [desalt]] : [program, []];
  const { exitCode, stdout } = await execa(file, [...start, ...args], {
    cwd: directory,
    env,
    stdin: "ignore",
    stdout: ["inherit", "pipe"],
    stderr: "inherit",
    reject: false,
  });
  assert.equal(exitCode, 0, `${command}: the exit code`);
  assert.match(stdout, says, command);
}

async function git(...args: readonly string[]): Promise<void> {
  await execa("git", args, { cwd: directory, env });
}

/** Two repositories on a forge, which is a folder here, and a clone of the fleet's. */
async function prepare(): Promise<void> {
  await mkdir(directory);
  await cp(join(import.meta.dirname, "desalt.config.ts"), join(directory, "desalt.config.ts"));
  await git("init", "--quiet", "--initial-branch=main");
  for (const name of ["infra", "manifests"]) await git("init", "--quiet", "--bare", "--initial-branch=main", join(forge, `${name}.git`));
  await git("remote", "add", "origin", pathToFileURL(join(forge, "infra.git")).href);
  await execa(process.execPath, [desalt, "generate"], { cwd: directory, env });
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Start");
  await git("push", "--quiet", "origin", "main");
}

/** As Renovate's pull request does it. */
async function bumpPortal(): Promise<void> {
  const path = join(directory, "dev/helmfile.yaml");
  const text = await readFile(path, "utf8");
  await git("switch", "--quiet", "--create", "renovate/dev/portal-2.x");
  await writeFile(path, text.replace("version: 2.4.0", "version: 2.5.0"));
  await git("commit", "--quiet", "--all", "--message", "Update Helm release portal to v2.5.0 (dev)");
}

const showManifests = "git --git-dir=../forge/acme/manifests.git show --stat --format=%an:%x20%B main";

try {
  await prepare();
  say("== The fleet's manifests are rendered for the first time");
  await show("desalt render --out ../manifests --pull", /wrote .*dev\/portal\/Deployment\.apps_/u);
  await show("desalt publish ../manifests", /^committed the manifests of/u);
  await bumpPortal();
  say(
    "== Renovate's pull request upgrades portal in dev",
    "What does it do to the cluster? The workflow desalt-check posts this as a comment:",
  );
  await show("git diff --unified=0 main", /\+ {4}version: 2\.5\.0/u);
  await show("desalt diff main --format markdown", /`portal` `2\.4\.0 → 2\.5\.0`/u);
  await git("switch", "--quiet", "main");
  await git("merge", "--quiet", "renovate/dev/portal-2.x");
  await git("push", "--quiet", "origin", "main");
  say("== Somebody merges it", "The workflow desalt-render does this; Argo CD reads what it commits:");
  await show("desalt render --out ../manifests --pull", /wrote .*dev\/portal\/Deployment\.apps_/u);
  await show("desalt publish ../manifests", /^committed the manifests of/u);
  await show(showManifests, /dev\/portal\/Deployment\.apps_.*\n(?:.*\n)* 1 file changed/u);
  await show("desalt publish ../manifests", /is up to date/u);
  say("With a real forge, Renovate, a cluster and Argo CD: npm run demo:talk");
} finally {
  await fixtures.close();
  await rm(folder, { recursive: true });
}
