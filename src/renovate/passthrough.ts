import type { RenovateOptions, ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { matchFiles } from "./match.ts";
import type { PackageRule, RenovateConfig } from "./options.ts";

/**
 * People's own options over the generated ones: scalars and lists replace, maps merge, rules append, and so do `extends`
 * and `description`, whose first entries desalt needs.
 */
export function mergeOwnOptions(config: RenovateConfig, own: RenovateOptions): RenovateConfig {
  const merged = { ...config, ...own };
  const before = new Map<string, unknown>(Object.entries(config));
  for (const [key, value] of Object.entries(own)) {
    const old = before.get(key);
    if (isMap(old) && isMap(value)) Object.assign(merged, { [key]: { ...old, ...value } });
    if (appended.has(key) && old !== undefined) Object.assign(merged, { [key]: [old, value].flat() });
  }
  return merged;
}

/** An environment's own options: rules for its helmfile, and host rules, which know no files. */
export function renderOwnOptions(environments: readonly ResolvedEnvironment[]): Required<Pick<RenovateOptions, "packageRules" | "hostRules">> {
  const own = environments.map((environment) => scopeOptions(environment.renovate ?? {}, [environment]));
  return { packageRules: own.flatMap(({ packageRules }) => packageRules), hostRules: own.flatMap(({ hostRules }) => hostRules) };
}

/** The fleet's own options where renovate.json is kept by people: for the fleet's helmfiles only. */
export function scopeFleetOptions({ renovate = {}, environments }: ResolvedFleet): ReturnType<typeof renderOwnOptions> {
  return scopeOptions(renovate, environments);
}

function scopeOptions(own: RenovateOptions, environments: readonly ResolvedEnvironment[]): ReturnType<typeof renderOwnOptions> {
  const { packageRules = [], hostRules = [], ...rest } = own;
  const files = matchFiles(environments);
  const whole: PackageRule[] = Object.keys(rest).length === 0 ? [] : [{ ...describe(environments), ...files, ...rest }];
  // A rule that names files itself is left as it is: it may be about other files of the environment.
  return { packageRules: [...whole, ...packageRules.map((rule) => ({ ...files, ...rule }))], hostRules };
}

function describe(environments: readonly ResolvedEnvironment[]): Pick<PackageRule, "description"> {
  return { description: `${environments.map(({ name }) => name).join(", ")}: own options from the config` };
}

const appended: ReadonlySet<string> = new Set(["packageRules", "hostRules", "extends", "description"]);

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
