import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import semver from "semver";
import { UserError } from "../../core/user-error.ts";
import { isRecord } from "../../core/json-value.ts";

/** A Renovate that can be started: its version, its program, and the Node that runs it. */
export interface RenovateInstallation {
  readonly version: string;
  readonly program: string;
  readonly node: string;
}

export interface RenovateSearch {
  /** Where to look first; its parents follow. */
  readonly directory: string;
  /** Where to look last. Default: `PATH`. */
  readonly path?: string;
  /** Where to look second. Default: desalt's own place, as under `npx -p desalt -p renovate`. */
  readonly own?: string;
}

const oldestVersion = "44.0.0";
const hint = 'run "npm install --save-dev renovate node@24", or without a package.json "npx -p desalt -p renovate -p node@24 desalt plan"';

/** Finds Renovate and a Node that is new enough for it; throws a `UserError` that says what to install. */
export async function findRenovate({
  directory,
  path = process.env["PATH"] ?? "",
  own = import.meta.url,
}: RenovateSearch): Promise<RenovateInstallation> {
  const manifestPath =
    resolveFrom(join(directory, "package.json"), "renovate/package.json") ?? resolveFrom(own, "renovate/package.json") ?? findOnPath(path);
  if (manifestPath === undefined) throw new UserError({ message: `Renovate was not found from "${directory}" upwards, nor on PATH`, hint });
  const { version, engine, program } = await readManifest(manifestPath);
  if (semver.lt(version, oldestVersion)) {
    throw new UserError({
      message: `Renovate ${version} is too old: desalt needs ${oldestVersion} or later (${dirname(manifestPath)})`,
      hint,
    });
  }
  return { version, program, node: await findNode(manifestPath, engine) };
}

async function findNode(renovateManifest: string, engine: string): Promise<string> {
  const beside = resolveFrom(renovateManifest, "node/package.json");
  if (beside !== undefined) {
    const node = join(dirname(beside), "bin", process.platform === "win32" ? "node.exe" : "node");
    const { version } = await readManifest(beside);
    // Without its install script the package has no program.
    if (existsSync(node) && semver.satisfies(version, engine)) return node;
  }
  if (semver.satisfies(process.versions.node, engine)) return process.execPath;
  throw new UserError({ message: `Renovate needs Node ${engine}, and this is Node ${process.versions.node}`, hint });
}

async function readManifest(path: string): Promise<{ version: string; engine: string; program: string }> {
  const manifest: unknown = JSON.parse(await readFile(path, "utf8"));
  if (!isRecord(manifest) || typeof manifest["version"] !== "string") throw new Error(`${path} has no version`);
  const { version, engines, bin } = manifest;
  const engine = isRecord(engines) && typeof engines["node"] === "string" ? engines["node"] : "*";
  const program = isRecord(bin) && typeof bin["renovate"] === "string" ? bin["renovate"] : "";
  return { version, engine, program: join(dirname(path), program) };
}

function resolveFrom(place: string, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name);
  } catch {
    return undefined;
  }
}

function findOnPath(path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    const program = join(folder, "renovate");
    if (folder === "" || !existsSync(program)) continue;
    const manifest = resolveFrom(realpathSync(program), "../package.json");
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}
