import { relative } from "node:path";
import { expect } from "vitest";
import { UserError } from "../src/core/user-error.ts";
import { findTool, type Tool } from "../src/io/programs/tools.ts";
import { programs, type ProgramName } from "../tools/programs.ts";

/** The tools by name. When `isMissing`, some of them are not there, and no test that starts them may run. */
export type RequiredTools<N extends ProgramName> = Readonly<Record<N, Tool>> & { readonly isMissing: boolean };

/**
 * Finds the programs that the tests of a file start. Where one is missing, a line on stderr says which file skips tests
 * for want of it; with `CI=true` that is a failure instead.
 *
 * ```ts
 * const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");
 *
 * describe.skipIf(isMissing)("the rendered helmfile", () => { … execa(helmfile.path, …) … });
 * ```
 */
export async function requireTools<N extends ProgramName>(...names: readonly N[]): Promise<RequiredTools<N>> {
  const tools: Partial<Record<ProgramName, Tool>> = {};
  let isMissing = false;
  for (const name of names) {
    try {
      tools[name] = await findTool(programs[name]);
    } catch (error) {
      if (!(error instanceof UserError) || process.env.CI === "true") throw error;
      isMissing = true;
      // A test that forgets `skipIf` starts this and fails, rather than pass without the program.
      tools[name] = { name, path: `/absent/${name}`, version: "0.0.0" };
      process.stderr.write(`${renderSkip(name, error)}\n`);
    }
  }
  if (!hasEach(tools, names)) throw new Error("a tool was forgotten");
  // Not a spread, from which TypeScript does not infer that every name in N is there.
  return Object.assign(tools, { isMissing });
}

function hasEach<N extends ProgramName>(tools: Partial<Record<ProgramName, Tool>>, names: readonly N[]): tools is Record<N, Tool> {
  return names.every((name) => name in tools);
}

function renderSkip(name: ProgramName, error: UserError): string {
  const file = relative(process.cwd(), expect.getState().testPath ?? "");
  const [issue] = error.issues;
  return `skipped: tests of ${file} need ${name}. ${issue?.message ?? ""}; ${issue?.hint ?? ""}`;
}
