import { resolve } from "node:path";
import type { CommandLine, GlobalOptions } from "../../terminal/command-line.ts";

/** Adds `desalt tools` to the command line. */
export function addToolsCommand({ add, exit }: CommandLine): void {
  add("tools", {
    description: "Download helm and helmfile at the versions that desalt is tested with",
    examples: {
      "desalt tools ~/.local/bin": "download both, and check their sums",
      'desalt tools "$RUNNER_TEMP/bin"': "in a workflow: later steps find them in PATH",
    },
  })
    .argument("<dir>", "folder to put them into")
    .action(async (folder: string, { cwd, json }: GlobalOptions) => {
      const { runTools } = await import("./tools.ts");
      exit(await runTools({ directory: resolve(cwd, folder), json }));
    });
}
