import type { PromotionRules, ResolvedEnvironment } from "../src/fleet/index.ts";
import type { History, RunningRelease } from "../src/promotion/index.ts";
import { environmentOf } from "./resolved-fleet.ts";

/** Factories for tests of promotion. */
export const hour = 3_600_000;
export const day = 24 * hour;
export const start = Date.parse("2026-11-01T00:00:00Z");

export function running(version: string | undefined, fields: Partial<RunningRelease> = {}): RunningRelease {
  const source = { chart: "portal", repositoryUrl: "https://charts.example.com", oci: false };
  return { name: "portal", ...source, ...(version === undefined ? {} : { version }), ...fields };
}

/** What one release did, by hours since the start: `-` is removed, `?` a template, `!` a helmfile that nobody can read. */
export function historyOf(events: readonly (readonly [hours: number, version: string])[]): History {
  return events.map(([hours, version], index) => ({
    commit: { id: String(index).padStart(40, "0"), time: start + hours * hour },
    releases: version === "!" ? undefined : version === "-" ? [] : [running(version === "?" ? undefined : version)],
  }));
}

export function follower(
  name: string,
  follows: string,
  rules: Partial<PromotionRules> & { readonly soak?: number } = {},
): ResolvedEnvironment {
  const { soak = 7 * day, ...promotion } = rules;
  return {
    ...upstream(name),
    follows,
    soak: { patch: soak, minor: soak, major: soak },
    promotion: { superseded: "continues", minimum: day, strict: false, together: "warn", additions: "gated", ...promotion },
  };
}

export function upstream(name: string): ResolvedEnvironment {
  return environmentOf(name, { isHandWritten: true });
}
