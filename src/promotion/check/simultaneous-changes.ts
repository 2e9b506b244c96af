import type { ChangedEnvironments, GateFinding } from "./proposed-change.ts";
import type { Follower } from "../gates/gate-input.ts";

/** A helmfile before and after a change, and every file that the change touches. */
export interface ChangedEnvironment {
  /** Relative to the repository's root, without a slash at the end; `.` for the root. */
  readonly directory: string;
  /** Path of the helmfile, relative to the repository's root. */
  readonly helmfile: string;
  readonly before: string;
  readonly after: string;
  readonly changedFiles: readonly string[];
}

/** Lists what a change does to an environment other than to versions: keys of its helmfile, files of its folder, and files elsewhere that its helmfile names. */
export function listChangedEnvironments({ directory, helmfile, before, after, changedFiles }: ChangedEnvironment): ReadonlySet<string> {
  const reach = new Set(listChangedKeys(before, after).map((key) => `helmfile: ${key}`));
  const prefix = directory === "." ? "" : `${directory}/`;
  for (const file of changedFiles) {
    if (file === helmfile) continue;
    if (prefix !== "" && file.startsWith(prefix)) reach.add(file.slice(prefix.length));
    else if (namesFile(after, file)) reach.add(`/${file}`);
  }
  return reach;
}

/** Says what reaches a follower and its upstream in one change. */
export function checkTogether(environment: Follower, reach: ChangedEnvironments): readonly GateFinding[] {
  const { name, follows, promotion } = environment;
  const upstream = reach.get(follows);
  const both = [...(reach.get(name) ?? [])].filter((item) => upstream?.has(item) === true);
  if (promotion.together === "allow" || both.length === 0) return [];
  const what = both
    .map((item) => item.replace(/^\//u, ""))
    .slice(0, 5)
    .join(", ");
  const more = both.length > 5 ? `, and ${both.length - 5} more` : "";
  const message = `this change reaches ${follows} and ${name} at once: ${what}${more}; change ${follows} first, and ${name} when it has proved itself`;
  return [{ severity: promotion.together === "fail" ? "error" : "warning", environment: name, rule: "together", message }];
}

function listChangedKeys(before: string, after: string): readonly string[] {
  const [old, now] = [countLines(before), countLines(after)];
  const lines = new Set([...old.keys(), ...now.keys()]);
  const changed = [...lines].filter((line) => old.get(line) !== now.get(line));
  return [...new Set(changed.map((line) => line.replace(/^(?:- )?("[^"]*"|[^:]*):.*$/u, "$1")))];
}

/** Lines that are not about versions, without indentation and comments. */
function countLines(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split(/\r?\n/u)) {
    const content = line.trim();
    if (content === "" || content.startsWith("#") || /^(?:- )?version:/u.test(content)) continue;
    counts.set(content, (counts.get(content) ?? 0) + 1);
  }
  return counts;
}

/** A helmfile names files relative to itself, and may name their folder alone. */
function namesFile(helmfile: string, file: string): boolean {
  const parts = file.split("/");
  return (
    parts.some((_, index) => index > 0 && helmfile.includes(`../${parts.slice(0, index + 1).join("/")}`)) || helmfile.includes(`../${file}`)
  );
}
