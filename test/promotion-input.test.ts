import { execa } from "execa";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFolder, runDesalt, type Run } from "./run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

const config = `repository: acme/infra
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;

/** dev got portal 1.1.0 on the 1st; prd has 1.0.0. */
async function createFleet(declared = config, more: Readonly<Record<string, string>> = {}): Promise<ScriptedRepository> {
  const repository = await createScriptedRepository();
  const first = helmfile({ portal: "1.0.0" });
  await repository.commit("2026-10-01T00:00:00Z", {
    "desalt.yaml": declared,
    "dev/helmfile.yaml": first,
    "prd/helmfile.yaml": first,
    ...more,
  });
  await repository.commit("2026-11-01T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }) });
  return repository;
}

async function run(path: string, command: "gate" | "promote", ...args: readonly string[]): Promise<string> {
  const more = command === "gate" ? [] : ["--dry-run"];
  return tell(await runDesalt(path, [command, "--now", "2026-11-12", ...more, ...args]));
}

function tell({ status, stdout, stderr }: Run): string {
  return `${status}\n${stderr}${status === 2 ? "" : stdout}`.replaceAll(/[0-9a-f]{10,40}/gu, "ID");
}

test("promotion needs git, and the merge check the whole history", async () => {
  await using repository = await createFleet();
  const env = { PATH: "/nowhere" };
  expect(
    tell(await runDesalt(repository.path, ["promote", "--dry-run"], { env }))
      .split("\n")
      .slice(0, 2),
  ).toEqual(["2", 'error: "git" was not found in PATH']);
  await using folder = await createFolder({});
  await execa("git", ["clone", "--quiet", "--depth=1", `file://${repository.path}`, join(folder.path, "shallow")]);
  expect(await run(join(folder.path, "shallow"), "gate")).toMatchInlineSnapshot(`
    "2
    error: this clone is shallow, and promotion needs the whole history
     hint: fetch the whole history: git fetch --unshallow; in a workflow, check out with fetch-depth: 0
    "
  `);
});

test("a helmfile that is not where the config says, or that nobody can read, is named with its place", async () => {
  await using repository = await createFleet(config.replace("dev/helm", "clusters/dev/helm"));
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "2
    error: "clusters/dev/helmfile.yaml" was not found (desalt.yaml, environments.dev.helmfile)
     hint: write the helmfile's path relative to the repository's root
    "
  `);
  await repository.commit("2026-11-02T00:00:00Z", { "desalt.yaml": config, "dev/helmfile.yaml": "releases: [\n" });
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "2
    error: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] (dev/helmfile.yaml, line 2, column 1)
     hint: fix dev/helmfile.yaml first; nothing was written
    "
  `);
});

test("a version of the upstream that only helmfile knows is named, until its release is gone", async () => {
  await using repository = await createFleet();
  await repository.commit("2026-11-09T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: '"{{ .Values.portal }}"' }) });
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "0
    warning: dev/helmfile.yaml in commit ID cannot be read, and its time counts for nothing: line 7: template text in "version", which helmfile renders
    warning: dev: the version of release portal is missing, a range or a template, so no version soaks; write a literal version (dev/helmfile.yaml)
    prd follows dev
      held     portal 1.0.0 → 1.1.0: gave way to a range or a template in dev on 2026-11-09

    dry run; nothing was written
    "
  `);
  await repository.commit("2026-11-10T00:00:00Z", { "dev/helmfile.yaml": helmfile({ redis: "1.0.0" }) });
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "0
    warning: dev/helmfile.yaml in commit ID cannot be read, and its time counts for nothing: line 7: template text in "version", which helmfile renders
    prd follows dev
      held     portal 1.0.0 → 1.1.0: was removed in dev on 2026-11-09

    dry run; nothing was written
    "
  `);
});

test("a soak that is no length of time, or that no calendar holds, is refused", async () => {
  await using repository = await createFleet(config.replace("7 days", "{ patch: soon, minor: 99999999999999999999 weeks }"));
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "2
    error: "soon" is not valid (desalt.yaml, environments.prd.soak.patch)
     hint: A length of time in words, such as \`7 days\` or \`12 hours\`.
    error: "ID weeks" is not valid (desalt.yaml, environments.prd.soak.minor)
     hint: A length of time in words, such as \`7 days\` or \`12 hours\`.
    "
  `);
});

test("a freeze that ends before it starts is refused", async () => {
  await using repository = await createFleet(config, {
    "promotion.yaml": "freeze:\n  - { from: 2026-12-24, until: 2026-12-20, reason: x }\n",
  });
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "2
    error: the freeze ends before it starts: from "2026-12-24" until "2026-12-20" (promotion.yaml, freeze[0])
     hint: set \`until\` to the first moment after the freeze; a day means its first moment in the environment's time zone
    "
  `);
});

test("the merge check names a clock that is behind the last commit", async () => {
  await using repository = await createFleet();
  expect(tell(await runDesalt(repository.path, ["gate", "--base", "HEAD", "--now", "2026-10-20"]))).toMatchInlineSnapshot(`
    "0
    warning: dev: commit ID (2026-11-01T00:00:00.000Z) is dated in the future, so that what it brings has no time until then
    Passed: every version in this change has soaked.
    "
  `);
});

test("where verification is asked for, the merge check says what is wrong with the branch that has the results", async () => {
  await using repository = await createFleet(config.replace("soak: 7 days", "verify: ./healthy.sh"), { "healthy.sh": "#!/bin/sh\n" });
  expect(await run(repository.path, "promote")).toMatchInlineSnapshot(`
    "2
    error: the script "./healthy.sh" was not found or is not executable (desalt.yaml, environments.prd.verify)
     hint: write it, relative to the repository's root, and run: chmod +x ./healthy.sh
    "
  `);
  await chmod(join(repository.path, "healthy.sh"), 0o755);
  await repository.commit("2026-11-02T00:00:00Z", {});
  await repository.write({ "prd/helmfile.yaml": helmfile({ portal: "1.1.0" }) });
  expect(await run(repository.path, "gate", "--base", "HEAD")).toMatchInlineSnapshot(`
    "1
    warning: the branch "desalt-gates" with the verification results was not found, so no version counts as verified
     hint: create it with: npx desalt promote; in a workflow, check out with fetch-depth: 0
    error: prd portal 1.0.0 → 1.1.0: 1.1.0 is held: soaked, and not verified yet; run desalt promote and then this check again, or approve the version (verification)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0 --to prd
    "
  `);
  const tree = await repository.git("hash-object", "-t", "tree", "-w", "/dev/null");
  await repository.git("update-ref", "refs/heads/desalt-gates", await repository.git("commit-tree", tree, "-m", "Mine"));
  expect(await run(repository.path, "gate", "--base", "HEAD")).toMatchInlineSnapshot(`
    "1
    warning: desalt/evidence.json on the branch "desalt-gates" is missing, so no version counts as verified
     hint: regenerate it with: npx desalt promote
    error: prd portal 1.0.0 → 1.1.0: 1.1.0 is held: soaked, and not verified yet; run desalt promote and then this check again, or approve the version (verification)
    Failed: 1 change is blocked.
     hint: npx desalt promote --explain portal@1.1.0 --to prd
    "
  `);
});
