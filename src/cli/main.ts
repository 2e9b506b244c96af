import { Command, CommanderError } from "commander";
import { UserError } from "../core/user-error.ts";
import { readOwnVersion } from "../io/files/own-package.ts";
import { describeSystemError, isSystemError } from "../io/files/system-error.ts";
import { addAddCommand } from "./commands/add/command.ts";
import { addAuditCommand } from "./commands/audit/command.ts";
import { addCheckCommand } from "./commands/check/command.ts";
import { addDiffCommand } from "./commands/diff/command.ts";
import { addGateCommand } from "./commands/gate/command.ts";
import { addGenerateCommand } from "./commands/generate/command.ts";
import { addInitCommand } from "./commands/init/command.ts";
import { addLogCommand } from "./commands/log/command.ts";
import { addPlanCommand } from "./commands/plan/command.ts";
import { addPromoteCommand } from "./commands/promote/command.ts";
import { addPublishCommand } from "./commands/publish/command.ts";
import { addRehearseCommand } from "./commands/rehearse/command.ts";
import { addRenderCommand } from "./commands/render/command.ts";
import { addToolsCommand } from "./commands/tools/command.ts";
import { createCommandLine } from "./terminal/command-line.ts";
import type { ExitCode } from "./terminal/exit-code.ts";
import { guardOutput, watchOutput } from "./terminal/guard-output.ts";
import { reportErrors } from "./terminal/report-issues.ts";

/** Every command of desalt, in the order of `--help`. */
const commands = [
  addAuditCommand,
  addInitCommand,
  addAddCommand,
  addGenerateCommand,
  addPlanCommand,
  addPromoteCommand,
  addGateCommand,
  addLogCommand,
  addDiffCommand,
  addCheckCommand,
  addRenderCommand,
  addPublishCommand,
  addToolsCommand,
  addRehearseCommand,
];

/** Runs the command line, and prints errors for users. Never throws. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const outputs = [process.stdout, process.stderr].map((stream) => {
    guardOutput(stream);
    return watchOutput(stream);
  });
  const code = await runProgram(args);
  const [failure] = (await Promise.all(outputs.map((finish) => finish()))).filter((error) => error !== undefined);
  if (failure === undefined || code === 1) return code;
  reportErrors([{ message: `the output cannot be written: ${failure.message}`, hint: "free space where it goes, or write it elsewhere" }]);
  return 2;
}

async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram();
  const commandLine = createCommandLine(program, (code) => {
    exitCode = code;
  });
  for (const add of commands) add(commandLine);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return reportError(error);
  }
}

function createProgram(): Command {
  return new Command("desalt")
    .description("Keeps Kubernetes add-ons fresh with helmfile, Renovate and GitOps, from one typed file.")
    .version(readOwnVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
}

function reportError(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    reportErrors(error.issues);
    return 2;
  }
  if (isSystemError(error)) {
    reportErrors([describeSystemError(error)]);
    return 2;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n\nThis is a bug in desalt. Please report it with the lines above.\n`);
  return 70;
}
