import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { requireTools } from "./requires.ts";
import { runDesalt, type Run } from "./run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const config = (more = "") => `environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
${more}`;
const chart = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n",
};
const local = "releases:\n  - name: web\n    namespace: web\n    chart: ../charts/web\n";

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

let infra: ScriptedRepository;
let forge = "";

beforeEach(async () => {
  infra = resources.use(await createScriptedRepository());
  forge = await mkdtemp(`${infra.path}-forge-`);
  resources.defer(() => rm(forge, { recursive: true, force: true }));
  for (const name of ["infra", "manifests"])
    await infra.git("init", "--quiet", "--bare", "--initial-branch=main", join(forge, `acme/${name}.git`));
  await infra.git("remote", "add", "origin", pathToFileURL(join(forge, "acme/infra.git")).href);
});

async function commit(files: Readonly<Record<string, string>>): Promise<void> {
  await infra.commit("2026-11-01T10:00:00Z", files);
  await infra.git("push", "--quiet", "origin", "main");
}

/** What `render --out` leaves. */
async function writeRendered(): Promise<string> {
  const out = join(forge, "out");
  const files = { ".desalt/dev.json": JSON.stringify({ files: ["dev/web/a.yaml"] }), "dev/web/a.yaml": "kind: Service\n" };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), text);
  }
  return out;
}

/** The environment that git gives to a hook of a linked worktree. */
function runInHook(...args: readonly string[]): Promise<Run> {
  return runDesalt(infra.path, args, { env: { GIT_DIR: join(infra.path, ".git"), GIT_INDEX_FILE: join(infra.path, ".git/index") } });
}

describe("in a git hook, which has GIT_DIR in its environment", () => {
  it("publish leaves the user's repository as it is", async () => {
    await commit({
      "desalt.yaml": config("gitops: { repository: acme/manifests }\n"),
      "dev/helmfile.yaml": helmfile({}),
      "prd/helmfile.yaml": helmfile({}),
    });
    const before = await infra.git("config", "--list", "--local");
    expect(await runInHook("publish", await writeRendered())).toEqual({
      status: 0,
      stderr: expect.any(String),
      stdout: expect.stringContaining("committed"),
    });
    expect(await infra.git("config", "--list", "--local")).toBe(before);
    expect(await infra.git("rev-parse", "--is-bare-repository")).toBe("false");
  });

  it("gate and promote read the user's repository", async () => {
    await commit({
      "desalt.yaml": config(),
      "dev/helmfile.yaml": helmfile({ web: "1.0.0" }),
      "prd/helmfile.yaml": helmfile({ web: "1.0.0" }),
    });
    expect(await runInHook("gate", "--base", "HEAD")).toMatchObject({ status: 0 });
    expect(await runInHook("promote", "--dry-run")).toMatchObject({ status: 0 });
    expect(await infra.git("rev-parse", "--is-bare-repository")).toBe("false");
  });

  it.skipIf(isMissing)("diff and render --pull leave the user's repository as it is", { timeout: 60_000 }, async () => {
    await commit({
      "desalt.yaml": config("gitops: { repository: acme/manifests }\n"),
      ...chart,
      "dev/helmfile.yaml": local,
      "prd/helmfile.yaml": local,
    });
    await infra.write({ "charts/web/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web2 }\n" });
    expect(await runInHook("diff", "HEAD")).toMatchObject({ status: 0, stdout: expect.stringContaining("web2") });
    expect(await runInHook("render", "--out", join(forge, "rendered"), "--pull")).toMatchObject({ status: 0, stderr: expect.any(String) });
    expect(await infra.git("rev-parse", "--is-bare-repository")).toBe("false");
  });
});

describe("a repository that is known by its remote only", () => {
  it("publish never pushes manifests to the branch that they were rendered from", async () => {
    await commit({
      "desalt.yaml": config("gitops: { repository: acme/infra }\n"),
      "dev/helmfile.yaml": helmfile({}),
      "prd/helmfile.yaml": helmfile({}),
    });
    const main = await infra.git("rev-parse", "origin/main");
    expect(await runDesalt(infra.path, ["publish", await writeRendered()])).toEqual({
      status: 0,
      stderr: expect.any(String),
      stdout: expect.any(String),
    });
    const listed = await infra.git("ls-remote", "--heads", "origin");
    expect(listed).toContain(`${main}\trefs/heads/main`);
    expect(listed).toContain("refs/heads/desalt-manifests");
  });
});
