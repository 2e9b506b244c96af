import { parseDateIn } from "../../core/time.ts";
import { parseYaml } from "../../core/yaml.ts";
import { UserError } from "../../core/user-error.ts";
import { renderSchemaErrors } from "../../fleet/index.ts";
import { errorsOf } from "../../core/schema.ts";
import { decisionCheck, pickWellFormed, type FreezeEntry, type PromotionFile } from "./decision-check.ts";
import { noDecisions, type Decisions, type Freeze } from "./decisions.ts";
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
  return { decisions: toDecisions(declared, known), idle: listIdleDecisions(entries, source, known) };
}

function toDecisions({ approve = [], hold = [], freeze = [] }: PromotionFile, known: KnownNames): Decisions {
  const files = approve.flatMap((entry) => ("files" in entry ? [withOneLine(entry)] : []));
  return {
    approve: approve.flatMap((entry) => ("files" in entry ? [] : [withOneLine(entry)])),
    ...(files.length === 0 ? {} : { files }),
    hold: hold.map(({ until, ...entry }) => ({ ...withOneLine(entry), ...(until === undefined ? {} : { until: timeOf(until, "UTC") }) })),
    freeze: freeze.flatMap((entry) => toFreezes(withOneLine(entry), known)),
  };
}

/** Reasons are shown in logs and comments, where a line of its own could be taken for another message. */
function withOneLine<Entry extends { readonly reason: string }>(entry: Entry): Entry {
  return { ...entry, reason: entry.reason.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim() };
}

/** The freezes of an entry, one for each time zone of its environments, because a day begins in the zone of its environment. */
export function toFreezes({ from, until, environments, reason }: FreezeEntry, known: KnownNames): readonly Freeze[] {
  const names = environments ?? known.environments.flatMap(({ name, follows }) => (follows === undefined ? [] : [name]));
  const zoneOf = (name: string): string => known.environments.find((environment) => environment.name === name)?.pace?.timezone ?? "UTC";
  const zones = [...new Set(names.map(zoneOf))];
  const freezeIn = (zone: string): Omit<Freeze, "environments"> => ({ from: timeOf(from, zone), until: timeOf(until, zone), reason });
  if (zones.length < 2) return [{ ...freezeIn(zones[0] ?? "UTC"), ...(environments === undefined ? {} : { environments }) }];
  return zones.map((zone) => ({ ...freezeIn(zone), environments: names.filter((name) => zoneOf(name) === zone) }));
}

function timeOf(text: string, timezone: string): number {
  const time = parseDateIn(text, timezone);
  // The check accepted it, so this is a bug in desalt.
  if (time === undefined) throw new TypeError(`"${text}" is not a valid date`);
  return time;
}
