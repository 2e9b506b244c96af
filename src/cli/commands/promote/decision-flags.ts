import { join } from "node:path";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { warn } from "../../terminal/report-issues.ts";
import { addDecision, decisionsName, parseDecisions, type KnownNames, type NewDecision } from "../../../promotion/index.ts";

/** The flags of a decision. */
export interface DecisionFlags {
  readonly approve?: string | undefined;
  readonly hold?: string | undefined;
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
}

/** Reads a decision from flags. Returns undefined without such flags; throws one `UserError` with all mistakes. */
export function readDecisionFlags({ approve, hold, to, reason }: DecisionFlags): NewDecision | undefined {
  const flag = approve === undefined ? "--hold" : "--approve";
  const subject = approve ?? hold;
  if (subject === undefined) {
    const stray = to !== undefined ? "--to" : reason !== undefined ? "--reason" : undefined;
    if (stray === undefined) return undefined;
    throw new UserError({
      message: `${stray} has no effect by itself`,
      hint: "use it with --approve RELEASE@VERSION or --hold RELEASE@VERSION",
    });
  }
  const issues: Issue[] = [];
  if (approve !== undefined && hold !== undefined)
    issues.push({ message: "--approve and --hold cannot be combined", hint: "run the command once for each decision" });
  const at = subject.lastIndexOf("@");
  const [release, version] = [subject.slice(0, Math.max(0, at)), subject.slice(at + 1)];
  if (release === "" || version === "")
    issues.push({ message: `"${subject}" has no version (${flag})`, hint: `write ${flag} RELEASE@VERSION` });
  if (reason === undefined || reason.trim() === "")
    issues.push({ message: "--reason is missing", hint: "add a reason for later readers: --reason TEXT" });
  if (approve !== undefined && to === undefined)
    issues.push({ message: "--to is missing", hint: "name the environment that gets the version: --to ENVIRONMENT" });
  if (approve === undefined && to !== undefined)
    issues.push({ message: `--to "${to}" has no effect with --hold`, hint: "remove --to; a hold applies to every environment" });
  if (issues.length > 0) throw new UserError(issues);
  const entry = { release, version, reason: reason ?? "" };
  return approve === undefined ? { kind: "hold", ...entry } : { kind: "approve", release, version, to: to ?? "", reason: reason ?? "" };
}

/** Writes a decision to promotion.yaml, if the whole file is then valid. Returns false if it already has the decision. */
export function writeDecision(directory: string, decision: NewDecision, known: KnownNames): boolean {
  const text = addDecision(readIfFile(directory, decisionsName) ?? "", decision, decisionsName);
  if (text === undefined) return false;
  parseDecisions(text, decisionsName, known);
  // A new decision about an unknown name is a typing error. An unknown version may be a hotfix.
  const { idle } = parseDecisions(addDecision("", decision, decisionsName) ?? "", decisionsName, known);
  const [unknown, ahead] = [idle.filter(({ kind }) => kind === "name"), idle.filter(({ kind }) => kind === "version")];
  if (unknown.length > 0) throw new UserError(unknown.map(({ message, hint }) => ({ message, ...(hint !== undefined && { hint }) })));
  warn(ahead);
  replaceFile(join(directory, decisionsName), text);
  return true;
}
