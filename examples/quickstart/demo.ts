/** The main job, from nothing: serves the example's registries on loopback, generates the fleet, and asks Renovate for its plan. */
import { startFixtures } from "desalt/testing";
import { execa } from "execa";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, registries } from "./charts.ts";

const desalt = join(import.meta.dirname, "../../dist/cli/bin.js");
const directory = await mkdtemp(join(tmpdir(), "desalt-demo-"));
const fixtures = await startFixtures(registries);

/** Runs a command as a user would in the fleet's repository, and shows it. */
async function show(command: string, args: readonly string[]): Promise<void> {
  const name = command === process.execPath ? "desalt" : command;
  const shown = args.filter((argument) => argument !== desalt);
  console.log(`\n$ ${[name, ...shown].join(" ")}`);
  await execa(command, args, { cwd: directory, stdio: "inherit", env: { ...fixtures.environment, ...credentials } });
}

try {
  await cp(join(import.meta.dirname, "desalt.config.ts"), join(directory, "desalt.config.ts"));
  console.log("A private chart repository and a private OCI registry listen on loopback, under the names that desalt.config.ts uses.");
  await show("git", ["init", "--quiet"]);
  await show(process.execPath, [desalt, "generate"]);
  await show("git", ["status", "--short", "--untracked-files=all"]);
  await show(process.execPath, [desalt, "plan"]);
  console.log("\nThat was the real Renovate. Next: read examples/quickstart, or start your own with: npx desalt init");
} finally {
  await fixtures.close();
  await rm(directory, { recursive: true });
}
