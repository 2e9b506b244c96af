/** Runs `desalt generate` in every example that has a config; arguments are passed on: `npm run examples -- --check`. */
import { execa } from "execa";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { findConfig } from "../src/project/load-config.ts";

const entries = await readdir(import.meta.dirname, { withFileTypes: true });
const examples = entries.filter((entry) => entry.isDirectory()).map((entry) => join(import.meta.dirname, entry.name));
const cli = join(import.meta.dirname, "../src/cli/bin.ts");

for (const directory of examples.filter((path) => findConfig(path) !== undefined)) {
  const { exitCode, stderr } = await execa(process.execPath, [cli, "generate", "--cwd", directory, ...process.argv.slice(2)], {
    stdout: "inherit",
    reject: false,
  });
  // A user's copy of an example is a repository of its own. Here it is a folder, which desalt warns about.
  const messages = stderr.replace(/^warning: .* is not the root of its git repository.*\n hint: .*\n?/mu, "");
  if (messages !== "") process.stderr.write(`${messages.trimEnd()}\n`);
  if (exitCode !== 0) process.exitCode = exitCode ?? 1;
}
