import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UserError } from "../../core/user-error.ts";
import { readHistories } from "./read-histories.ts";

const environments = [{ name: "dev", helmfile: "clusters/dev/helmfile.yaml" }];
let root = "";
let clock = 0;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "desalt-history-"));
  clock = Date.parse("2026-11-01T00:00:00Z");
  git("init", "--quiet", "--initial-branch=main");
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  const date = new Date(clock).toISOString();
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Someone",
    GIT_AUTHOR_EMAIL: "someone@example.com",
    GIT_COMMITTER_NAME: "Someone",
    GIT_COMMITTER_EMAIL: "someone@example.com",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  return execFileSync("git", ["-C", root, ...args], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

function commit(message = "change"): void {
  clock += 3_600_000;
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", message);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

function helmfile(versions: Readonly<Record<string, string>>, more = ""): string {
  const releases = Object.entries(versions).map(
    ([name, version]) => `  - name: ${name}\n    chart: jetstack/${name}\n    version: ${version}\n`,
  );
  return `repositories:\n  - name: jetstack\n    url: https://charts.jetstack.io\nreleases:\n${releases.join("")}${more}`;
}

async function commitDev(versions: Readonly<Record<string, string>>, path = "clusters/dev/helmfile.yaml"): Promise<void> {
  await write(path, helmfile(versions));
  commit();
}

async function read(directory = root): Promise<readonly string[]> {
  const { histories } = await readHistories({ directory, environments });
  return (histories.get("dev") ?? []).map(({ commit: { time }, releases }) => {
    const names = releases?.map(({ name, version }) => `${name} ${version ?? "?"}`).join(", ") ?? "unreadable";
    return `${new Date(time).toISOString().slice(11, 16)} ${names}`;
  });
}

test("versions through time, oldest first, of the commits that changed the helmfile", async () => {
  await commitDev({ "cert-manager": "1.15.0", portal: "2.0.0" });
  await write("README.md", "text\n");
  commit();
  await commitDev({ "cert-manager": '"1.16.0" # from here on', portal: "2.0.0" });
  await commitDev({ portal: "v2.1.0" });
  expect(await read()).toEqual([
    "01:00 cert-manager 1.15.0, portal 2.0.0",
    "03:00 cert-manager 1.16.0, portal 2.0.0",
    "04:00 portal v2.1.0",
  ]);
});

test("a release knows where its chart comes from", async () => {
  await commitDev({ portal: "2.0.0" });
  const { histories } = await readHistories({ directory: root, environments });
  expect(histories.get("dev")?.[0]?.releases).toEqual([
    { name: "portal", chart: "portal", repositoryUrl: "https://charts.jetstack.io", oci: false, version: "2.0.0" },
  ]);
});

test("a helmfile that is gone and comes back", async () => {
  await commitDev({ portal: "2.0.0" });
  await rm(join(root, "clusters"), { recursive: true });
  commit();
  await commitDev({ portal: "2.1.0" });
  expect(await read()).toEqual(["01:00 portal 2.0.0", "02:00 ", "03:00 portal 2.1.0"]);
});

test("a folder that moved keeps its history, twice", async () => {
  await commitDev({ portal: "2.0.0" }, "dev/helmfile.yaml");
  await commitDev({ portal: "2.1.0" }, "dev/helmfile.yaml");
  await rename(join(root, "dev"), join(root, "development"));
  commit();
  await mkdir(join(root, "clusters"));
  await rename(join(root, "development"), join(root, "clusters/dev"));
  commit();
  await commitDev({ portal: "2.2.0" });
  expect(await read()).toEqual([
    "01:00 portal 2.0.0",
    "02:00 portal 2.1.0",
    "03:00 portal 2.1.0",
    "04:00 portal 2.1.0",
    "05:00 portal 2.2.0",
  ]);
});

test("a merge counts when it is merged, and the commits of its branch do not", async () => {
  await commitDev({ portal: "2.0.0" });
  git("checkout", "--quiet", "-b", "topic");
  await commitDev({ portal: "2.1.0" });
  await commitDev({ portal: "2.2.0" });
  git("checkout", "--quiet", "main");
  await write("README.md", "text\n");
  commit();
  clock += 3_600_000;
  git("merge", "--quiet", "--no-ff", "--message", "merge", "topic");
  expect(await read()).toEqual(["01:00 portal 2.0.0", "05:00 portal 2.2.0"]);
});

test("commits that nobody can read are told of once", async () => {
  await commitDev({ portal: "2.0.0" });
  for (const text of ["releases: [", "releases: [["]) {
    // oxlint-disable-next-line no-await-in-loop -- one commit after the other
    await write("clusters/dev/helmfile.yaml", text);
    commit();
  }
  await commitDev({ portal: "2.1.0" });
  expect(await read()).toEqual(["01:00 portal 2.0.0", "02:00 unreadable", "03:00 unreadable", "04:00 portal 2.1.0"]);
  const { warnings } = await readHistories({ directory: root, environments });
  expect(warnings.map((text) => text.replace(/[0-9a-f]{10}/u, "COMMIT"))).toEqual([
    expect.stringMatching(
      /^clusters\/dev\/helmfile\.yaml in 2 commits \(the first is COMMIT\) cannot be read, and its time counts for nothing: /u,
    ),
  ]);
});

test("ranges are no versions, and a template in a plain file is not understood", async () => {
  await commitDev({ a: "1.x", b: "~1.2", c: "1.2.3" });
  await commitDev({ a: "1.x", b: "1.2.0", c: "1.2.4" });
  await commitDev({ a: "{{ .Values.version }}", b: "1.2.0", c: "1.2.4" });
  expect(await read()).toEqual(["01:00 a ?, b ?, c 1.2.3", "02:00 a ?, b 1.2.0, c 1.2.4", "03:00 unreadable"]);
});

test("text that looks like the output of git is text", async () => {
  const odd = 'commit 1234 5678\ndiff --git a/x b/x\n@@ -1 +1 @@\n--- a\n+++ b\n"\\" \\ No newline at end of file\n';
  await write("clusters/dev/helmfile.yaml", helmfile({ portal: "2.0.0" }, `# ${odd.replaceAll("\n", "\n# ")}`));
  commit();
  await write(
    "clusters/dev/helmfile.yaml",
    helmfile({ portal: "2.1.0" }, `commonLabels:\n  notes: |\n    ${odd.replaceAll("\n", "\n    ")}\n-- x\n`)
      .trimEnd()
      .replace("\n-- x", ""),
  );
  commit();
  await commitDev({ portal: "2.2.0" });
  expect(await read()).toEqual(["01:00 portal 2.0.0", "02:00 portal 2.1.0", "03:00 portal 2.2.0"]);
});

test("the user's git config changes nothing", async () => {
  for (const setting of [
    "diff.noprefix=true",
    "diff.mnemonicPrefix=true",
    "log.follow=true",
    "color.ui=always",
    "diff.interHunkContext=9",
    "diff.external=false",
    "log.showSignature=true",
  ]) {
    const [key = "", value = ""] = setting.split("=");
    git("config", key, value);
  }
  await write(".gitattributes", "*.yaml -diff\n");
  await commitDev({ a: "1.0.0", b: "1.0.0", c: "1.0.0" });
  await commitDev({ a: "1.1.0", b: "1.0.0", c: "1.1.0" });
  expect(await read()).toEqual(["01:00 a 1.0.0, b 1.0.0, c 1.0.0", "02:00 a 1.1.0, b 1.0.0, c 1.1.0"]);
});

test("paths are relative to the folder that is asked about", async () => {
  await write("infra/clusters/dev/helmfile.yaml", helmfile({ portal: "2.0.0" }));
  commit();
  expect(await read(join(root, "infra"))).toEqual(["01:00 portal 2.0.0"]);
});

test("a shallow clone, a folder without git and an unknown commit are told to the user", async () => {
  await commitDev({ portal: "2.0.0" });
  await commitDev({ portal: "2.1.0" });
  const clone = await mkdtemp(join(tmpdir(), "desalt-history-"));
  try {
    await expect(readHistories({ directory: clone, environments })).rejects.toThrow("is not in a git repository");
    git("clone", "--quiet", "--depth=1", `file://${root}`, join(clone, "shallow"));
    const error: unknown = await readHistories({ directory: join(clone, "shallow"), environments }).catch((cause: unknown) => cause);
    expect(error instanceof UserError ? error.issues : error).toEqual([
      {
        message: "this clone is shallow, and promotion needs the whole history",
        hint: "fetch the whole history: git fetch --unshallow; in a workflow, check out with fetch-depth: 0",
      },
    ]);
    await expect(readHistories({ directory: root, commit: "no-such", environments })).rejects.toThrow(
      'git cannot read the history of "no-such"',
    );
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
});

test("a worktree of the repository knows the same history", async () => {
  await commitDev({ portal: "2.0.0" });
  const folder = await mkdtemp(join(tmpdir(), "desalt-history-"));
  try {
    git("worktree", "add", "--quiet", "--detach", join(folder, "tree"));
    expect(await read(join(folder, "tree"))).toEqual(["01:00 portal 2.0.0"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const base = "clusters/base.yaml";
const entry = "clusters/dev/helmfile.yaml";
const show = async (): Promise<readonly string[]> => {
  const { histories, warnings } = await readHistories({ directory: root, environments });
  const shown = (histories.get("dev") ?? []).map(
    ({ releases }) => releases?.map(({ name, version, range }) => `${name} ${version ?? `? ${range ?? ""}`}`).join(", ") ?? "unread",
  );
  return [...shown, ...warnings.map((text) => text.replaceAll(/\b[0-9a-f]{10}\b/gu, "ID"))];
};

test("a release that moves into a base goes on, and a change of the base alone counts", async () => {
  await commitDev({ portal: "1.0.0" });
  await write(entry, "bases: [../base.yaml]\n");
  await write(base, helmfile({ portal: "1.0.0" }));
  commit();
  await write(base, helmfile({ portal: "1.1.0" }));
  commit();
  await write("README.md", "text\n");
  commit();
  expect(await show()).toEqual(["portal 1.0.0", "portal 1.0.0", "portal 1.1.0"]);
});

test("files of an older commit are followed, also behind links, and through a rename of the helmfile", async () => {
  await write("clusters/old/helmfile.yaml", "bases: [../link.yaml]\n");
  await write(base, helmfile({ portal: "1.0.0" }));
  await symlink("base.yaml", join(root, "clusters/link.yaml"));
  commit();
  await write(base, helmfile({ portal: "1.1.0" }));
  commit();
  await mkdir(join(root, "clusters/dev"));
  await rename(join(root, "clusters/old/helmfile.yaml"), join(root, entry));
  commit();
  await commitDev({ portal: "1.2.0" });
  await write(base, helmfile({ portal: "9.9.9" }));
  commit();
  const shown = await show();
  expect(shown.filter((text, index) => text !== shown[index - 1])).toEqual(["portal 1.0.0", "portal 1.1.0", "portal 1.2.0"]);
});

test("helmfiles that a pattern finds later, locks, values of conditions and folders of charts count from their commit on", async () => {
  await write(entry, "helmfiles: [apps/*.yaml]\n");
  await write("clusters/dev/apps/a.yaml", helmfile({ portal: "1.0.0" }));
  commit();
  await write("clusters/dev/apps/b.yaml", helmfile({ redis: "2.0.0" }));
  commit();
  await write("clusters/dev/apps/b.lock", "dependencies: [{ name: redis, repository: x, version: 2.0.0+x }]\n");
  commit();
  await write("clusters/dev/apps/jetstack/portal/Chart.yaml", "name: portal\nversion: 9.9.9\n");
  commit();
  await write("clusters/dev/apps/a.yaml", helmfile({ portal: "1.0.0" }, "    condition: portal.enabled\n"));
  commit();
  expect(await show()).toEqual([
    "portal 1.0.0",
    "portal 1.0.0, redis 2.0.0",
    "portal 1.0.0, redis 2.0.0+x",
    "portal 9.9.9, redis 2.0.0+x",
    "portal ? 1.0.0, redis 2.0.0+x",
  ]);
});

test("a base that is gone is time that counts for nothing", async () => {
  await write(entry, `bases: [../base.yaml]\n${helmfile({ portal: "1.0.0" })}`);
  await write(base, "helmDefaults: { wait: true }\n");
  commit();
  await rm(join(root, base));
  commit();
  await write(base, "helmDefaults: { wait: true }\n");
  commit();
  expect(await show()).toEqual([
    "portal 1.0.0",
    "unread",
    "portal 1.0.0",
    "clusters/dev/helmfile.yaml in commit ID cannot be read, and its time counts for nothing: line 1: the base ../base.yaml is not in the commit",
  ]);
});
