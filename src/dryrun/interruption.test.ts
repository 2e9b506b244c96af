import { execa } from "execa";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planRepositories } from "./session.ts";

const repositories = [{ name: "acme/infra", files: { "helmfile.yaml": "releases: []\n" } }];

describe("a run that is cut short", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "interruption-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const moments = [
    ["SIGINT", "looking up versions"],
    ["SIGTERM", "is starting"],
    ["SIGKILL", "looking up versions"],
  ] as const;

  it.each(moments)("leaves no process and no folder after %s, when Renovate says %j", { timeout: 30_000 }, async (signal, moment) => {
    const script = join(folder, "plan.mts");
    const session = new URL("session.ts", import.meta.url).href;
    await writeFile(
      script,
      `import { planRepositories } from ${JSON.stringify(session)};
await planRepositories({ cwd: ${JSON.stringify(process.cwd())}, repositories: ${JSON.stringify(repositories)}, onProgress: console.log });`,
    );
    const child = execa(process.execPath, [script], { env: { TMPDIR: folder }, reject: false });
    for await (const line of child) {
      if (!line.includes(moment)) continue;
      expect(await listEnvironments()).toContain(folder);
      child.kill(signal);
    }
    expect(await child).toMatchObject({ signal });
    await expect.poll(listEnvironments, { timeout: 10_000 }).not.toContain(folder);
    await expect.poll(() => readdir(folder), { timeout: 10_000 }).toEqual(["plan.mts"]);
  });

  it("stops on request", { timeout: 30_000 }, async () => {
    const abort = new AbortController();
    const run = planRepositories({ repositories, signal: abort.signal, onProgress: () => abort.abort(new Error("enough")) });
    await expect(run).rejects.toThrow("enough");
  });

  it("quotes the end of the log when Renovate leaves no report, without secrets", { timeout: 30_000 }, async () => {
    const secrets = { "not a name": "fixture-pass-1" };
    const run = planRepositories({ repositories, secrets });
    await expect(run).rejects.toThrow(/ended with exit code 1 and left no report; its first messages:\n.*config-secrets-invalid/su);
    await expect(run).rejects.not.toThrow("fixture-pass-1");
  });
});

// Renovate's command line does not name the folder, but its environment does.
async function listEnvironments(): Promise<string> {
  return (await execa("ps", ["axeww", "-o", "pid=,args="])).stdout;
}
