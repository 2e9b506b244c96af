import { parseDate } from "../../../core/time.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";

/** The flags of a decision. */
export interface DecisionFlags {
  readonly approve?: string | undefined;
  readonly approveFiles?: string | undefined;
  readonly hold?: string | undefined;
  readonly freeze?: string | undefined;
  readonly thaw?: string | undefined;
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
  readonly emergency?: boolean | undefined;
}

/** A decision as the flags say it. */
export interface DecisionRequest {
  readonly kind: Kind;
  /** A release or an environment. */
  readonly subject: string;
  /** The version of a release, or the digest of an environment's files. Empty if there is none. */
  readonly object: string;
  readonly to: string;
  readonly reason: string;
  readonly until: string | undefined;
  readonly emergency: boolean;
}

type Kind = "approve" | "approveFiles" | "hold" | "freeze" | "thaw";

interface Form {
  readonly flag: string;
  /** What follows the flag. */
  readonly takes: string;
  /** Flags that must be there, and flags that may. */
  readonly needs: readonly (keyof DecisionFlags)[];
  readonly may: readonly (keyof DecisionFlags)[];
}

const forms: Readonly<Record<Kind, Form>> = {
  approve: { flag: "--approve", takes: "RELEASE@VERSION", needs: ["reason", "to"], may: ["emergency"] },
  hold: { flag: "--hold", takes: "RELEASE@VERSION", needs: ["reason"], may: ["until"] },
  freeze: { flag: "--freeze", takes: "ENVIRONMENT", needs: ["reason"], may: ["until"] },
  thaw: { flag: "--thaw", takes: "ENVIRONMENT", needs: [], may: [] },
  approveFiles: { flag: "--approve-files", takes: "ENVIRONMENT", needs: ["reason"], may: ["emergency"] },
};

const kinds = ["approve", "hold", "freeze", "thaw", "approveFiles"] as const;
const modifiers = ["to", "reason", "until", "emergency"] as const;

const missing: Readonly<Record<string, string>> = {
  reason: "add a reason for later readers: --reason TEXT",
  to: "name the environment that gets the version: --to ENVIRONMENT",
};

const useless: Readonly<Record<string, string>> = {
  "hold to": "a hold applies to every environment",
  "freeze to": "name the environment after --freeze",
  "thaw reason": "the pull request says why the freeze ends",
};

/** Reads a decision from flags. Returns undefined without such flags; throws one `UserError` with all mistakes. */
export function readDecisionFlags(flags: DecisionFlags): DecisionRequest | undefined {
  const [kind, other] = kinds.filter((name) => flags[name] !== undefined);
  const given = modifiers.filter((name) => flags[name] !== undefined && flags[name] !== false);
  if (kind === undefined) {
    const [stray] = given;
    if (stray === undefined) return undefined;
    const uses = Object.values(forms).filter(({ needs, may }) => [...needs, ...may].includes(stray));
    const hint = `use it with ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(uses.map(({ flag, takes }) => `${flag} ${takes}`))}`;
    throw new UserError({ message: `--${stray} has no effect by itself`, hint });
  }
  const form = forms[kind];
  const issues: Issue[] = [];
  if (other !== undefined) {
    const message = `${form.flag} and ${forms[other].flag} cannot be combined`;
    issues.push({ message, hint: "run the command once for each decision" });
  }
  const text = flags[kind] ?? "";
  const { subject, object } = splitSubject(kind, text);
  if (subject === "" || (object === "" && form.takes === "RELEASE@VERSION"))
    issues.push({
      message: form.takes === "ENVIRONMENT" ? `"${text}" names no environment (${form.flag})` : `"${text}" has no version (${form.flag})`,
      hint: `write ${form.flag} ${form.takes}`,
    });
  for (const name of form.needs)
    if (String(flags[name] ?? "").trim() === "") issues.push({ message: `--${name} is missing`, hint: missing[name] ?? "" });
  for (const name of given) {
    if (form.needs.includes(name) || form.may.includes(name)) continue;
    const why = useless[`${kind} ${name}`];
    const what = name === "to" ? `--to "${flags.to ?? ""}"` : `--${name}`;
    issues.push({ message: `${what} has no effect with ${form.flag}`, hint: `remove --${name}${why === undefined ? "" : `; ${why}`}` });
  }
  if (flags.until !== undefined && parseDate(flags.until) === undefined) {
    const hint = "write a day, for example 2026-12-24, or a time, for example 2026-12-24T18:00:00Z";
    issues.push({ message: `"${flags.until}" is not a valid date (--until)`, hint });
  }
  if (issues.length > 0) throw new UserError(issues);
  const { to = "", reason = "", until, emergency = false } = flags;
  return { kind, subject, object, to, reason, until, emergency };
}

function splitSubject(kind: Kind, text: string): Pick<DecisionRequest, "subject" | "object"> {
  const at = kind === "freeze" || kind === "thaw" ? -1 : text.lastIndexOf("@");
  if (at === -1) return forms[kind].takes === "ENVIRONMENT" ? { subject: text, object: "" } : { subject: "", object: text };
  return { subject: text.slice(0, at), object: text.slice(at + 1) };
}
