import { count } from "../../../core/count.ts";
import { shellWord } from "../../terminal/printable.ts";
import type { GateFinding } from "../../../promotion/index.ts";

/** Renders the findings, one line each, the verdict, and where to read more about each refused release. */
export function renderFindings(findings: readonly GateFinding[]): string {
  const blocked = findings.filter(({ severity }) => severity === "error");
  // One release may be blocked by several rules.
  const errors = new Set(
    blocked.map(({ environment, release, message }) => (release === undefined ? message : `${environment} ${release}`)),
  ).size;
  const summary =
    errors === 0
      ? "Passed: every version in this change has soaked."
      : `Failed: ${count(errors, "change")} ${errors === 1 ? "is" : "are"} blocked.`;
  return `${[...findings.map(renderFinding), summary, ...listExplanations(blocked)].join("\n")}\n`;
}

/** One command for each refused release, which shows all that holds it and what can be done now. */
function listExplanations(blocked: readonly GateFinding[]): readonly string[] {
  const commands = blocked.flatMap(({ environment, release, to, rule }) => {
    // Only versions have more to explain.
    if (environment === undefined || release === undefined || rule === "together") return [];
    const subject = shellWord(to === undefined ? release : `${release}@${to}`);
    // A freeze may name an environment that follows none.
    const place = rule === "frozen" ? "" : ` --to ${shellWord(environment)}`;
    return [` hint: npx desalt promote --explain ${subject}${place}`];
  });
  return [...new Set(commands)];
}

function renderFinding({ severity, environment, release, from, to, message, rule }: GateFinding): string {
  const versions = from === to || to === undefined ? "" : from === undefined ? ` ${to}` : ` ${from} → ${to}`;
  const place = [environment, release === undefined ? undefined : `${release}${versions}`].filter((part) => part !== undefined).join(" ");
  return `${severity}: ${place === "" ? "" : `${place}: `}${message} (${rule})`;
}
