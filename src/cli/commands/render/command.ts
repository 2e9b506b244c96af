import { resolve } from "node:path";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { RenderCommandOptions } from "./render.ts";

type Defaulted = "allowRemoval" | "pull" | "pullOnly" | "tests";
type RenderFlags = Flags<Omit<RenderCommandOptions, "environments" | Defaulted>> & Partial<Pick<RenderCommandOptions, Defaulted>>;

/** Adds `desalt render` to the command line. */
export function addRenderCommand({ add, exit }: CommandLine): void {
  add("render", {
    description: "Render all manifests into a directory, one file per object",
    examples: {
      "desalt render --out ../manifests": "every environment, with the real helmfile and helm",
      "desalt render prd --out manifests --pull": "one environment, compared with the published manifests",
    },
  })
    .argument("[environments...]", "environments to render (default: all)")
    .requiredOption("--out <dir>", "directory to write to, for example a checkout of the manifests repository")
    .option("--hooks", "keep helm hooks (default: as the config says, otherwise yes)")
    .option("--no-hooks", "leave out helm hooks")
    .option("--tests", "keep objects that only `helm test` uses")
    .option("--no-cache", "render every release, also where no input changed")
    .option("--pull", "first download the published manifests into the directory, and compare with them")
    .option("--pull-only", "download the published manifests into the directory, and render nothing")
    .option("--allow-removal <name...>", "allow these to be removed: an environment, a release, KIND/NAME, or the path of a file")
    .action(async (environments: readonly string[], options: RenderFlags) => {
      const { cwd, tests = false, pull = false, pullOnly = false, allowRemoval = [], ...rest } = options;
      const { runRender } = await import("./render.ts");
      exit(await runRender({ ...rest, directory: resolve(cwd), environments, tests, pull, pullOnly, allowRemoval }));
    });
}
