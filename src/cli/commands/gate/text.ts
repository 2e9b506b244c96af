import { count } from "../../../core/count.ts";
import type { GateFinding } from "../../../promotion/index.ts";

/** Renders the findings, one line each, and the verdict. */
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
  return `${[...findings.map(renderFinding), summary].join("\n")}\n`;
}

function renderFinding({ severity, environment, release, from, to, message, rule }: GateFinding): string {
  const versions = from === to || to === undefined ? "" : from === undefined ? ` ${to}` : ` ${from} → ${to}`;
  const place = [environment, release === undefined ? undefined : `${release}${versions}`].filter((part) => part !== undefined).join(" ");
  return `${severity}: ${place === "" ? "" : `${place}: `}${message} (${rule})`;
}
