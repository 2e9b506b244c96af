/** What blocks the next version of Kubernetes? Needs helm and helmfile. Exits non-zero if the check finds anything else than what was planted. */
import { startFixtures } from "desalt/testing";
import { execa } from "execa";
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registries } from "./charts.ts";
import { planted } from "./planted.ts";

const desalt = join(import.meta.dirname, "../../dist/cli/bin.js");
const folder = await mkdtemp(join(tmpdir(), "desalt-lifecycles-"));
const directory = join(folder, "infra");
const fixtures = await startFixtures(registries);
const env = { ...fixtures.environment, XDG_CACHE_HOME: join(folder, "cache") };

/** Runs desalt as a user would, and shows it. */
async function show(command: string, exitCode: number): Promise<string> {
  console.log(`\n$ ${command}`);
  const args = [desalt, ...command.split(" ").slice(1)];
  const run = await execa(process.execPath, args, { cwd: directory, env, stdin: "ignore", stdout: "pipe", stderr: "pipe", reject: false });
  if (!command.includes("--json")) console.log(run.stdout);
  assert.equal(run.exitCode, exitCode, `${command}: the exit code\n${run.stderr}`);
  return run.stdout;
}

interface Finding {
  readonly rule: string;
  readonly status: string;
  readonly fix?: string;
}

interface Check {
  readonly environments: readonly {
    readonly environment: string;
    readonly kubernetes: string;
    readonly findings: readonly Finding[];
    readonly releases: readonly { readonly release: string; readonly findings: readonly Finding[] }[];
  }[];
}

/** Everything but what is fine or untested, one line each. */
function listFindings({ environments }: Check): string[] {
  return environments.flatMap(({ environment, kubernetes, findings, releases }) => {
    const line = (release: string, { rule, status, fix = "" }: Finding): string[] =>
      status === "fine" || status === "untested" ? [] : [`${environment} ${kubernetes} ${release}: ${status} ${rule} → ${fix}`];
    return [
      ...findings.flatMap((finding) => line("(cluster)", finding)),
      ...releases.flatMap((each) => each.findings.flatMap((finding) => line(each.release, finding))),
    ];
  });
}

try {
  await cp(import.meta.dirname, directory, { recursive: true });
  await execa("git", ["init", "--quiet"], { cwd: directory });
  console.log("Three environments, and one release for each thing that can happen. Charts come from registries on loopback.");
  await show("desalt check --next --now 2026-11-29", 1);
  const check: Check = JSON.parse(await show("desalt check --next --now 2026-11-29 --json", 1));
  assert.deepEqual(listFindings(check).toSorted(), planted.toSorted());
  console.log(`\n${planted.length} of ${planted.length} planted findings, each with its fix, and nothing else.`);
  console.log("\nWhat blocks 1.36 in production?");
  await show("desalt check prd --kubernetes 1.36 --now 2026-11-29", 1);
} finally {
  await fixtures.close();
  await rm(folder, { recursive: true });
}
