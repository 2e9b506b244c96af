import { join } from "node:path";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { addDecision, decisionsName, parseDecisions, type KnownNames, type NewDecision } from "../../../promotion/index.ts";

/** What the command line says of a decision. */
export interface DecisionFlags {
  readonly approve?: string | undefined;
  readonly hold?: string | undefined;
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
}

/** Reads a decision from flags; undefined where there is none. Throws one `UserError` with all that is missing. */
export function readDecisionFlags({ approve, hold, to, reason }: DecisionFlags): NewDecision | undefined {
  const flag = approve === undefined ? "--hold" : "--approve";
  const subject = approve ?? hold;
  if (subject === undefined) {
    const stray = to !== undefined ? "--to" : reason !== undefined ? "--reason" : undefined;
    if (stray === undefined) return undefined;
    throw new UserError({
      message: `${stray} decides nothing by itself`,
      hint: "it belongs to --approve RELEASE@VERSION or --hold RELEASE@VERSION",
    });
  }
  const issues: Issue[] = [];
  if (approve !== undefined && hold !== undefined)
    issues.push({ message: "--approve and --hold at once", hint: "decide one thing at a time" });
  const at = subject.lastIndexOf("@");
  const [release, version] = [subject.slice(0, Math.max(0, at)), subject.slice(at + 1)];
  if (release === "" || version === "")
    issues.push({ message: `"${subject}" names no version (${flag})`, hint: `write ${flag} RELEASE@VERSION` });
  if (reason === undefined || reason.trim() === "")
    issues.push({ message: "--reason is missing", hint: "say why, for the people who meet it later" });
  if (approve !== undefined && to === undefined)
    issues.push({ message: "--to is missing", hint: "name the environment that gets the version" });
  if (approve === undefined && to !== undefined)
    issues.push({ message: `--to "${to}" has no meaning with --hold`, hint: "a hold is for every environment" });
  if (issues.length > 0) throw new UserError(issues);
  const entry = { release, version, reason: reason ?? "" };
  return approve === undefined ? { kind: "hold", ...entry } : { kind: "approve", release, version, to: to ?? "", reason: reason ?? "" };
}

/** Writes a decision to promotion.yaml, once all of the file is valid with it. Returns false where it is there already. */
export function writeDecision(directory: string, decision: NewDecision, known: KnownNames): boolean {
  const text = addDecision(readIfFile(directory, decisionsName) ?? "", decision, decisionsName);
  if (text === undefined) return false;
  parseDecisions(text, decisionsName, known);
  replaceFile(join(directory, decisionsName), text);
  return true;
}
