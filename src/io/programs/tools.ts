import { existsSync } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
// One by one: the package's door loads forty more files at every start of desalt.
import coerce from "semver/functions/coerce.js";
import lt from "semver/functions/lt.js";
import { UserError } from "../../core/user-error.ts";
import { ownPackage } from "../files/own-package.ts";
import { runProgram } from "./run-program.ts";

/** An external program: how to ask for its version, and how to get it. */
export interface Program {
  readonly name: string;
  readonly versionArguments: readonly string[];
  readonly oldestVersion: string;
  /** Commands and pages that install it. */
  readonly install: string;
  /** `desalt tools` downloads it. */
  readonly isDownloadable?: boolean;
  /** The folder of a checkout's `tools` that builds it, where that has more than one program. */
  readonly folder?: string;
}

/** A program that was found, started once, and is new enough. */
export interface Tool {
  readonly name: string;
  /** Absolute path of the executable. */
  readonly path: string;
  /** Three numbers without a prefix: `4.3.1`. */
  readonly version: string;
}

export interface ToolSearch {
  /** Folders in the order of the search. Default: `.tools/bin` of a desalt checkout, then the folders of `PATH`. */
  readonly folders?: readonly string[];
}

/** The programs that desalt starts. Those that only its tests start are in `tools/programs.ts`. */
export const programs = {
  git: {
    name: "git",
    versionArguments: ["--version"],
    oldestVersion: "2.30.0",
    install: "`apt-get install git`, `brew install git`, or https://git-scm.com/downloads",
  },
  helm: {
    name: "helm",
    versionArguments: ["version", "--short"],
    oldestVersion: "3.18.0",
    install: "`brew install helm`, or https://helm.sh/docs/intro/install/",
    isDownloadable: true,
  },
  helmfile: {
    name: "helmfile",
    // Not `helmfile version`: that asks GitHub whether there is a newer one.
    versionArguments: ["--version"],
    oldestVersion: "1.1.0",
    install: "`brew install helmfile`, or https://helmfile.readthedocs.io/en/latest/#installation",
    isDownloadable: true,
  },
} as const satisfies Readonly<Record<string, Program>>;

/** Where `npm run tools` puts what it builds. The published package has no such folder. */
export const TOOLS_FOLDER: string = join(ownPackage, ".tools", "bin");

/** By path, so that each program is asked once per process. */
const versions = new Map<string, Promise<string>>();
/** By name and folders, because git alone is looked for twenty times. */
const places = new Map<string, Promise<string | undefined>>();

/**
 * Finds an external program, the first one in the order of the search.
 * Throws a {@link UserError} that says how to get it when it is missing, does not run, or is too old.
 */
export async function findTool(program: Program, search: ToolSearch = {}): Promise<Tool> {
  const { name, oldestVersion } = program;
  const folders = search.folders ?? [TOOLS_FOLDER, ...pathFolders()];
  const place = [name, ...folders].join(delimiter);
  const found = places.get(place) ?? findExecutable(name, folders);
  places.set(place, found);
  const path = await found;
  if (path === undefined) places.delete(place);
  if (path === undefined) throw new UserError({ message: `"${name}" was not found in PATH`, hint: installHint(program) });

  const query = versions.get(path) ?? queryVersion(program, path);
  versions.set(path, query);
  const version = await query;

  if (lt(version, oldestVersion)) {
    throw new UserError({
      message: `"${name}" ${version} is too old, ${oldestVersion} or newer is needed (${path})`,
      hint: installHint(program),
    });
  }
  return { name, path, version };
}

function pathFolders(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

async function findExecutable(name: string, folders: readonly string[]): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of folders) {
    const path = resolve(folder, file);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Absent, unreadable or not executable: a shell goes on to the next folder as well.
    return false;
  }
}

async function queryVersion(program: Program, path: string): Promise<string> {
  const output = await runVersionQuery(program, path);
  const version = coerce(output)?.version;
  if (version === undefined) {
    const message = `"${program.name}" does not tell its version, it says "${output}" (${path})`;
    throw new UserError({ message, hint: installHint(program) });
  }
  return version;
}

async function runVersionQuery(program: Program, path: string): Promise<string> {
  const { name, versionArguments } = program;
  const { exitCode, stdout, cause } = await runProgram(path, versionArguments);
  if (exitCode === 0) return stdout;
  const reason = cause?.message ?? `Command failed with exit code ${exitCode}: ${[path, ...versionArguments].join(" ")}`;
  throw new UserError({ message: `"${name}" does not run: ${reason}`, hint: installHint(program) }, { cause });
}

function installHint({ name, oldestVersion, install, isDownloadable = false, folder = name }: Program): string {
  const manual = `install ${name} ${oldestVersion} or newer: ${install}`;
  if (existsSync(join(ownPackage, "tools", folder, "go.mod"))) return `\`npm run tools -- ${name}\` builds it with Go; or ${manual}`;
  return isDownloadable ? `\`npx desalt tools DIR\` downloads it, checked; or ${manual}` : manual;
}
