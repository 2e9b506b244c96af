import { execa } from "execa";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderLargeFleet, type FleetSize } from "./large-fleet.ts";

/** The command line, as `npm run build` leaves it. */
export const cli: string = join(import.meta.dirname, "../dist/cli/bin.js");

/** A new, empty folder; the caller removes it. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "desalt-bench-"));
}

/** Empties a folder, or makes it. */
export async function emptyFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
}

/** Makes a folder a fresh git repository with nothing but the config of a large fleet. */
export async function resetRepository(path: string, size: FleetSize): Promise<void> {
  await emptyFolder(path);
  await execa("git", ["init", "--quiet"], { cwd: path });
  await writeFile(join(path, "desalt.config.ts"), renderLargeFleet(size));
}
