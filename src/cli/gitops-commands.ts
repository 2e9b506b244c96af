import { Option, type Command } from "commander";
import { resolve } from "node:path";
import { addCommand, type GlobalOptions } from "./terminal/command.ts";
import type { ExitCode } from "./main.ts";

interface RenderFlags {
  readonly out: string;
  readonly hooks?: boolean;
  readonly tests?: boolean;
  readonly pull?: boolean;
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
  readonly from?: string;
  readonly comment?: true | string;
  readonly cache: boolean;
}

/** The commands of rendered manifests: render, diff, publish, and tools for workflows. */
export function addGitopsCommands(program: Command, exit: (code: ExitCode) => void): void {
  addDiffCommand(program, exit);
  addCommand(program, "render", "write the manifests of every release, one file per object, with the real helmfile and helm")
    .argument("[environments...]", "the environments to render (default: all)")
    .requiredOption("--out <dir>", "the directory to write to, such as a checkout of the manifests repository")
    .option("--hooks", "keep helm's hooks (default: as the config says, else yes)")
    .option("--no-hooks", "leave out helm's hooks")
    .option("--tests", "keep what only `helm test` uses")
    .option("--no-cache", "render everything, whether its inputs changed or not")
    .option("--pull", "first bring to the directory what the manifests' branch holds, so that it is compared with")
    .option("--allow-removal <name...>", "what may go: an environment, a release, KIND/NAME, or a file's path")
    .action(async (environments: readonly string[], options: GlobalOptions & RenderFlags) => {
      const { cwd, tests = false, pull = false, allowRemoval = [], ...rest } = options;
      const { runRender } = await import("./commands/render/render.ts");
      exit(await runRender({ ...rest, directory: resolve(cwd), environments, tests, pull, allowRemoval }));
    });

  addCommand(program, "publish", "commit rendered manifests to the branch that the config names, safe against other pushes")
    .argument("<dir>", "what `desalt render --out` wrote")
    .action(async (folder: string, options: GlobalOptions) => {
      const { runPublish } = await import("./commands/publish/publish.ts");
      exit(await runPublish({ directory: resolve(options.cwd), rendered: resolve(options.cwd, folder), json: options.json }));
    });
  addCommand(program, "tools", "download helm and helmfile, checked, at the versions that desalt is tested with; for workflows")
    .argument("<dir>", "the folder to put them into; in a workflow, later steps find them in PATH")
    .action(async (folder: string, options: GlobalOptions) => {
      const { runTools } = await import("./commands/tools/tools.ts");
      exit(await runTools({ directory: resolve(options.cwd, folder), json: options.json }));
    });
}

function addDiffCommand(program: Command, exit: (code: ExitCode) => void): void {
  addCommand(program, "diff", "show what a change does to the rendered manifests, dangers first")
    .argument("[ref]", "what the change is to be merged into, such as origin/main: the base is where it left that")
    .option("--env <environments...>", "only these environments (default: all)")
    .option("--head <ref>", "the change (default: the working tree)")
    .option("--show-noise", "fold nothing: chart labels, checksums, values that change at every render")
    .option("--exit-code", "exit 1 when something changes")
    .addOption(new Option("--fail-on <what>", "exit 1 when a change is dangerous").choices(["danger"]))
    .addOption(new Option("--format <format>", "how to show it").choices(["terminal", "markdown", "json"]))
    .option("--output <file>", "write it to a file; FILE.json and FILE.md choose the format")
    .option("--from <dir>", "join the FILE.json of earlier runs, and render nothing")
    .option("--comment [number]", "post it to the pull request, in place of the last one (GITHUB_TOKEN)")
    .option("--no-cache", "render everything anew")
    .action(async (ref: string | undefined, options: GlobalOptions & DiffFlags) => {
      const { cwd, json, env = [], failOn, showNoise = false, exitCode = false, format, ...rest } = options;
      const { runDiff } = await import("./commands/diff/diff.ts");
      const environments = env.flatMap((names) => names.split(","));
      exit(
        await runDiff({
          ...rest,
          directory: resolve(cwd),
          ...(ref !== undefined && { ref }),
          environments,
          showNoise,
          exitCode,
          failOnDanger: failOn === "danger",
          ...(json ? { format: "json" as const } : format !== undefined && { format }),
        }),
      );
    });
}
