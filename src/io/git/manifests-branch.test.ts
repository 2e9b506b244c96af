import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openRemoteBranch, pushChange, readRemoteTip, writeTipFiles, type RemoteBranch, type RemoteTip } from "./manifests-branch.ts";

let folder = "";
let remote: RemoteBranch;

beforeEach(async () => {
  vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
  folder = await mkdtemp(join(tmpdir(), "desalt-test-"));
  git("init", "--quiet", "--bare", join(folder, "remote.git"));
  remote = await open();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await remote[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function open(): Promise<RemoteBranch> {
  return openRemoteBranch({ url: join(folder, "remote.git"), branch: "main", tokenVariable: "MANIFESTS_TOKEN" });
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { encoding: "utf8" }).trimEnd();
}

function inRemote(...args: readonly string[]): string {
  return git("-C", join(folder, "remote.git"), ...args);
}

/** Files on disk, as a change names them. */
function onDisk(files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const entries = Object.entries(files).map(([path, text], index) => {
    const source = join(folder, `source ${index}`);
    writeFileSync(source, text);
    return [path, source] as const;
  });
  return new Map(entries);
}

function write(tip: RemoteTip, files: Readonly<Record<string, string>>, removed: readonly string[] = []) {
  return pushChange(remote, { tip, written: onDisk(files), removed, message: "Render\n\nSource-Commit: abc\n" });
}

test("a branch that is not there begins with the first commit", async () => {
  const tip = await readRemoteTip(remote);
  expect(tip).toMatchObject({ commit: undefined, message: "" });
  expect(await write(tip, { "dev/portal/a.yaml": "a: 1\n", "with space/ü.yaml": "b: 1\n" })).toBe("committed");
  expect(inRemote("show", "main:dev/portal/a.yaml")).toBe("a: 1");
  const next = await readRemoteTip(remote);
  expect([...next.files.keys()]).toEqual(["dev/portal/a.yaml", "with space/ü.yaml"]);
  expect(next.message).toBe("Render\n\nSource-Commit: abc");
});

test("files of a branch come to a folder, below their paths without the directory of manifests", async () => {
  await write(await readRemoteTip(remote), { "clusters/dev/ü.yaml": "a: 1\n", "clusters/prd/a.yaml": "b: 1\n", "README.md": "" });
  const target = join(folder, "out");
  await writeTipFiles(remote, { tip: await readRemoteTip(remote), paths: ["dev/ü.yaml", "dev/gone.yaml"], prefix: "clusters/", target });
  expect(readdirSync(target, { recursive: true })).toEqual(["dev", join("dev", "ü.yaml")]);
  expect(readFileSync(join(target, "dev/ü.yaml"), "utf8")).toBe("a: 1\n");
});

test("a change removes and replaces what it names, and nothing else", async () => {
  await write(await readRemoteTip(remote), { "a.yaml": "a\n", "b.yaml": "b\n", "README.md": "theirs\n" });
  expect(await write(await readRemoteTip(remote), { "b.yaml": "b2\n" }, ["a.yaml"])).toBe("committed");
  expect(inRemote("ls-tree", "-r", "--name-only", "main")).toBe("README.md\nb.yaml");
  expect(inRemote("show", "main:b.yaml")).toBe("b2");
});

test("the same files make no commit", async () => {
  await write(await readRemoteTip(remote), { "a.yaml": "a\n" });
  expect(await write(await readRemoteTip(remote), { "a.yaml": "a\n" })).toBe("unchanged");
  expect(inRemote("rev-list", "--count", "main")).toBe("1");
});

test("a push that somebody was faster than is stale, and overwrites nothing", async () => {
  await write(await readRemoteTip(remote), { "a.yaml": "a\n" });
  const tip = await readRemoteTip(remote);
  await write(tip, { "b.yaml": "theirs\n" });
  expect(await write(tip, { "c.yaml": "ours\n" })).toBe("stale");
  expect(inRemote("ls-tree", "-r", "--name-only", "main")).toBe("a.yaml\nb.yaml");
});

test("a refused push says why and what to do", async () => {
  const hook = join(folder, "remote.git/hooks/pre-receive");
  writeFileSync(hook, "#!/bin/sh\nexit 1\n");
  chmodSync(hook, 0o755);
  const pushing = write(await readRemoteTip(remote), { "a.yaml": "a\n" });
  await expect(pushing).rejects.toMatchObject({
    issues: [{ message: expect.stringContaining('refuses a push to the branch "main": pre-receive hook declined') }],
  });
});

test("a repository that is not there is named, without credentials in its address", async () => {
  await using absent = await openRemoteBranch({
    url: "https://bot:planted@127.0.0.1:1/acme/x.git",
    branch: "main",
    tokenVariable: "MANIFESTS_TOKEN",
  });
  const failure: unknown = await readRemoteTip(absent).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    issues: [{ message: expect.stringContaining('git cannot reach the remote "https://127.0.0.1:1/acme/x.git"') }],
  });
  expect(String(failure)).not.toContain("planted");
});

test("the token is handed to git by the name of its variable, and is in no file", async () => {
  vi.stubEnv("MANIFESTS_TOKEN", "planted-token");
  await using withToken = await open();
  expect(git("-C", withToken.directory, "config", "credential.helper")).toContain("MANIFESTS_TOKEN");
  expect(git("-C", withToken.directory, "config", "--list")).not.toContain("planted-token");
  const input = "protocol=https\nhost=git.example.com\n\n";
  const filled = execFileSync("git", ["-C", withToken.directory, "credential", "fill"], { input, encoding: "utf8" });
  expect(filled).toContain("username=x-access-token\npassword=planted-token\n");
});
