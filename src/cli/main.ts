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

interface RenderFlags {
  readonly out: string;
  readonly hooks?: boolean;
  readonly tests?: boolean;
  readonly cache: boolean;
  readonly allowRemoval?: readonly string[];
}

interface DiffFlags {
  readonly env?: readonly string[];
  readonly head?: string;
  readonly showNoise?: boolean;
  readonly exitCode?: boolean;
  readonly failOn?: "danger";
  readonly format?: "json" | "markdown" | "terminal";
  readonly output?: string;
  readonly cache: boolean;
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
  const { version } = createRequire(import.meta.url)("../../package.json");
  const program = new Command("desalt")
    .description("Keeps Kubernetes add-ons fresh with helmfile and Renovate, from one typed file.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  addCommand(program, "init", "write a first config, after a look around")
    .option("-y, --yes", "ask nothing, take what was found")
    .option("--promotion", "with a config: write the workflows of promotion and create the branch that Renovate reads")
    .action(async (options: GlobalOptions & { yes?: boolean; promotion?: boolean }) => {
      if (options.promotion === true) {
        const { runInitPromotion } = await import("./init-promotion.ts");
        exit(await runInitPromotion({ directory: resolve(options.cwd), json: options.json }));
        return;
      }
      const { runInit } = await import("./init.ts");
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
      const { runAdd } = await import("./add.ts");
      exit(await runAdd({ ...rest, directory: resolve(cwd), chart, only: only.flatMap((names) => names.split(",")), private: isPrivate }));
    });

  addCommand(program, "generate", "write renovate.json, the helmfiles and their values")
    .option("--check", "write nothing; exit 1 when something is not up to date")
    .option("--schemas", "download charts to check values against their schemas; later runs check without it")
    .action(async (options: GlobalOptions & { check?: boolean; schemas?: boolean }) => {
      const { runGenerate } = await import("./generate.ts");
      const { check = false, schemas = false, json } = options;
      exit(await runGenerate({ directory: resolve(options.cwd), json, check, schemas }));
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
  addPromotionCommands(program, exit);
  addGitopsCommands(program, exit);
  addDiffCommand(program, exit);
  return program;
}

function addGitopsCommands(program: Command, exit: (code: ExitCode) => void): void {
  addCommand(program, "render", "write the manifests of every release, one file per object, with the real helmfile and helm")
    .argument("[environments...]", "the environments to render (default: all)")
    .requiredOption("--out <dir>", "the directory to write to, such as a checkout of the manifests repository")
    .option("--hooks", "keep helm's hooks (default: as the config says, else yes)")
    .option("--no-hooks", "leave out helm's hooks")
    .option("--tests", "keep what only `helm test` uses")
    .option("--no-cache", "render everything, whether its inputs changed or not")
    .option("--allow-removal <name...>", "what may go: an environment, a release, KIND/NAME, or a file's path")
    .action(async (environments: readonly string[], options: GlobalOptions & RenderFlags) => {
      const { cwd, tests = false, allowRemoval = [], ...rest } = options;
      const { runRender } = await import("./render.ts");
      exit(await runRender({ ...rest, directory: resolve(cwd), environments, tests, allowRemoval }));
    });

  addCommand(program, "publish", "commit rendered manifests to the branch that the config names, safe against other pushes")
    .argument("<dir>", "what `desalt render --out` wrote")
    .action(async (folder: string, options: GlobalOptions) => {
      const { runPublish } = await import("./publish.ts");
      exit(await runPublish({ directory: resolve(options.cwd), rendered: resolve(options.cwd, folder), json: options.json }));
    });
  addCommand(program, "tools", "download helm and helmfile, checked, at the versions that desalt is tested with; for workflows")
    .argument("<dir>", "the folder to put them into; in a workflow, later steps find them in PATH")
    .action(async (folder: string, options: GlobalOptions) => {
      const { runTools } = await import("./tools.ts");
      exit(await runTools({ directory: resolve(options.cwd, folder), json: options.json }));
    });
}

function addPromotionCommands(program: Command, exit: (code: ExitCode) => void): void {
  addCommand(program, "promote", "open the gates of versions that have soaked upstream, on the branch desalt-gates")
    .option("--dry-run", "show what would open, and write nothing")
    .option("--output <dir>", "write the files to a folder, and nothing to git")
    .option("--now <time>", "a moment in place of the present, such as 2026-12-24T18:00:00Z")
    .option("--approve <release@version>", "open a version early: adds the decision to promotion.yaml, with --to and --reason")
    .option("--hold <release@version>", "keep a version out: adds the decision to promotion.yaml, with --reason")
    .option("--to <environment>", "the environment that gets an approved version")
    .option("--reason <text>", "why, for the people who meet the decision later")
    .action(async (options: GlobalOptions & PromoteFlags) => {
      const { cwd, dryRun = false, ...rest } = options;
      const { runPromote } = await import("./promote.ts");
      exit(await runPromote({ ...rest, dryRun, directory: resolve(cwd) }));
    });

  addCommand(program, "gate", "refuse a change that moves an environment to a version that has not soaked upstream")
    .option("--base <ref>", "what the change is to be merged into (default: the default branch)")
    .option("--head <ref>", "the change (default: the working tree)")
    .option("--now <time>", "a moment in place of the present, such as 2026-12-24T18:00:00Z")
    .action(async (options: GlobalOptions & GateFlags) => {
      const { cwd, ...rest } = options;
      const { runGate } = await import("./gate.ts");
      exit(await runGate({ ...rest, directory: resolve(cwd) }));
    });
}

function addDiffCommand(program: Command, exit: (code: ExitCode) => void): void {
  addCommand(program, "diff", "show what a change does to the rendered manifests, dangers first")
    .argument("<ref>", "what the change is to be merged into, such as origin/main: the base is where it left that")
    .option("--env <environments...>", "only these environments (default: all)")
    .option("--head <ref>", "the change (default: the working tree)")
    .option("--show-noise", "fold nothing: chart labels, checksums, values that change at every render")
    .option("--exit-code", "exit 1 when something changes")
    .addOption(new Option("--fail-on <what>", "exit 1 when a change is dangerous").choices(["danger"]))
    .addOption(new Option("--format <format>", "how to show it").choices(["terminal", "markdown", "json"]))
    .option("--output <file>", "write it to a file; .json and .md say the format")
    .option("--no-cache", "render everything anew")
    .action(async (ref: string, options: GlobalOptions & DiffFlags) => {
      const { cwd, json, env = [], failOn, showNoise = false, exitCode = false, ...rest } = options;
      const { formatOf, runDiff } = await import("./diff.ts");
      const environments = env.flatMap((names) => names.split(","));
      const format = json ? "json" : (rest.format ?? formatOf(rest.output));
      exit(
        await runDiff({
          ...rest,
          directory: resolve(cwd),
          ref,
          environments,
          showNoise,
          exitCode,
          failOnDanger: failOn === "danger",
          format,
        }),
      );
    });
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
