import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GeneratedFile } from "../../../core/generated-file.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { findRemoteHead } from "../../../io/git/state.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { findHandWrittenRenovateConfig } from "../../../project/renovate-config.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { writeReference } from "../../../presets/index.ts";
import { presetReference } from "../../../renovate/index.ts";

/** Writes what is not there. What is may have been changed by people and by Renovate, which is as it should be. */
export function writeMissing(directory: string, files: readonly GeneratedFile[]): readonly GeneratedFile[] {
  const missing = files.filter(({ path }) => readIfFile(directory, path) === undefined);
  for (const { path, text } of missing) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    replaceFile(join(directory, path), text);
  }
  return missing;
}

/** A fleet with the default branch of the forge, where the config does not say it. */
export async function withDefaultBranch(directory: string, fleet: ResolvedFleet): Promise<ResolvedFleet> {
  if (fleet.defaultBranch !== undefined) return fleet;
  const head = await findRemoteHead(directory);
  return head === undefined ? fleet : { ...fleet, defaultBranch: head.branch };
}

/** What `generate` writes upgrades desalt in the workflows; without it a preset does. */
export function listPinSteps(directory: string, fleet: ResolvedFleet, source: string | undefined): readonly string[] {
  const handWritten = findHandWrittenRenovateConfig(directory);
  if (handWritten === undefined || hasTools(handWritten.text)) return [];
  if (fleet.repository !== undefined && handWritten.text.includes(presetReference(fleet))) return [];
  const generated = source === undefined ? "" : "npx desalt generate, or ";
  return [
    `let Renovate upgrade desalt in the workflows: ${generated}in ${handWritten.path}, in "extends": "${writeReference({ name: "tools" }, [])}"`,
  ];
}

/** The presets of a copy of desalt's repository, all of them or the one with the tools. */
function hasTools(text: string): boolean {
  return /"[^"\s]*\/desalt(?:#[^"]*|\/\/presets\/tools[^"]*)?"/u.test(text);
}
