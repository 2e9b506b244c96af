import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderIssues, UserError } from "../../core/user-error.ts";
import { findTool, programs } from "./tools.ts";

let root = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "desalt-tools-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

/** Puts a shell script called `name` into a folder of its own and returns the folder. */
async function program(name: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(root, "bin-"));
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  return folder;
}

/** What the user reads, without the temporary folder. */
async function messageOf(name: keyof typeof programs, folders: readonly string[]): Promise<string> {
  try {
    await findTool(programs[name], { folders });
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues).replaceAll(/\/\S*\/bin-\w+/g, "/bin");
    throw error;
  }
  throw new Error(`${name} was accepted`);
}

describe("findTool", () => {
  it.each([
    ["helm", "v4.3.1+gabc123", "4.3.1"],
    ["helm", "v3.18.0+gd1b2c3d", "3.18.0"],
    ["helmfile", "helmfile version 1.1.0", "1.1.0"],
    ["git", "git version 2.39.5 (Apple Git-154)", "2.39.5"],
    ["git", "git version 2.47.1.windows.1", "2.47.1"],
  ] as const)("reads the version of %s from %j", async (name, output, version) => {
    const folder = await program(name, `echo '${output}'`);
    expect(await findTool(programs[name], { folders: [folder] })).toEqual({ name, path: join(folder, name), version });
  });

  it("takes the first folder that has an executable file of that name", async () => {
    const withFolder = await mkdtemp(join(root, "bin-"));
    await mkdir(join(withFolder, "helm"));
    const withTextFile = await mkdtemp(join(root, "bin-"));
    await writeFile(join(withTextFile, "helm"), "notes about helm");
    const first = await program("helm", "echo v4.0.0");
    const second = await program("helm", "echo v4.9.0");
    const tool = await findTool(programs.helm, { folders: [join(root, "absent"), withFolder, withTextFile, first, second] });
    expect(tool.path).toBe(join(first, "helm"));
  });

  it("searches PATH when it is told no folders", async () => {
    const folder = await program("git", "echo git version 3.0.1");
    vi.stubEnv("PATH", folder);
    expect(await findTool(programs.git)).toEqual({ name: "git", path: join(folder, "git"), version: "3.0.1" });
  });

  it("starts a program once, however often it is looked for", async () => {
    const log = join(root, "starts");
    const folder = await program("helm", `echo started >> ${log}; echo v4.0.0`);
    await Promise.all([findTool(programs.helm, { folders: [folder] }), findTool(programs.helm, { folders: [folder] })]);
    await findTool(programs.helm, { folders: [folder] });
    expect(await readFile(log, "utf8")).toBe("started\n");
  });

  it("says how to get a program that is missing", async () => {
    expect(await messageOf("git", [])).toMatchInlineSnapshot(`
      "error: "git" was not found in PATH
       hint: install git 2.30.0 or newer: \`apt-get install git\`, \`brew install git\`, or https://git-scm.com/downloads"
    `);
  });

  it("names `npm run tools` for a program that a checkout can build", async () => {
    expect(await messageOf("helmfile", [root])).toMatchInlineSnapshot(`
      "error: "helmfile" was not found in PATH
       hint: \`npm run tools -- helmfile\` builds it with Go; or install helmfile 1.1.0 or newer: \`brew install helmfile\`, or https://helmfile.readthedocs.io/en/latest/#installation"
    `);
  });

  it("refuses a version that is too old", async () => {
    const folder = await program("helm", "echo v3.17.4+gabc");
    expect(await messageOf("helm", [folder])).toMatchInlineSnapshot(`
      "error: "helm" 3.17.4 is too old, 3.18.0 or newer is needed (/bin/helm)
       hint: \`npm run tools -- helm\` builds it with Go; or install helm 3.18.0 or newer: \`brew install helm\`, or https://helm.sh/docs/intro/install/"
    `);
  });

  it("refuses a program that does not run", async () => {
    const folder = await program("helm", "exit 3");
    expect(await messageOf("helm", [folder])).toMatchInlineSnapshot(`
      "error: "helm" does not run: Command failed with exit code 3: /bin/helm version --short
       hint: \`npm run tools -- helm\` builds it with Go; or install helm 3.18.0 or newer: \`brew install helm\`, or https://helm.sh/docs/intro/install/"
    `);
  });

  it("refuses a program that does not tell its version", async () => {
    const folder = await program("helmfile", "echo development build");
    expect(await messageOf("helmfile", [folder])).toMatchInlineSnapshot(`
      "error: "helmfile" does not tell its version, it says "development build" (/bin/helmfile)
       hint: \`npm run tools -- helmfile\` builds it with Go; or install helmfile 1.1.0 or newer: \`brew install helmfile\`, or https://helmfile.readthedocs.io/en/latest/#installation"
    `);
  });
});
