import { checkChange, computeGates, type GateFinding, type RunningRelease } from "../src/promotion/index.ts";
import type { Scenario } from "./lock-case.ts";
import { play } from "./lock-history.ts";
import { judge } from "./lock-model.ts";

export interface Comparison {
  /** What the check and the model, or the offer and the check, disagree about. */
  readonly disagreements: readonly string[];
  /** What happened, to be counted. */
  readonly seen: readonly string[];
}

export function compare(scenario: Scenario): Comparison {
  const { model, input } = play(scenario);
  const { findings } = checkChange(input);
  const seen: string[] = findings.map(({ severity, rule }) => `${severity} ${rule}`);
  const disagreements: string[] = [];
  for (const environment of scenario.environments) {
    const judged = judge(model, environment);
    for (const name of new Set([...judged.map(({ to }) => to.name), ...findings.flatMap(({ release = [] }) => release)])) {
      const wanted = judged.filter(({ to }) => to.name === name);
      const refusals = [...new Set(wanted.flatMap(({ refusal = [] }) => refusal))].toSorted();
      const found = [...new Set(errorsOf(findings, environment, name).map(({ rule }) => rule))].toSorted();
      if (refusals.length > 0 !== found.length > 0) {
        disagreements.push(`${environment} ${name}: the model says ${refusals.join() || "pass"}, the check ${found.join() || "pass"}`);
      }
      seen.push(...wanted.map(({ refusal, way }) => (refusal === undefined ? `passed: ${way}` : `refused: ${refusal}`)));
    }
  }
  // What is offered passes as a change of its own.
  for (const { environment, release, chart, allowed, frozen, sharedWith } of computeGates(input).gates) {
    for (const { version, by } of allowed) {
      seen.push(`offered by ${by}${frozen === undefined ? "" : " in a freeze"}${sharedWith === undefined ? "" : ", shared"}`);
      const base = model.base.get(environment) ?? [];
      const upgraded = base.map((one): RunningRelease =>
        one.name === release && one.chart === chart && one.version !== undefined ? { ...one, version } : one,
      );
      const check = checkChange({ ...input, head: new Map([...model.base, [environment, upgraded]]) });
      const errors = check.findings.filter(({ severity, rule }) => severity === "error" && !(frozen !== undefined && rule === "frozen"));
      for (const { rule, message } of errors)
        disagreements.push(`${environment} ${release}: offered ${version}, refused ${rule}: ${message}`);
    }
  }
  return { disagreements, seen };
}

function errorsOf(findings: readonly GateFinding[], environment: string, release: string): readonly GateFinding[] {
  return findings.filter((one) => one.severity === "error" && one.environment === environment && one.release === release);
}
