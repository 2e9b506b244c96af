import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { coerce, lt } from "semver";
import { findTool, TOOLS_FOLDER, type Program } from "../src/io/programs/tools.ts";
import { parseGoModule, type GoModule } from "./go-module.ts";
import type { GoProgram } from "./programs.ts";

/** What is built from what; `digest` changes with anything that goes into the binary. */
export interface GoBuild {
  readonly name: string;
  readonly program: Program;
  readonly folder: string;
  readonly module: GoModule;
  readonly flags: readonly string[];
  readonly hasC: boolean;
  readonly share: readonly string[];
  readonly digest: string;
}

export async function loadBuild(program: GoProgram): Promise<GoBuild> {
  const { name, stamps = [], tags = [], hasC = false, share = [] } = program;
  const folder = join(import.meta.dirname, program.folder ?? name);
  const goMod = await readFile(join(folder, "go.mod"), "utf8");
  const goSum = await readFile(join(folder, "go.sum"), "utf8");
  const module = parseGoModule(goMod, name);
  const flags = [
    "-trimpath",
    ...(tags.length === 0 ? [] : ["-tags", tags.join(",")]),
    "-ldflags",
    ["-s -w", ...stamps.map((stamp) => `-X ${fillIn(stamp, module.version)}`)].join(" "),
  ];
  const digest = createHash("sha256")
    .update(JSON.stringify([goMod, goSum, flags, ...share, ...(await readOwnSources(folder))]))
    .digest("hex");
  return { name, program, folder, module, flags, hasC, share, digest };
}

async function readOwnSources(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".go")).toSorted();
  return await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
}

function fillIn(stamp: string, version: string): string {
  const [major = "", minor = ""] = version.split(".");
  return stamp.replace("$version", version).replace("$major", major).replace("$minor", minor);
}

/** Whether the program in `.tools/bin` came from exactly this build, and still runs. */
export async function isBuilt({ name, program, share, digest }: GoBuild): Promise<boolean> {
  if (share.some((part) => !existsSync(join(shareFolder(name), part)))) return false;
  try {
    if ((await readFile(stampPath(name), "utf8")) !== digest) return false;
    await findTool(program, { folders: [TOOLS_FOLDER] });
    return true;
  } catch {
    // No stamp, or a program that somebody removed or broke: build it again.
    return false;
  }
}

/** Says why this machine cannot build it, or nothing. */
export async function findObstacle({ folder, module, hasC }: GoBuild): Promise<string | undefined> {
  // Asked in the tool's folder, where Go switches to a newer toolchain if go.mod wants one and the user allows it.
  const query = await execa("go", ["env", "GOVERSION"], { cwd: folder, reject: false });
  if (query.code === "ENOENT") return `Go is not installed (get ${module.go} or newer from https://go.dev/dl/)`;
  const version = query.failed ? null : coerce(query.stdout);
  if (version === null || lt(version, module.go)) {
    return `Go is too old (get ${module.go} or newer from https://go.dev/dl/; it says "${query.stdout || query.stderr}")`;
  }
  return hasC ? await findCompilerObstacle() : undefined;
}

async function findCompilerObstacle(): Promise<string | undefined> {
  const { stdout: compiler } = await execa("go", ["env", "CC"]);
  const query = await execa(compiler, ["--version"], { reject: false });
  return query.failed ? `the C compiler that Go wants, "${compiler}", does not run (install gcc or clang)` : undefined;
}

/** Builds it into `.tools/bin`, under a temporary name first, so that nobody ever starts half a program. */
export async function runBuild(build: GoBuild): Promise<void> {
  const { name, folder, module, flags, hasC, digest } = build;
  await mkdir(TOOLS_FOLDER, { recursive: true });
  const unfinished = join(TOOLS_FOLDER, `.${name}-${process.pid}`);
  try {
    const env = { CGO_ENABLED: hasC ? "1" : "0", GOWORK: "off" };
    await execa("go", ["build", ...flags, "-o", unfinished, module.program], { cwd: folder, env });
    await copyShare(build);
    await rename(unfinished, join(TOOLS_FOLDER, name));
    await writeFile(stampPath(name), digest);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function copyShare({ name, folder, module, share }: GoBuild): Promise<void> {
  await rm(shareFolder(name), { recursive: true, force: true });
  if (share.length === 0) return;
  const { stdout: source } = await execa("go", ["list", "-m", "-f", "{{.Dir}}", module.path], { cwd: folder, env: { GOWORK: "off" } });
  for (const part of share) await copyFolder(join(source, part), join(shareFolder(name), part));
}

/** Not `fs.cp`: Go's module cache has folders that nobody may write to, and the copies would be such folders too. */
async function copyFolder(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    await (entry.isDirectory() ? copyFolder(from, to) : copyFile(from, to));
  }
}

function shareFolder(name: string): string {
  return join(dirname(TOOLS_FOLDER), "share", name);
}

function stampPath(name: string): string {
  return join(dirname(TOOLS_FOLDER), `${name}.sha256`);
}
