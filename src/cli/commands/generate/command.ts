import { resolve } from "node:path";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { locked } from "../../terminal/locked.ts";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { GenerateOptions } from "./generate.ts";

/** Adds `desalt generate` to the command line. */
export function addGenerateCommand({ add, exit }: CommandLine): void {
  add("generate", {
    description: "Write renovate.json, helmfiles and values from the config",
    examples: {
      "desalt generate": "after every change of the config",
      "desalt generate --check": "in CI: exit 1 if a generated file is out of date",
    },
  })
    .option("--check", "write nothing, and exit 1 if a generated file is out of date")
    .option("--schemas", "download charts to check values against their schemas; later runs use the downloads")
    .action(async ({ cwd, check = false, schemas = false, json }: Partial<GenerateOptions> & Flags<object>) => {
      const { runGenerate } = await import("./generate.ts");
      const directory = resolve(cwd);
      const run = (): Promise<ExitCode> => runGenerate({ directory, json, check, schemas });
      exit(await (check ? run() : locked(directory, run)));
    });
}
