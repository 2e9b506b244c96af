import type { Issue } from "../core/user-error.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { renderRules } from "../promotion/index.ts";
import { isYaml } from "./load-config.ts";
import type { OpenFleet } from "./open-fleet.ts";

/** Warns if the merge check would judge by other rules than those of a config that is code. */
export function warnOfStaleRules(directory: string, { fleet, source }: OpenFleet): readonly Issue[] {
  if (isYaml(source)) return [];
  const { path, text } = renderRules(fleet, source);
  const present = readIfFile(directory, path);
  if (present?.replaceAll("\r\n", "\n") === text) return [];
  const what = present === undefined ? "does not exist" : `differs from ${source}`;
  return [{ message: `${path} ${what}, and the merge check reads the rules only there`, hint: "write it with: npx desalt generate" }];
}
