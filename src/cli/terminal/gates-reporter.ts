import type { GatesReporter } from "../../project/gates-branch.ts";
import { startProgress } from "./progress.ts";
import { warn } from "./report-issues.ts";

/** Shows the progress of promote on stderr. */
export const gatesReporter: GatesReporter = {
  warn,
  onStart: (text) => startProgress(text).stop,
  onFailure: (text) => process.stderr.write(text),
};
