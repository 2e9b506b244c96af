import { Option, type Command } from "commander";

/** What every command takes. */
export interface GlobalOptions {
  readonly cwd: string;
  readonly json: boolean;
}

/** Adds a command with the options that every one takes. */
export function addCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .helpOption("-h, --help", "show this help")
    .addOption(new Option("--cwd <dir>", "the repository's folder").default(".", "this one"))
    .addOption(new Option("--json", "print the result for machines").default(false, ""));
}
