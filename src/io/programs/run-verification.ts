import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { maskSaid, rememberSecretVariables } from "../secrets/known-secrets.ts";
import { endWithDesalt } from "./end-with-desalt.ts";
import { killGroup } from "./kill-group.ts";

/** A script of the user's that says whether a version does well. */
export interface Verification {
  readonly directory: string;
  /** As in the config, for a shell. */
  readonly command: string;
  /** What the script is asked about. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names of variables whose values are secrets, whatever they are called. */
  readonly secrets?: readonly string[];
  /** Milliseconds. */
  readonly timeLimit: number;
}

/** How a verification ended. */
export interface VerificationEnd {
  readonly isHealthy: boolean;
  /** The last line that the script said, or why it said nothing. */
  readonly reason: string;
  /** Everything it said, secrets masked; of long outputs the end. */
  readonly output: string;
}

const longestOutput = 16_384;

/** Throws a `UserError` if a command's script does not exist or is not executable. */
export function requireScript(directory: string, command: string, place: string): void {
  const script = command.trim().split(/\s/u, 1)[0] ?? "";
  // Anything else is looked for in PATH, by the shell.
  if (!script.includes("/") || /["'$`]/u.test(script)) return;
  try {
    accessSync(resolve(directory, script), constants.X_OK);
  } catch (cause) {
    throw new UserError(
      {
        message: `the script "${script}" was not found or is not executable (${place})`,
        hint: `write it, relative to the repository's root, and run: chmod +x ${script}`,
      },
      { cause },
    );
  }
}

/** Runs a verification to its end, or to the end of its time. */
export async function runVerification({ directory, command, variables, secrets = [], timeLimit }: Verification): Promise<VerificationEnd> {
  rememberSecretVariables(secrets);
  const env = { ...process.env, ...variables };
  // A group of its own, so that what the script started ends with it.
  const child = spawn("/bin/sh", ["-c", command], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const forget = endWithDesalt(() => killGroup(child.pid));
  let output = "";
  const collect = (chunk: string): void => {
    const all = output + chunk;
    // A line without its beginning may begin with the end of a secret.
    output = all.length <= 2 * longestOutput ? all : all.slice(-2 * longestOutput).replace(/^[^\n]*\n?/u, "");
  };
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid);
  }, timeLimit);
  const end = await new Promise<{ code: number | null; signal: string | null }>((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code, signal) => {
      // What the script left running holds its output open, and would be waited for.
      killGroup(child.pid);
      child.once("close", () => done({ code, signal }));
    });
  }).finally(() => {
    clearTimeout(timer);
    forget();
  });
  const masked = maskSaid(output).slice(-longestOutput);
  const said = masked.trimEnd().split("\n").at(-1)?.trim() ?? "";
  const how = isLate ? `no answer within ${timeLimit / 1000} s` : end.signal === null ? `exit code ${end.code}` : `ended by ${end.signal}`;
  const isHealthy = !isLate && end.code === 0;
  return {
    isHealthy,
    reason: isLate ? [how, said].filter((text) => text !== "").join(", last line: ") : said === "" ? how : said,
    output: masked,
  };
}
