import { execa } from "execa";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { requireTools } from "./requires.ts";
import { createFolder, createRepository, runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile } from "./scripted-repository.ts";

const { actionlint, isMissing } = await requireTools("actionlint");

const paths = [".github/workflows/desalt-check.yaml", ".github/workflows/desalt-render.yaml"];
const [checkPath = "", renderPath = ""] = paths;
const helmfiles = {
  "clusters/dev/helmfile.yaml": helmfile({ portal: "1.1.0" }),
  "clusters/on/helmfile.yaml.gotmpl": `${helmfile({ portal: "1.0.0" })}# {{ requiredEnv "PORTAL_PASSWORD" }} {{ env \`REGION\` }}\n`,
};

test("init --workflows writes the workflows for a helmfile repository without a config, once", async () => {
  await using repository = await createRepository({ ...helmfiles, "renovate.json": '{ "extends": ["config:recommended"] }\n' });
  expect(await runDesalt(repository.path, ["init", "--workflows"])).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "next:
      - the helmfiles read PORTAL_PASSWORD, REGION: give them to the steps of desalt diff and desalt render, in their env
      - see what a first render says: npx desalt render --out ../manifests
      - merge the workflows: the first run of desalt-render fills the branch desalt-manifests of this repository
      - require the check "desalt-check" in the rules of the default branch
      - let Renovate upgrade desalt in the workflows: in renovate.json, in "extends": "github>desalt-dev/desalt//presets/tools#v1.0.0"
    ",
      "stdout": "wrote    .github/workflows/desalt-check.yaml
    wrote    .github/workflows/desalt-render.yaml
    ",
    }
  `);
  const texts = await Promise.all(paths.map((path) => readFile(join(repository.path, path), "utf8")));
  const [check = "", render = ""] = texts;
  await expect(check).toMatchFileSnapshot("__snapshots__/desalt-check.without-config.yaml");
  await expect(render).toMatchFileSnapshot("__snapshots__/desalt-render.without-config.yaml");
  // YAML reads a bare "on" as true.
  expect(check).toContain('environment: [dev, "on"]');

  const edited = `${check}# ours\n`;
  await repository.write({ [checkPath]: edited });
  expect((await runDesalt(repository.path, ["init", "--workflows"])).stdout).toBe(`kept     ${checkPath}\nkept     ${renderPath}\n`);
  expect(await readFile(join(repository.path, checkPath), "utf8")).toBe(edited);
  if (isMissing) return;
  const args = ["-no-color", "-shellcheck=", "-pyflakes=", ...paths];
  expect((await execa(actionlint.path, args, { cwd: repository.path, reject: false })).stdout).toBe("");
});

test("a config says where the manifests go, and a check without a diff is not taken for one with it", async () => {
  await using repository = await createRepository({
    ...helmfiles,
    "desalt.yaml": `repository: acme/infra
defaultBranch: trunk
environments:
  dev: { helmfile: clusters/dev/helmfile.yaml }
  prd: { helmfile: clusters/on/helmfile.yaml.gotmpl, follows: dev }
gitops: { repository: acme/manifests }
`,
    [checkPath]: "name: desalt-check\n",
  });
  expect(await runDesalt(repository.path, ["init", "--workflows"])).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "next:
      - .github/workflows/desalt-check.yaml was there, without a diff: move it away, run this again, and bring over what you changed
      - the helmfiles read PORTAL_PASSWORD, REGION: give them to the steps of desalt diff and desalt render, in their env
      - make the secret MANIFESTS_TOKEN, which may write to acme/manifests
      - see what a first render says: npx desalt render --out ../manifests
      - merge the workflows: the first run of desalt-render fills acme/manifests, branch main
      - require the check "desalt-check" in the rules of the default branch
    ",
      "stdout": "kept     .github/workflows/desalt-check.yaml
    wrote    .github/workflows/desalt-render.yaml
    ",
    }
  `);
  const render = await readFile(join(repository.path, renderPath), "utf8");
  expect(render).toContain("branches: [trunk]");
  expect(render).toContain("secrets.MANIFESTS_TOKEN");
  expect(render).toContain("environment: [dev, prd]");
});

test("init --workflows leaves workflows that generate keeps to generate, and refuses names that artifacts cannot have", async () => {
  await using repository = await createRepository({
    ...helmfiles,
    "desalt.yaml": "repository: acme/infra\nworkflows: true\nenvironments: { dev: { helmfile: clusters/dev/helmfile.yaml } }\n",
  });
  expect((await runDesalt(repository.path, ["init", "--workflows"])).stderr).toMatchInlineSnapshot(`
    "error: generate keeps the workflows of this repository (desalt.yaml, workflows: true)
     hint: add to the config: gitops: {}, then run: npx desalt generate
    "
  `);
  await using odd = await createRepository({ "helmfile.yaml": "environments: { eu/west: {}, dev: {} }\n---\nreleases: []\n" });
  expect((await runDesalt(odd.path, ["init", "--workflows"])).stderr).toMatchInlineSnapshot(`
    "error: the environment "eu/west" cannot be a part of a workflow: its name has other characters than letters, digits, ".", "_" and "-"
     hint: give it another name in a config, which names the helmfile of each environment: npx desalt init
    "
  `);
  await using empty = await createRepository({});
  expect((await runDesalt(empty.path, ["init", "--workflows"])).stderr).toContain("no helmfile in");
});

test("without a config, publish commits to the branch desalt-manifests of the own repository", async () => {
  await using forge = await createFolder({});
  await using repository = await createScriptedRepository(helmfiles);
  const bare = join(forge.path, "acme/infra.git");
  await repository.git("init", "--quiet", "--bare", bare);
  await repository.git("remote", "add", "origin", pathToFileURL(bare).href);
  await repository.commit("2026-11-01T00:00:00Z", {});
  await repository.git("push", "--quiet", "origin", "main");
  const list = (name: string, path: string) => ({ [`.desalt/${name}.json`]: JSON.stringify({ files: [path] }), [path]: "kind: Service\n" });
  await forge.write(asPaths("first", { ...list("dev", "dev/a/x.yaml"), ...list("gone", "gone/a/x.yaml") }));
  expect((await runDesalt(repository.path, ["publish", join(forge.path, "first")])).stdout).toMatch(
    /^committed the manifests of \w+ to \S+ desalt-manifests\n$/u,
  );
  await forge.write(asPaths("second", list("dev", "dev/a/x.yaml")));
  expect(await runDesalt(repository.path, ["publish", join(forge.path, "second")])).toMatchObject({
    status: 0,
    stderr: `warning: the environment "gone" is gone from the helmfiles, and its manifests stay
 hint: to remove them: git rm -r gone .desalt/gone.json, in that branch
`,
  });
  const files = await repository.git("--git-dir", bare, "ls-tree", "-r", "--name-only", "desalt-manifests");
  expect(files.split("\n")).toEqual([".desalt/dev.json", ".desalt/gone.json", "dev/a/x.yaml", "gone/a/x.yaml"]);
});

function asPaths(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
