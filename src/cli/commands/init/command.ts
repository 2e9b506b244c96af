import { resolve } from "node:path";
import { UserError } from "../../../core/user-error.ts";
import type { CommandLine, GlobalOptions } from "../../terminal/command-line.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";

interface InitFlags extends GlobalOptions {
  readonly yes?: boolean;
  readonly promotion?: boolean;
  readonly workflows?: boolean;
}

/** Adds `desalt init` to the command line. */
export function addInitCommand({ add, exit }: CommandLine): void {
  add("init", {
    description: "Create a config for this repository",
    examples: {
      "desalt init": "from the helmfiles in the repository, or from scratch",
      "desalt init --promotion": "activate promotion: workflows, and the branch that Renovate reads",
    },
  })
    .option("-y, --yes", "ask nothing, and use the helmfiles that were found")
    .option("--promotion", "activate promotion: write its workflows, and create the branch desalt-gates (needs a config)")
    .option("--workflows", "write the workflows that show diffs of pull requests and render what is merged")
    .action(async (flags: InitFlags) => exit(await runInitFlags(flags)));
}

async function runInitFlags({ cwd, json, yes = false, promotion, workflows }: InitFlags): Promise<ExitCode> {
  const directory = resolve(cwd);
  if (workflows === true && promotion === true) {
    throw new UserError({
      message: "--workflows and --promotion cannot be combined",
      hint: "run them one after the other: npx desalt init --workflows, then npx desalt init --promotion",
    });
  }
  if (workflows === true) return await (await import("./workflows.ts")).runInitWorkflows({ directory, json });
  if (promotion === true) return await (await import("./promotion.ts")).runInitPromotion({ directory, json });
  return await (await import("./init.ts")).runInit({ directory, json, yes });
}
