import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkName, checkWorkflow, listChecks } from "../../../ci/index.ts";
import type { GeneratedFile } from "../../../core/generated-file.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { findRemoteHead } from "../../../io/git/state.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { findHandWrittenRenovateConfig } from "../../../project/renovate-config.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { writeReference } from "../../../presets/index.ts";
import { presetReference } from "../../../renovate/index.ts";

/** Writes files that do not exist. Existing ones stay, because people and Renovate may have changed them. */
export function writeMissing(directory: string, files: readonly GeneratedFile[]): readonly GeneratedFile[] {
  const missing = files.filter(({ path }) => readIfFile(directory, path) === undefined);
  for (const { path, text } of missing) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    replaceFile(join(directory, path), text);
  }
  return missing;
}

/** Returns the fleet with its default branch: the config's, or the one of the remote. */
export async function withDefaultBranch(directory: string, fleet: ResolvedFleet): Promise<ResolvedFleet> {
  if (fleet.defaultBranch !== undefined) return fleet;
  const head = await findRemoteHead(directory);
  return head === undefined ? fleet : { ...fleet, defaultBranch: head.branch };
}

/** The step that makes the checks of the folder's workflow required. Without the workflow, `generate` writes it. */
export function describeRequiredChecks(directory: string): string {
  const found = listChecks(readIfFile(directory, checkWorkflow.path) ?? "");
  const names = found.length === 0 ? [checkName] : found;
  return `require the ${names.length === 1 ? "check" : "checks"} ${names.map((name) => `"${name}"`).join(" and ")} in the rules of the default branch`;
}

/** Steps that let Renovate upgrade desalt in the workflows, unless generated rules or a preset do so already. */
export function listPinSteps(directory: string, fleet: ResolvedFleet, source: string | undefined): readonly string[] {
  const handWritten = findHandWrittenRenovateConfig(directory);
  if (handWritten === undefined || hasTools(handWritten.text)) return [];
  if (fleet.repository !== undefined && handWritten.text.includes(presetReference(fleet))) return [];
  const generated = source === undefined ? "" : "run npx desalt generate, or ";
  return [
    `let Renovate upgrade desalt in the workflows: ${generated}add to "extends" in ${handWritten.path}: "${writeReference({ name: "tools" }, [])}"`,
  ];
}

/** Whether a config extends desalt's presets from any copy of its repository, all of them or the one with the tools. */
function hasTools(text: string): boolean {
  return /"[^"\s]*\/desalt(?:#[^"]*|\/\/presets\/tools[^"]*)?"/u.test(text);
}
