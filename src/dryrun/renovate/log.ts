import { isRecord } from "../../core/json-value.ts";
import { maskSaid } from "../../io/secrets/known-secrets.ts";

/** One line of Renovate's log. */
export interface LogLine {
  /** 20 debug, 30 info, 40 warning, 50 error, 60 fatal. */
  readonly level: number;
  readonly message: string;
  readonly repository?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const noise = ["RE2 not usable, falling back to RegExp", "HTTP request to an internal host"] as const;

/** Whether Renovate speaks of the machine it runs on, which says nothing about the repository. */
export function isNoise(message: string): boolean {
  return noise.some((start) => message.startsWith(start));
}

/** What Renovate writes in place of a secret. */
const hidden = "**redacted**";

/** Reads one line of a log in JSON; a line that is none, as a crash prints it, is an error message. */
export function parseLogLine(text: string): LogLine {
  const fields = parseJson(text);
  if (!isRecord(fields)) return { level: 50, message: text, fields: {} };
  const { level, msg, repository } = fields;
  return {
    level: typeof level === "number" ? level : 50,
    message: typeof msg === "string" ? msg : text,
    ...(typeof repository === "string" ? { repository } : {}),
    fields,
  };
}

/** The first ten errors of a log, else its first ten warnings, or else its last ten lines, without secrets. */
export function renderComplaints(lines: readonly LogLine[]): string {
  const told = lines.filter(({ message }) => message.trim() !== "" && !isNoise(message));
  const [errors = [], warnings = []] = [50, 40].map((least) => told.filter(({ level }) => level >= least));
  const complaints = errors.length > 0 ? errors : warnings;
  const shown = complaints.length > 0 ? complaints.slice(0, 10) : told.slice(-10);
  return maskSaid(shown.map(({ message, fields }) => `  ${message}${renderCause(fields["err"])}`).join("\n"));
}

/**
 * Whether a name is the one that Renovate logged. It hides secrets wherever they occur, and a user name such as `acme` occurs in
 * the name of its owner's repositories and in branches.
 */
export function isLoggedAs(logged: string, name: string): boolean {
  if (logged === name) return true;
  if (!logged.includes(hidden)) return false;
  const parts = logged.split(hidden).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`, "u").test(name);
}

function renderCause(error: unknown): string {
  return isRecord(error) && typeof error["message"] === "string" ? `: ${error["message"]}` : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
