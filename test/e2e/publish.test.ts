import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { runDesalt, type Run } from "../run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "../scripted-repository.ts";

const config = `repository: acme/infra
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
gitops: { repository: acme/manifests, directory: clusters }
`;

// Two bare repositories, acme/infra and acme/manifests, side by side as on a forge.
const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

let infra: ScriptedRepository;
let forge = "";

beforeEach(async () => {
  infra = resources.use(await createScriptedRepository());
  const folder = await mkdtemp(`${infra.path}-forge-`);
  resources.defer(() => rm(folder, { recursive: true }));
  forge = folder;
  for (const name of ["infra", "manifests"])
    await infra.git("init", "--quiet", "--bare", "--initial-branch=main", join(forge, `acme/${name}.git`));
  await infra.git("remote", "add", "origin", pathToFileURL(join(forge, "acme/infra.git")).href);
  await infra.write({ "desalt.yaml": config, "dev/helmfile.yaml": helmfile({}), "prd/helmfile.yaml": helmfile({}) });
  await infra.commit("2026-11-01T10:00:00Z", {});
  await infra.git("push", "--quiet", "origin", "main");
});

/** What `render --out` leaves: files, and a list for each environment. */
async function render(name: string, files: Readonly<Record<string, string>>, environments: readonly string[] = ["dev"]): Promise<string> {
  const out = join(forge, name);
  const lists = environments.map((environment) => {
    const listed = Object.keys(files).filter((path) => path.startsWith(`${environment}/`));
    return [`.desalt/${environment}.json`, JSON.stringify({ files: listed })] as const;
  });
  for (const [path, text] of [...Object.entries(files), ...lists]) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), text);
  }
  return out;
}

function publish(out: string): Promise<Run> {
  return runDesalt(infra.path, ["publish", out]);
}

/** What `git` says in the manifests' repository. */
function inManifests(...args: readonly string[]): Promise<string> {
  return infra.git("--git-dir", join(forge, "acme/manifests.git"), ...args);
}

async function listFiles(): Promise<readonly string[]> {
  return (await inManifests("ls-tree", "-r", "--name-only", "main")).split("\n");
}

describe("desalt publish", () => {
  it("commits manifests with the commit that they come from, once", async () => {
    const out = await render("out", { "dev/portal/service__portal.yaml": "kind: Service\n" });
    expect(await publish(out)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^committed the manifests of [0-9a-f]{10} to file:.* main\n$/u),
    });
    expect(await listFiles()).toEqual(["clusters/.desalt/dev.json", "clusters/dev/portal/service__portal.yaml"]);
    const commit = await infra.git("rev-parse", "HEAD");
    const message = await inManifests("log", "-1", "--format=%B", "main");
    expect(message).toContain(
      `At 2026-11-01T10:00:00Z\n\nRendered by desalt from acme/infra@${commit}\n\nSource-Commit: ${commit}\nSource-Author: Test <test@example.com>`,
    );
    expect((await publish(out)).stdout).toMatch(/is up to date\n$/u);
    expect(await inManifests("rev-list", "--count", "main")).toBe("1");
  });

  it("removes what is no longer rendered, and leaves other files and other environments alone", async () => {
    await publish(await render("first", { "dev/a/x.yaml": "x\n", "dev/a/y.yaml": "y\n", "prd/a/x.yaml": "x\n" }, ["dev", "prd"]));
    await using people = await createScriptedRepository();
    await people.git("pull", "--quiet", join(forge, "acme/manifests.git"), "main");
    await people.commit(new Date().toISOString(), { "clusters/dev/a/theirs.yaml": "theirs\n", "README.md": "read\n" });
    await people.git("push", "--quiet", join(forge, "acme/manifests.git"), "HEAD:main");
    await publish(await render("second", { "dev/a/x.yaml": "x2\n" }));
    expect(await listFiles()).toEqual([
      "README.md",
      "clusters/.desalt/dev.json",
      "clusters/.desalt/prd.json",
      "clusters/dev/a/theirs.yaml",
      "clusters/dev/a/x.yaml",
      "clusters/prd/a/x.yaml",
    ]);
  });

  it("loses nothing when two push at once", async () => {
    const dev = await render("dev", { "dev/a/x.yaml": "x\n" });
    const prd = await render("prd", { "prd/a/x.yaml": "x\n" }, ["prd"]);
    const runs = await Promise.all([publish(dev), publish(prd)]);
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expect(await listFiles()).toEqual(expect.arrayContaining(["clusters/dev/a/x.yaml", "clusters/prd/a/x.yaml"]));
  });

  it("does not go back: manifests of a later commit stay", async () => {
    const earlier = await infra.git("rev-parse", "HEAD");
    await infra.commit(new Date().toISOString(), { "dev/helmfile.yaml": `${helmfile({})}# later\n` });
    await infra.git("push", "--quiet", "origin", "main");
    await publish(await render("later", { "dev/a/x.yaml": "later\n" }));
    await infra.git("switch", "--quiet", "--detach", earlier);
    expect((await publish(await render("earlier", { "dev/a/x.yaml": "earlier\n" }))).stdout).toMatch(
      /already has the manifests of a later commit\n$/u,
    );
    expect(await inManifests("show", "main:clusters/dev/a/x.yaml")).toBe("later");
  });

  it("replaces manifests of a commit that was never merged", async () => {
    const merged = await infra.git("rev-parse", "HEAD");
    await infra.commit(new Date().toISOString(), { "dev/helmfile.yaml": `${helmfile({})}# not merged\n` });
    await publish(await render("unmerged", { "dev/a/x.yaml": "unmerged\n" }));
    await infra.git("switch", "--quiet", "--detach", merged);
    expect((await publish(await render("merged", { "dev/a/x.yaml": "merged\n" }))).stdout).toMatch(/^committed/u);
  });

  it("keeps an environment that the config lost, and says how to remove it", async () => {
    await publish(await render("first", { "old/a/x.yaml": "x\n", "dev/a/x.yaml": "x\n" }, ["old", "dev"]));
    const kept = await publish(await render("second", { "dev/a/x.yaml": "x\n" }));
    expect(kept.stderr).toBe(`warning: environment "old" is no longer in the config, but its manifests stay
 hint: remove them with: gitops: { removal: { allow: ["old"] } }
`);
    const allowing = config.replace("directory: clusters", 'directory: clusters, removal: { allow: ["old"] }');
    await infra.commit(new Date().toISOString(), { "desalt.yaml": allowing });
    await publish(await render("third", { "dev/a/x.yaml": "x\n" }));
    expect(await listFiles()).toEqual(["clusters/.desalt/dev.json", "clusters/dev/a/x.yaml"]);
  });

  it("takes only what render wrote", async () => {
    await mkdir(join(forge, "empty"));
    expect(await publish(join(forge, "empty"))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("has no manifests from desalt"),
    });
  });

  it("refuses to name a commit that the manifests do not come from", async () => {
    await infra.write({ "dev/helmfile.yaml": `${helmfile({})}# not committed\n` });
    expect(await publish(await render("out", { "dev/a/x.yaml": "x\n" }))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("the working tree has changes that are not committed"),
    });
  });
});
