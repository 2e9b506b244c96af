import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { coerce, lt } from "semver";
import { findTool, TOOLS_FOLDER, type ToolName } from "../src/io/tools.ts";
import { parseGoModule, type GoModule } from "./go-module.ts";

/** A program to build; its version stands in `<name>/go.mod`, where Renovate bumps it. */
export interface GoProgram {
  readonly name: ToolName;
  /** The linker sets this variable to the version: a program built as a dependency does not know its own. */
  readonly variable: string;
  /** Comes before the version in `variable`. */
  readonly prefix?: string;
}

/** What is built from what; `digest` changes with anything that goes into the binary. */
export interface GoBuild {
  readonly name: ToolName;
  readonly folder: string;
  readonly module: GoModule;
  readonly flags: readonly string[];
  readonly digest: string;
}

export async function loadBuild({ name, variable, prefix = "" }: GoProgram): Promise<GoBuild> {
  const folder = join(import.meta.dirname, name);
  const goMod = await readFile(join(folder, "go.mod"), "utf8");
  const goSum = await readFile(join(folder, "go.sum"), "utf8");
  const module = parseGoModule(goMod);
  const flags = ["-trimpath", "-ldflags", `-s -w -X ${variable}=${prefix}${module.version}`];
  const digest = createHash("sha256")
    .update(JSON.stringify([goMod, goSum, flags]))
    .digest("hex");
  return { name, folder, module, flags, digest };
}

/** Whether the program in `.tools/bin` came from exactly this build, and still runs. */
export async function isBuilt({ name, digest }: GoBuild): Promise<boolean> {
  try {
    if ((await readFile(stampPath(name), "utf8")) !== digest) return false;
    await findTool(name, { folders: [TOOLS_FOLDER] });
    return true;
  } catch {
    // No stamp, or a program that somebody removed or broke: build it again.
    return false;
  }
}

/** Says why this machine cannot build it, or nothing. */
export async function findObstacle({ folder, module }: GoBuild): Promise<string | undefined> {
  // Asked in the tool's folder, where Go switches to a newer toolchain if go.mod wants one and the user allows it.
  const query = await execa("go", ["env", "GOVERSION"], { cwd: folder, reject: false });
  if (query.code === "ENOENT") return `Go is not installed (get ${module.go} or newer from https://go.dev/dl/)`;
  const version = query.failed ? null : coerce(query.stdout);
  if (version !== null && !lt(version, module.go)) return undefined;
  return `Go is too old (get ${module.go} or newer from https://go.dev/dl/; it says "${query.stdout || query.stderr}")`;
}

/** Builds it into `.tools/bin`, under a temporary name first, so that nobody ever starts half a program. */
export async function runBuild({ name, folder, module, flags, digest }: GoBuild): Promise<void> {
  await mkdir(TOOLS_FOLDER, { recursive: true });
  const unfinished = join(TOOLS_FOLDER, `.${name}-${process.pid}`);
  try {
    const env = { CGO_ENABLED: "0", GOWORK: "off" };
    await execa("go", ["build", ...flags, "-o", unfinished, module.program], { cwd: folder, env });
    await rename(unfinished, join(TOOLS_FOLDER, name));
    await writeFile(stampPath(name), digest);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function stampPath(name: ToolName): string {
  return join(dirname(TOOLS_FOLDER), `${name}.sha256`);
}
