import { Option, type Command } from "commander";
import type { ExitCode } from "./exit-code.ts";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly cwd: string;
  readonly json: boolean;
}

/** The flags of a command, as the command line reads them: its options with `--cwd` in place of the folder. */
export type Flags<Options> = Omit<Options, "directory" | "json"> & GlobalOptions;

/** The help of a command. */
interface CommandHelp {
  /** One line: verb first, with its object. */
  readonly description: string;
  /** Command lines to copy, with a description of each. */
  readonly examples: Readonly<Record<string, string>>;
}

/** The part of the command line that commands use. */
export interface CommandLine {
  /** Adds a command, with the options that every command takes. */
  readonly add: (name: string, help: CommandHelp) => Command;
  /** Takes the exit code of the command that ran. */
  readonly exit: (code: ExitCode) => void;
}

/** Lets commands add themselves to a program. */
export function createCommandLine(program: Command, exit: (code: ExitCode) => void): CommandLine {
  const add = (name: string, { description, examples }: CommandHelp): Command =>
    program
      .command(name)
      .description(description)
      .helpOption("-h, --help", "show this help")
      .addOption(new Option("--cwd <dir>", "folder of the repository").default(".", "this one"))
      .addOption(new Option("--json", "print the result as JSON").default(false, ""))
      .addHelpText("after", renderExamples(examples));
  return { add, exit };
}

function renderExamples(examples: CommandHelp["examples"]): string {
  const width = Math.max(...Object.keys(examples).map(({ length }) => length));
  const lines = Object.entries(examples).map(([line, effect]) => `  ${line.padEnd(width)}  ${effect}`);
  return `\nExamples:\n${lines.join("\n")}`;
}
