import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenOnLoopback } from "../../dryrun/hosts/loopback-server.ts";
import { installTool, pinnedTools, type PinnedTool } from "./pinned-tools.ts";

let resources = new AsyncDisposableStack();
let directory = "";

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "desalt-tools-"));
  resources.defer(() => rm(folder, { recursive: true }));
  directory = join(folder, "bin");
});
afterEach(() => resources.disposeAsync());

/** A release with a program that says who it is, as one archive. */
async function publish({ sha256, status = 200 }: { readonly sha256?: string; readonly status?: number } = {}): Promise<PinnedTool> {
  const tar = pack();
  tar.entry({ name: "linux-amd64/README.md" }, "Read me");
  tar.entry({ name: "linux-amd64/helm" }, "#!/bin/sh\necho v4.3.0\n");
  tar.finalize();
  const bytes = await buffer(tar.pipe(createGzip()));
  const server = await listenOnLoopback(createServer((_, response) => response.writeHead(status).end(bytes)));
  resources.defer(() => server.close());
  const sum = sha256 ?? createHash("sha256").update(bytes).digest("hex");
  const archive = { url: `http://127.0.0.1:${server.port}/helm.tar.gz`, sha256: sum, member: "linux-amd64/helm" };
  return { name: "helm", version: "4.3.0", archives: { x64: archive } };
}

const machine = { platform: "linux", architecture: "x64" } as const;

describe("installTool", () => {
  it("puts a program into the folder, ready to run", async () => {
    const path = await installTool(await publish(), { directory, ...machine });
    expect(execFileSync(path, { encoding: "utf8" })).toBe("v4.3.0\n");
  });

  it("refuses an archive with another sum, and writes nothing", async () => {
    const sha256 = "0".repeat(64);
    const installing = installTool(await publish({ sha256 }), { directory, ...machine });
    await expect(installing).rejects.toMatchObject({
      issues: [{ message: expect.stringContaining(`not ${sha256}`), hint: "do not run it; a proxy may have answered in its place" }],
    });
    expect(existsSync(directory)).toBe(false);
  });

  it("says what the server answered", async () => {
    const installing = installTool(await publish({ status: 503 }), { directory, ...machine });
    await expect(installing).rejects.toMatchObject({ issues: [{ message: expect.stringContaining("answered 503") }] });
  });

  it("says what to do on a machine that has no checked release", async () => {
    const installing = installTool(await publish(), { directory, platform: "darwin", architecture: "arm64" });
    await expect(installing).rejects.toMatchObject({ issues: [{ message: "desalt has no checked helm 4.3.0 for darwin arm64" }] });
  });
});

describe("pinnedTools", () => {
  it("has addresses of its versions, and whole sums", () => {
    for (const { name, version, archives } of pinnedTools) {
      for (const { url, sha256, member } of Object.values(archives)) {
        expect(url).toContain(`v${version}`);
        expect(sha256).toMatch(/^[0-9a-f]{64}$/u);
        expect(member.split("/").at(-1)).toBe(name);
      }
    }
  });
});
