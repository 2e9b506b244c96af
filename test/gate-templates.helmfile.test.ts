import { cp, mkdir, symlink } from "node:fs/promises";
import { execa } from "execa";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { config, createChange, gate } from "./gate-change.ts";
import { requireTools } from "./requires.ts";
import { createFolder } from "./run-desalt.ts";
import { helmfile } from "./scripted-repository.ts";

const tools = await requireTools("helmfile");

type Files = Readonly<Record<string, string>>;

const templated = config.replaceAll("helmfile.yaml", "helmfile.yaml.gotmpl");
const path = "prd/helmfile.yaml.gotmpl";
const prd = helmfile({ portal: "1.0.0" });
const fromValues = `environments: { default: { values: [versions.yaml] } }\n---\n${prd.replace("1.0.0", "{{ .Values.portal }}")}`;

const release = (version: string): string =>
  `releases:\n  - { name: portal, chart: stable/portal, version: {{ ${JSON.stringify(version)} }} }\n`;
const plainOverTemplate: Files = {
  "desalt.yaml": config,
  "prd/helmfile.yaml": `bases: [base.yaml.gotmpl]\nrepositories: [{ name: stable, url: "https://charts.example.com" }]\n`,
  "prd/base.yaml.gotmpl": release("1.0.0"),
};

/** Only prd is a template. */
const base: Files = {
  "desalt.yaml": config.replace("prd/helmfile.yaml", path),
  [path]: prd,
};

describe.skipIf(tools.isMissing)("a change of a templated follower", { timeout: 120_000 }, () => {
  it.each<readonly [string, Files, Files]>([
    ["a version that has soaked", { [path]: helmfile({ portal: "1.1.0" }) }, {}],
    ["a version that has soaked, from a template", { [path]: prd.replace("1.0.0", `{{ print "1.1" ".0" }}`) }, {}],
    [
      "a release that a condition hides",
      { [path]: `${prd}{{ if false }}\n  - { name: portal, chart: stable/portal, version: 9.9.9 }\n{{ end }}\n` },
      {},
    ],
    [
      "a version that has soaked, in a file of values",
      { "prd/versions.yaml": "portal: 1.1.0\n" },
      { [path]: fromValues, "prd/versions.yaml": "portal: 1.0.0\n" },
    ],
    ["a version that has soaked, in a templated base", { "prd/base.yaml.gotmpl": release("1.1.0") }, plainOverTemplate],
    ["another comment", { [path]: `{{/* of the operators */}}\n${prd}` }, {}],
  ])("passes: %s", async (...[, files, more]) => {
    await using repository = await createChange(files, { ...base, ...more });
    expect(await gate(repository)).toMatchObject({ status: 0 });
  });

  it.each<readonly [string, Files, string, Files]>([
    ["a version behind a literal", { [path]: prd.replace("1.0.0", `{{ "9.9" }}.9 {{/* 1.0.0 */}}`) }, "9.9.9", {}],
    [
      "a version under a condition",
      { [path]: prd.replace("    version: 1.0.0\n", "{{ if false }}\n    version: 1.0.0\n{{ else }}\n    version: 9.9.9\n{{ end }}\n") },
      "9.9.9",
      {},
    ],
    ["a release out of a text", { [path]: `${prd}{{ "\\n  - { name: extra, chart: stable/portal, version: 9.9.9 }\\n" }}` }, "9.9.9", {}],
    ["a version that still soaks", { [path]: helmfile({ portal: "1.2.0" }) }, "1.2.0", {}],
    [
      "a version in a file of values",
      { "prd/versions.yaml": "portal: 9.9.9\n" },
      "9.9.9",
      { [path]: fromValues, "prd/versions.yaml": "portal: 1.0.0\n" },
    ],
    ["a program", { [path]: prd.replace("1.0.0", `{{ exec "./version.sh" (list) }}`) }, 'desalt does not know what "exec" yields', {}],
    ["a variable", { [path]: prd.replace("1.0.0", `{{ env "V" | default "1.0.0" }}`) }, 'the result depends on the variable "V"', {}],
    [
      "a way without certificates",
      { [path]: `{{ print "helmDefaults: { insecureSkipTLSVerify: true }" }}\n${prd}` },
      "without a check of certificates",
      {},
    ],
    ["a version in a templated base of a plain helmfile", { "prd/base.yaml.gotmpl": release("9.9.9") }, "9.9.9", plainOverTemplate],
    ["another helm", { [path]: `{{ print "helmBinary: ./helm" }}\n${prd}` }, '"helmBinary"', {}],
  ])("is refused: %s", async (...[, files, said, more]) => {
    await using repository = await createChange(files, { ...base, ...more });
    const run = await gate(repository);
    expect(run.status).toBe(1);
    expect(run.stdout + run.stderr).toContain(said);
  });

  it("passes to a template and back", async () => {
    await using there = await createChange({ ...base, "prd/helmfile.yaml": "" });
    expect(await gate(there)).toMatchObject({ status: 0 });
    await using back = await createChange({ "desalt.yaml": config, "prd/helmfile.yaml": prd }, base);
    expect(await gate(back)).toMatchObject({ status: 0 });
  });

  it("counts what a templated upstream ran", async () => {
    const dev = "dev/helmfile.yaml.gotmpl";
    const versions = (version: string): Files => ({ [dev]: prd.replace("1.0.0", `{{ print ${JSON.stringify(version)} }}`) });
    const later = [["2026-11-10T12:00:00Z", versions("1.2.0")]] as const;
    const first = { "desalt.yaml": templated, ...versions("1.1.0"), [path]: prd };
    for (const [version, status] of [
      ["1.1.0", 0],
      ["1.2.0", 1],
    ] as const) {
      await using repository = await createChange({ [path]: helmfile({ portal: version }) }, first, later);
      expect(await gate(repository)).toMatchObject({ status });
    }
  });
});

it("refuses a templated follower without helmfile, and says how to get it", { timeout: 120_000 }, async () => {
  await using repository = await createChange({ [path]: helmfile({ portal: "1.1.0" }) }, base);
  // A copy of the program, because a checkout finds the tools that it has built.
  await using folder = await createFolder({});
  const root = join(import.meta.dirname, "..");
  await mkdir(join(folder.path, "bin"));
  for (const name of ["dist", "package.json", "schemas", "assets"])
    await cp(join(root, name), join(folder.path, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder.path, "node_modules"));
  const { stdout: git } = await execa("sh", ["-c", "command -v git"]);
  await symlink(git, join(folder.path, "bin/git"));
  const args = ["gate", "--now", "2026-11-12T00:00:00Z"];
  const run = await execa(process.execPath, [join(folder.path, "dist/cli/bin.js"), ...args], {
    cwd: repository.path,
    reject: false,
    env: { PATH: join(folder.path, "bin"), NO_COLOR: "1" },
  });
  expect(run.exitCode).toBe(1);
  expect(run.stdout + run.stderr).toContain("helmfile is needed to read templates");
  expect(run.stdout + run.stderr).toContain("`npx desalt tools DIR` downloads it");
});
