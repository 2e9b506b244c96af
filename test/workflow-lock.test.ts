import { execa } from "execa";
import { createHash } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOwnVersion } from "../src/io/files/own-package.ts";
import { createFolder, runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "./scripted-repository.ts";
import { runWorkflow } from "./workflow-steps.ts";

const path = ".github/workflows/desalt-check.yaml";
const config = `repository: acme/infra
workflows: true
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;
const ownVersion = readOwnVersion();

const resources = new AsyncDisposableStack();
let people: ScriptedRepository;
let [forge, registry, workflow] = ["", "", ""];

// dev has portal 1.2.0 since yesterday; prd has 1.0.0.
beforeAll(async () => {
  people = resources.use(await createScriptedRepository());
  await people.write({
    "desalt.yaml": config,
    "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }),
    "prd/helmfile.yaml": helmfile({ portal: "1.0.0" }),
  });
  await runDesalt(people.path, ["generate"]);
  workflow = await readFile(join(people.path, path), "utf8");
  await people.commit(daysAgo(20), {});
  await people.commit(daysAgo(1), { "dev/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
  const bare = resources.use(await createScriptedRepository());
  forge = join(bare.path, "infra.git");
  await bare.git("clone", "--quiet", "--bare", people.path, forge);
  await people.git("remote", "add", "origin", forge);
  registry = await startRegistry();
});
afterAll(() => resources.disposeAsync());

/** As git dates it. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

/** A registry with one package: desalt, of which each bin is the desalt just built. Returns its address. */
async function startRegistry(): Promise<string> {
  const cli = join(import.meta.dirname, "../dist/cli/bin.js");
  const folder = resources.use(
    await createFolder({
      "package/package.json": JSON.stringify({ name: "desalt", version: ownVersion, type: "module", bin: { desalt: "bin.js" } }),
      "package/bin.js": `#!/usr/bin/env node\nawait import(${JSON.stringify(cli)});\n`,
    }),
  );
  await execa("tar", ["-czf", "desalt.tgz", "package"], { cwd: folder.path });
  const archive = await readFile(join(folder.path, "desalt.tgz"));
  const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
  let address = "";
  const server = createServer(({ url }, response) => {
    const dist = { tarball: `${address}desalt.tgz`, integrity };
    const versions = { [ownVersion]: { name: "desalt", version: ownVersion, bin: { desalt: "bin.js" }, dist } };
    const about = JSON.stringify({ name: "desalt", "dist-tags": { latest: ownVersion }, versions });
    const body = { "/desalt": about, "/desalt.tgz": archive }[url ?? ""];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  resources.defer(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}/`;
  return address;
}

/** Puts a pull request on the forge, and runs its check with the real npx. */
async function check(name: string, files: Readonly<Record<string, string>>) {
  const ref = `refs/pull/${name}/merge`;
  await people.git("switch", "--quiet", "--create", name, "main");
  await people.write(files);
  for (const [file, text] of Object.entries(files)) if (text.startsWith("#!")) await chmod(join(people.path, file), 0o755);
  await people.commit(daysAgo(0), { "prd/helmfile.yaml": helmfile({ portal: "1.2.0" }) });
  await people.git("switch", "--quiet", "--detach", "main");
  await people.git("merge", "--quiet", "--no-ff", "--message", `Merge ${name} into main`, name);
  await people.git("push", "--quiet", "origin", `HEAD:${ref}`);
  await people.git("switch", "--quiet", "main");
  const env = { GITHUB_BASE_REF: "main", GITHUB_EVENT_NAME: "pull_request" };
  return await runWorkflow(workflow, { repository: forge, ref, registry, env, expressions: { "github.event.merge_group.base_sha": "" } });
}

const green = "#!/usr/bin/env node\nconsole.log('pass: all is well');\n";
const manifest = JSON.stringify({ name: "desalt", version: ownVersion, bin: { desalt: "bin.js" } });

test.each<readonly [what: string, files: Readonly<Record<string, string>>]>([
  ["nothing", {}],
  ["registry", { ".npmrc": "registry=http://127.0.0.1:1\n" }],
  ["script-shell", { ".npmrc": "script-shell=./ok.sh\n", "ok.sh": "#!/bin/sh\necho 'pass: all is well'\n" }],
  ["node-options", { ".npmrc": "node-options=--require ./x.cjs\n", "x.cjs": "process.exit(0);\n" }],
  [
    "node_modules",
    { "node_modules/desalt/package.json": manifest, "node_modules/desalt/bin.js": green, "node_modules/.bin/desalt": green },
  ],
])("the honest desalt runs and refuses, whatever decides what npx runs in the pull request: %s", async (name, files) => {
  const { status, stdout } = await check(name, files);
  expect(stdout).toContain("error: prd portal 1.0.0 → 1.2.0: 1.2.0 soaks in dev since");
  expect(stdout).not.toContain("all is well");
  expect(status).toBe(1);
});
