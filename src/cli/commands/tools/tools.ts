import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import { renderJson } from "../../../core/json-text.ts";
import { readCi } from "../../../ci/index.ts";
import { installTool, pinnedTools } from "../../../io/programs/pinned-tools.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { startProgress } from "../../terminal/progress.ts";

/** `desalt tools DIR`: downloads helm and helmfile at the tested versions, and checks their sums. */
export async function runTools({ directory, json }: { readonly directory: string; readonly json: boolean }): Promise<ExitCode> {
  const names = pinnedTools.map(({ name, version }) => `${name} ${version}`).join(", ");
  const progress = startProgress(`downloading ${names}`);
  try {
    for (const tool of pinnedTools) await installTool(tool, { directory });
  } finally {
    progress.stop();
  }
  // GitHub, Gitea and Forgejo add the folders in this file to PATH of later steps.
  const { pathFile } = readCi(process.env);
  if (pathFile !== undefined) appendFileSync(pathFile, `${resolve(directory)}\n`);
  if (json) process.stdout.write(renderJson(pinnedTools.map(({ name, version }) => ({ name, version }))));
  else process.stdout.write(`${pinnedTools.map(({ name, version }) => `${name} ${version}  ${resolve(directory, name)}`).join("\n")}\n`);
  return 0;
}
