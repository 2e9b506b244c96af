import { parseDate } from "../../core/time.ts";
import { parseYaml } from "../../core/yaml.ts";
import { UserError } from "../../core/user-error.ts";
import { renderSchemaErrors } from "../../fleet/index.ts";
import { errorsOf } from "../../core/schema.ts";
import { decisionCheck, pickWellFormed, type PromotionFile } from "./decision-check.ts";
import { noDecisions, type Decisions } from "./decisions.ts";
import { listIdleDecisions, validateDecisions, type IdleDecision, type KnownNames } from "./validate-decisions.ts";

/** The decisions of a file, and those among them that match nothing. */
export interface ParsedDecisions {
  readonly decisions: Decisions;
  readonly idle: readonly IdleDecision[];
}

/** Reads promotion.yaml. `source` is its name, for messages. Throws one `UserError` with every mistake. */
export function parseDecisions(text: string, source: string, known: KnownNames): ParsedDecisions {
  const declared = parseYaml(text, source);
  if (declared === null || declared === undefined) return { decisions: noDecisions, idle: [] };
  const isWellFormed = decisionCheck.isPromotionFile(declared);
  const place = { source, path: [] };
  const errors = isWellFormed
    ? []
    : renderSchemaErrors(errorsOf(decisionCheck.isPromotionFile), { place, definitions: decisionCheck.definitions });
  const entries = pickWellFormed(declared);
  const issues = [...errors, ...validateDecisions(entries, source)];
  if (!isWellFormed || issues.length > 0) throw new UserError(issues);
  return { decisions: toDecisions(declared), idle: listIdleDecisions(entries, source, known) };
}

function toDecisions({ approve = [], hold = [], freeze = [] }: PromotionFile): Decisions {
  return {
    approve,
    hold: hold.map(({ until, ...entry }) => ({ ...entry, ...(until === undefined ? {} : { until: timeOf(until) }) })),
    freeze: freeze.map((entry) => ({ ...entry, from: timeOf(entry.from), until: timeOf(entry.until) })),
  };
}

function timeOf(text: string): number {
  const time = parseDate(text);
  // The check accepted it, so this is a bug in desalt.
  if (time === undefined) throw new TypeError(`"${text}" is not a valid date`);
  return time;
}
