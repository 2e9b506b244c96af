import { execa } from "execa";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../assets");
const scripts = (await readdir(folder)).filter((name) => name.endsWith(".sh"));

async function isInstalled(program: string): Promise<boolean> {
  const { failed } = await execa("sh", ["-c", 'command -v "$1"', "sh", program], { reject: false });
  return !failed;
}

describe.each(scripts)("assets/%s", (name) => {
  it.for(["sh", "dash", "bash", "busybox"])("is a script for %s", async (shell, { skip }) => {
    if (shell !== "sh" && !(await isInstalled(shell))) skip(`${shell} is not installed`);
    const args = shell === "busybox" ? ["sh", "-n", name] : ["-n", name];
    expect(await execa(shell, args, { cwd: folder, reject: false })).toMatchObject({ exitCode: 0, stderr: "" });
  });

  // Nobody builds shellcheck with `npm run tools`; it is Haskell. Where a machine has it, it is asked.
  it("has no warning of shellcheck", async ({ skip }) => {
    if (!(await isInstalled("shellcheck"))) {
      process.stderr.write(`skipped: shellcheck is not installed, assets/${name} was only parsed\n`);
      skip("shellcheck is not installed");
    }
    const { stdout } = await execa("shellcheck", ["--shell=sh", "--severity=warning", name], { cwd: folder, reject: false });
    expect(stdout).toBe("");
  });
});
