import { Command, CommanderError, Option } from "commander";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { renderIssues, UserError } from "../core/user-error.ts";

/** 0: done; 1: a check found something; 2: the user must fix something. 70, a bug of desalt, is `sysexits.h`'s. */
export type ExitCode = 0 | 1 | 2 | 70;

interface GlobalOptions {
  readonly cwd: string;
  readonly json: boolean;
}

/** Runs the command line; prints errors as users see them. Never throws. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return reportError(error);
  }
}

function createProgram(exit: (code: ExitCode) => void): Command {
  const { version } = createRequire(import.meta.url)("../../package.json");
  const program = new Command("desalt")
    .description("Keeps Kubernetes add-ons fresh with helmfile and Renovate, from one typed file.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  addCommand(program, "init", "write a first config, after a look around")
    .option("-y, --yes", "ask nothing, take what was found")
    .action(async (options: GlobalOptions & { yes?: boolean }) => {
      const { runInit } = await import("./init.ts");
      exit(await runInit({ directory: resolve(options.cwd), json: options.json, yes: options.yes === true }));
    });

  addCommand(program, "generate", "write renovate.json, the helmfiles and their values")
    .option("--check", "write nothing; exit 1 when something is not up to date")
    .action(async (options: GlobalOptions & { check?: boolean }) => {
      const { runGenerate } = await import("./generate.ts");
      exit(await runGenerate({ directory: resolve(options.cwd), json: options.json, check: options.check === true }));
    });

  addCommand(program, "plan", "show the pull requests that Renovate would open now, and what the others wait for")
    .option("--fixtures <file>", "ask the registries, GitHub and presets of this file (YAML, JSON or TypeScript) instead of the network")
    .option("--now <date>", 'the moment that Renovate sees, such as "2026-12-24"')
    .option("--explain <name>", "show which package rules applied to a release, package or file, and what each set")
    .action(async (options: GlobalOptions & { fixtures?: string; now?: string; explain?: string }) => {
      const { runPlan } = await import("./plan.ts");
      const { cwd, ...rest } = options;
      exit(await runPlan({ ...rest, directory: resolve(cwd) }));
    });
  return program;
}

function addCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .helpOption("-h, --help", "show this help")
    .addOption(new Option("--cwd <dir>", "the repository's folder").default(".", "this one"))
    .addOption(new Option("--json", "print the result for machines").default(false, ""));
}

function reportError(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    process.stderr.write(`${renderIssues(error.issues)}\n`);
    return 2;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n\nThis is a bug in desalt; please report it with the lines above.\n`);
  return 70;
}
