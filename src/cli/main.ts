import { Command, CommanderError, Option } from "commander";
import { resolve } from "node:path";
import { renderIssues, UserError } from "../core/user-error.ts";
import { addCommand, type GlobalOptions } from "./terminal/command.ts";
import { readOwnVersion } from "../io/files/own-package.ts";
import { addGitopsCommands } from "./gitops-commands.ts";
import type { RehearseOptions } from "./commands/rehearse/rehearse.ts";

/** 0: done; 1: a check found something; 2: the user must fix something. 70, a bug of desalt, is `sysexits.h`'s. */
export type ExitCode = 0 | 1 | 2 | 70;

interface AddFlags {
  readonly version?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly only?: readonly string[];
  readonly file?: string;
  readonly repository?: string;
  readonly private?: boolean;
}

interface PromoteFlags {
  readonly dryRun?: boolean;
  readonly output?: string;
  readonly now?: string;
  readonly approve?: string;
  readonly hold?: string;
  readonly to?: string;
  readonly reason?: string;
}

interface GateFlags {
  readonly base?: string;
  readonly head?: string;
  readonly now?: string;
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
  const program = new Command("desalt")
    .description("Keeps Kubernetes add-ons fresh with helmfile and Renovate, from one typed file.")
    .version(readOwnVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  addCommand(program, "init", "write a first config, after a look around")
    .option("-y, --yes", "ask nothing, take what was found")
    .option("--promotion", "with a config: write the workflows of promotion and create the branch that Renovate reads")
    .option("--workflows", "with a config or without: write the workflows that show a pull request's diff and render what is merged")
    .action(async (options: GlobalOptions & { yes?: boolean; promotion?: boolean; workflows?: boolean }) => {
      if (options.workflows === true) {
        const { runInitWorkflows } = await import("./commands/init/workflows.ts");
        exit(await runInitWorkflows({ directory: resolve(options.cwd), json: options.json }));
        return;
      }
      if (options.promotion === true) {
        const { runInitPromotion } = await import("./commands/init/promotion.ts");
        exit(await runInitPromotion({ directory: resolve(options.cwd), json: options.json }));
        return;
      }
      const { runInit } = await import("./commands/init/init.ts");
      exit(await runInit({ directory: resolve(options.cwd), json: options.json, yes: options.yes === true }));
    });

  addCommand(program, "add", "add a release to the config, formatting kept")
    .argument(
      "<chart>",
      "REPOSITORY/CHART; https://HOST/PATH/CHART or oci://HOST/PATH/CHART adds the repository too; ./PATH of a local chart",
    )
    .option("--version <version>", "the version to start with, without asking the repository (default: its latest, pre-releases left out)")
    .option("--name <release>", "the release's name (default: the chart's)")
    .option("--namespace <namespace>", "the namespace it is installed in (default: the release's name)")
    .option("--only <environments...>", "the environments it runs in (default: all)")
    .option("--file <path>", "the file of a group to add it to (default: the config itself)")
    .option("--repository <name>", "a name for a new repository (default: from its address)")
    .option("--private", "a new repository needs credentials: <REPOSITORY>_USERNAME and <REPOSITORY>_PASSWORD")
    .action(async (chart: string, options: GlobalOptions & AddFlags) => {
      const { cwd, only = [], private: isPrivate = false, ...rest } = options;
      const { runAdd } = await import("./commands/add/add.ts");
      exit(await runAdd({ ...rest, directory: resolve(cwd), chart, only: only.flatMap((names) => names.split(",")), private: isPrivate }));
    });

  addCommand(program, "generate", "write renovate.json, the helmfiles and their values")
    .option("--check", "write nothing; exit 1 when something is not up to date")
    .option("--schemas", "download charts to check values against their schemas; later runs check without it")
    .action(async (options: GlobalOptions & { check?: boolean; schemas?: boolean }) => {
      const { runGenerate } = await import("./commands/generate/generate.ts");
      const { check = false, schemas = false, json } = options;
      exit(await runGenerate({ directory: resolve(options.cwd), json, check, schemas }));
    });

  addCommand(program, "plan", "show the pull requests that Renovate would open now, and what the others wait for")
    .option("--fixtures <file>", "ask the registries, GitHub and presets of this file (YAML, JSON or TypeScript) instead of the network")
    .option("--now <date>", 'the moment that Renovate sees, such as "2026-12-24"')
    .option("--explain <name>", "show which package rules applied to a release, package or file, and what each set")
    .action(async (options: GlobalOptions & { fixtures?: string; now?: string; explain?: string }) => {
      const { runPlan } = await import("./commands/plan/plan.ts");
      const { cwd, ...rest } = options;
      exit(await runPlan({ ...rest, directory: resolve(cwd) }));
    });
  addPromotionCommands(program, exit);
  addGitopsCommands(program, exit);
  addRehearse(program, exit);
  return program;
}

function addPromotionCommands(program: Command, exit: (code: ExitCode) => void): void {
  addCommand(program, "promote", "open the gates of versions that have soaked upstream, on the branch desalt-gates")
    .option("--dry-run", "show what would open; write nothing, and run no verification")
    .option("--output <dir>", "write the files to a folder, and nothing to git; verification runs")
    .option("--now <time>", "a moment in place of the present, such as 2026-12-24T18:00:00Z")
    .option("--approve <release@version>", "open a version early: adds the decision to promotion.yaml, with --to and --reason")
    .option("--hold <release@version>", "keep a version out: adds the decision to promotion.yaml, with --reason")
    .option("--to <environment>", "the environment that gets an approved version")
    .option("--reason <text>", "why, for the people who meet the decision later")
    .action(async (options: GlobalOptions & PromoteFlags) => {
      const { cwd, dryRun = false, ...rest } = options;
      const { runPromote } = await import("./commands/promote/promote.ts");
      exit(await runPromote({ ...rest, dryRun, directory: resolve(cwd) }));
    });

  addCommand(program, "gate", "refuse a change that moves an environment to a version that has not soaked upstream")
    .option("--base <ref>", "what the change is to be merged into (default: the default branch)")
    .option("--head <ref>", "the change (default: the working tree)")
    .option("--now <time>", "a moment in place of the present, such as 2026-12-24T18:00:00Z")
    .action(async (options: GlobalOptions & GateFlags) => {
      const { cwd, ...rest } = options;
      const { runGate } = await import("./commands/gate/gate.ts");
      exit(await runGate({ ...rest, directory: resolve(cwd) }));
    });
}

function addRehearse(program: Command, exit: (code: ExitCode) => void): void {
  addCommand(program, "rehearse", "replay a span of days with the real Renovate, and show when each environment would have got what")
    .option("--days <count>", "how many days, up to now", "90")
    .option("--charts <files...>", "files of fixtures with dates, as plan takes them (default: the indexes of the configured repositories)")
    .option("--now <date>", 'the end of the span, such as "2026-12-24"')
    .option("--merge-dev <days>", "working days after which people merge where nothing is followed", "1")
    .option("--merge-follower <days>", "working days after which people merge in an environment that follows another", "2")
    .option("--bad-share <share>", "the share of upgrades that prove bad, from 0 to 1", "0.1")
    .option("--rollback-after <days>", "days after which a bad upgrade is rolled back", "2")
    .option("--seed <text>", "decides which upgrades are bad", "1")
    .addOption(new Option("--every-day", "let Renovate run on days, too, on which nothing can happen").default(false).hideHelp())
    .action(async (options: GlobalOptions & Omit<RehearseOptions, "directory">) => {
      const { cwd, ...rest } = options;
      const { runRehearse } = await import("./commands/rehearse/rehearse.ts");
      exit(await runRehearse({ ...rest, directory: resolve(cwd) }));
    });
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
