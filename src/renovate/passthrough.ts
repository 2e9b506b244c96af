import { isRecord } from "../core/json-value.ts";
import type { RenovateOptions, ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { matchFiles } from "./match.ts";
import type { HostRule, PackageRule, RenovateConfig } from "./options.ts";

/**
 * Merges people's own options over the generated ones: scalars and lists replace, maps merge, rules append, and so do the lists
 * from which desalt needs its own entries.
 */
export function mergeOwnOptions(config: RenovateConfig, own: RenovateConfig): RenovateConfig {
  return Object.assign(
    { ...config, ...own },
    mergeMaps(Object.fromEntries(Object.entries(config)), Object.fromEntries(Object.entries(own))),
  );
}

/** Rules and host rules from people's own options. */
export interface OwnRules {
  readonly packageRules: PackageRule[];
  readonly hostRules: HostRule[];
}

/** Renders an environment's own options: rules for its helmfile, and host rules, which cannot match files. */
export function renderOwnOptions(environments: readonly ResolvedEnvironment[]): OwnRules {
  const own = environments.map((environment) => scopeOptions(environment.renovate ?? {}, [environment]));
  return { packageRules: own.flatMap(({ packageRules }) => packageRules), hostRules: own.flatMap(({ hostRules }) => hostRules) };
}

/**
 * Renders the fleet's own options for a hand-written renovate.json: rules for the fleet's helmfiles, and options that
 * Renovate only accepts at the top level, such as those of a manager.
 */
export function scopeFleetOptions({ renovate = {}, environments }: ResolvedFleet): OwnRules & { readonly topLevel: RenovateOptions } {
  const entries = Object.entries(renovate);
  const isTopLevel = ([key, value]: readonly [string, unknown]) => key === "customManagers" || (isMap(value) && !takenByRules.has(key));
  const scoped = Object.fromEntries(entries.filter((entry) => !isTopLevel(entry)));
  return { ...scopeOptions(scoped, environments), topLevel: Object.fromEntries(entries.filter(isTopLevel)) };
}

function scopeOptions(own: RenovateOptions, environments: readonly ResolvedEnvironment[]): OwnRules {
  const { packageRules = [], hostRules = [], ...rest } = own;
  const files = matchFiles(environments);
  const description = `${environments.map(({ name }) => name).join(", ")}: own options from the config`;
  const whole: PackageRule[] = Object.keys(rest).length === 0 ? [] : [{ description, ...files, ...rest }];
  // A rule with its own files does not change, because it may match other files of the environment.
  return { packageRules: [...whole, ...packageRules.map((rule) => ({ ...files, ...rule }))], hostRules };
}

function mergeMaps(base: OptionMap, own: OptionMap): OptionMap {
  const entries = Object.entries(own).map(([key, value]): [string, unknown] => {
    const old = base[key];
    if (isMap(old) && isMap(value)) return [key, mergeMaps(old, value)];
    return [key, appended.has(key) && old !== undefined ? [old, value].flat() : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

const appended: ReadonlySet<string> = new Set([
  "packageRules",
  "hostRules",
  "customManagers",
  "extends",
  "description",
  "ignorePresets",
  "managerFilePatterns",
]);
/** Options that hold options, and that a package rule takes. */
const takenByRules: ReadonlySet<string> = new Set([
  "major",
  "minor",
  "patch",
  "pin",
  "pinDigest",
  "digest",
  "rollback",
  "replacement",
  "lockFileMaintenance",
  "group",
  "constraints",
]);

function isMap(value: unknown): value is OptionMap {
  return isRecord(value);
}

type OptionMap = Readonly<Record<string, unknown>>;
