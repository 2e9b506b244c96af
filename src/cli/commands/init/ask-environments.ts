import { createInterface } from "node:readline/promises";
import { UserError } from "../../../core/user-error.ts";

/** Whether somebody can answer. */
export function canAsk(yes: boolean): boolean {
  return !yes && process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks for names of environments, upstream first. `proposed` is the answer of nothing but Enter. */
export async function askEnvironments(proposed: readonly string[]): Promise<readonly string[]> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Environments, in the order in which they get upgrades [${proposed.join(", ")}]: `);
  terminal.close();
  const names = answer.split(/[\s,]+/u).filter((name) => name !== "");
  const wrong = names.find((name) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u.test(name));
  if (wrong !== undefined) {
    throw new UserError({
      message: `"${wrong}" is not a valid name for an environment`,
      hint: "use lower-case letters, digits and hyphens",
    });
  }
  return names.length === 0 ? proposed : names;
}
