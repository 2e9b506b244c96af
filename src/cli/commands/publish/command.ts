import { resolve } from "node:path";
import { locked } from "../../terminal/locked.ts";
import type { CommandLine, GlobalOptions } from "../../terminal/command-line.ts";

/** Adds `desalt publish` to the command line. */
export function addPublishCommand({ add, exit }: CommandLine): void {
  add("publish", {
    description: "Commit rendered manifests to the manifests branch",
    examples: {
      "desalt publish manifests": "commit and push the output of `desalt render --out manifests`",
      "desalt publish manifests --json": "and print the commit as JSON",
    },
  })
    .argument("<dir>", "output directory of `desalt render --out`")
    .action(async (folder: string, { cwd, json }: GlobalOptions) => {
      const { runPublish } = await import("./publish.ts");
      const directory = resolve(cwd);
      exit(await locked(directory, () => runPublish({ directory, rendered: resolve(cwd, folder), json })));
    });
}
