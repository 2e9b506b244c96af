import { count } from "../../core/count.ts";
import { isRecord } from "../../core/json-value.ts";
import type { Problem } from "./plan.generated.ts";
import { countArguments, explainMisplacedTag } from "./preset-reference.ts";
import type { LogLine } from "../renovate/log.ts";

/** Finds silent changes of a config by Renovate: it migrates old options, and ignores arguments of presets. */
export function describeConfig(log: readonly LogLine[]): Problem[] {
  const file = log.map(({ message }) => /^Found (\S+) config file$/u.exec(message)?.[1]).find((name) => name !== undefined);
  const place = file === undefined ? {} : { file };
  const problems = log.flatMap(({ message, fields }): Problem[] => {
    if (message === "Config migration necessary") {
      const changes = findChanges(fields["oldConfig"], fields["newConfig"]).map(
        ({ path, before, after }) => `${path}: ${before} is now ${after}`,
      );
      return [{ severity: "warning", message: `Renovate migrates this config: ${changes.join("; ")}`, ...place }];
    }
    const { time } = fields;
    // A missing argument is told of its preset.
    if (message.startsWith("Invalid time specifier: ") && typeof time === "string" && !time.includes("{{")) {
      return [{ severity: "error", message: `"${time}" is not a time span, so Renovate ignores it; write for example "7 days"`, ...place }];
    }
    const preset = fields["preset"];
    return message === "desalt: preset" && isRecord(preset) ? describeArguments(preset).map((problem) => ({ ...problem, ...place })) : [];
  });
  // Renovate repeats some for each package.
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function describeArguments({ reference, used }: Readonly<Record<string, unknown>>): Problem[] {
  if (typeof reference !== "string" || !Array.isArray(used)) return [];
  // Renovate finds the preset on the default branch, and says nothing.
  const misplaced = explainMisplacedTag(reference);
  if (misplaced !== undefined) return [{ severity: "error", message: `"${reference}" has its tag behind its arguments: ${misplaced}` }];
  const given = countArguments(reference);
  const names = used.filter((name) => typeof name === "string");
  const needed = names.includes("args") ? given : Math.max(0, ...names.map((name) => Number(name.slice(3)) + 1));
  const gives = `"${reference}" passes ${count(given, "argument")}`;
  if (given < needed) {
    const left = names.filter((name) => Number(name.slice(3)) >= given).map((name) => `{{${name}}}`);
    return [{ severity: "error", message: `${gives}, but the preset takes ${needed}, so Renovate does not replace ${left.join(", ")}` }];
  }
  if (given <= needed) return [];
  return [
    {
      severity: "warning",
      message: `${gives}, but the preset takes ${needed === 0 ? "none" : needed}, so Renovate ignores the rest (arguments split at commas)`,
    },
  ];
}

interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Finds the innermost places at which two configs differ. */
function findChanges(before: unknown, after: unknown, path = ""): Change[] {
  const [old, young] = [JSON.stringify(before), JSON.stringify(after)];
  if (old === young) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => findChanges(item, after[index], `${path}[${index}]`));
  }
  if (!isRecord(before) || !isRecord(after)) return [{ path, before: old ?? "nothing", after: young ?? "nothing" }];
  const join = (key: string) => (path === "" ? key : `${path}.${key}`);
  const common = Object.keys(before).filter((key) => key in after);
  const nested = common.flatMap((key) => findChanges(before[key], after[key], join(key)));
  // A renamed option is one removed key and one new key.
  const gone = Object.entries(before).filter(([key]) => !(key in after));
  const come = Object.entries(after).filter(([key]) => !(key in before));
  if (gone.length === 0 && come.length === 0) return nested;
  const render = (entries: readonly (readonly [string, unknown])[]) =>
    entries.length === 0 ? "nothing" : JSON.stringify(Object.fromEntries(entries));
  return [{ path: path === "" ? "the config" : path, before: render(gone), after: render(come) }, ...nested];
}
