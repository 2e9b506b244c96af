import { isRecord } from "../../core/json-value.ts";
import type { AppliedRule } from "./plan.generated.ts";
import type { LogLine } from "../renovate/log.ts";

/**
 * The package rules that Renovate applied in a repository, from the preload's log lines, in the order of the config. The first rules may
 * be desalt's own, which leave registries out.
 */
export function parseAppliedRules(log: readonly LogLine[], ownRules = 0): AppliedRule[] {
  const rules = new Map<string, AppliedRule>();
  for (const { fields } of log) {
    const applied = fields["appliedRule"];
    if (!isRecord(applied)) continue;
    const { index: position, rule, file, depName, updateType, version } = applied;
    const index = typeof position === "number" ? position - ownRules : -1;
    if (index < 0 || !isRecord(rule) || typeof file !== "string" || typeof depName !== "string") continue;
    const key = JSON.stringify([file, depName, index]);
    const isGeneral = typeof updateType !== "string";
    // Renovate applies rules once more for the kind of update only, before it knows the version.
    if (!isGeneral && typeof version !== "string") continue;
    const known = rules.get(key);
    // A rule that applies before there is an update applies to all of them.
    if (known !== undefined && known.updates === undefined) continue;
    const updates = isGeneral ? undefined : [...new Set([...(known?.updates ?? []), `${updateType} ${String(version)}`])];
    rules.set(key, { file, chart: depName, index, ...splitRule(rule), ...(updates === undefined ? {} : { updates }) });
  }
  return [...rules.values()].toSorted((a, b) => compare(a.file, b.file) || compare(a.chart, b.chart) || a.index - b.index);
}

function splitRule(rule: Readonly<Record<string, unknown>>): Pick<AppliedRule, "match" | "set" | "description"> {
  const { description, ...rest } = rule;
  const words = (Array.isArray(description) ? description : [description]).filter((text) => typeof text === "string" && text !== "");
  const entries = Object.entries(rest);
  return {
    ...(words.length === 0 ? {} : { description: words.join(" ") }),
    match: Object.fromEntries(entries.filter(([key]) => isCondition(key))),
    set: Object.fromEntries(entries.filter(([key]) => !isCondition(key))),
  };
}

function isCondition(key: string): boolean {
  return key.startsWith("match") || key.startsWith("exclude");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
