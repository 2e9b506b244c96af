import { closest } from "fastest-levenshtein";
import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import { findCycles } from "./cycle.ts";
import { isHandWritten, renderEnvironmentPlace, type DeclaredFleet } from "./declared.ts";
import { inheritEnvironment } from "./inheritance.ts";
import { renderLocation } from "../core/config-location.ts";

/** Checks the relations of environments: `follows`, `inherits`, `soak`, and the names of clusters. */
export function validateEnvironments(fleet: DeclaredFleet): Issue[] {
  return [
    ...validateNames(fleet),
    ...validateCycles(fleet),
    ...validateSoak(fleet),
    ...validateSoaks(fleet),
    ...validateHelmfileEnvironments(fleet),
    ...validateClusterNames(fleet),
    ...validateTimezones(fleet),
  ];
}

function validateNames(fleet: DeclaredFleet): Issue[] {
  const names = Object.keys(fleet.environments);
  const issues: Issue[] = [];
  for (const [name, environment] of Object.entries(fleet.environments)) {
    for (const key of ["inherits", "follows"] as const) {
      const target = environment[key];
      if (target === undefined || target === null) continue;
      const at = renderEnvironmentPlace(fleet, name, key);
      if (target === name) issues.push({ message: `environment "${name}" ${key} itself (${at})`, hint: suggestOther(name, names) });
      else if (!names.includes(target)) {
        issues.push({ message: `environment "${target}" is not declared (${at})`, hint: suggestName(target, names) });
      }
    }
  }
  return issues;
}

function suggestOther(name: string, names: readonly string[]): string {
  const others = names.filter((other) => other !== name);
  return others.length === 0 ? "remove it" : `name another environment: ${others.join(", ")}`;
}

function validateCycles(fleet: DeclaredFleet): Issue[] {
  const names = Object.keys(fleet.environments);
  const inherited = findCycles(names, (name) => fleet.environments[name]?.inherits);
  const followed = findCycles(names, (name) => inheritEnvironment(fleet, name).follows ?? undefined);
  return [
    ...inherited.flatMap((cycle) => renderCycle(fleet, "inherits", cycle)),
    ...followed.flatMap((cycle) => renderCycle(fleet, "follows", cycle)),
  ];
}

function renderCycle(fleet: DeclaredFleet, key: "inherits" | "follows", cycle: readonly string[]): Issue[] {
  const [first = ""] = cycle;
  // An environment that names itself is reported with its name.
  if (cycle.length < 2) return [];
  const last = cycle.at(-1) ?? first;
  const message = `"${key}" has a cycle: ${[...cycle, first].join(" → ")} (${renderEnvironmentPlace(fleet, last, key)})`;
  const hint = key === "follows" ? "remove one `follows`, or set it to null if it is inherited" : "remove one `inherits`";
  return [{ message, hint }];
}

function validateSoak(fleet: DeclaredFleet): Issue[] {
  return Object.entries(fleet.environments)
    .filter(([name, { soak }]) => soak !== undefined && soak !== null && (inheritEnvironment(fleet, name).follows ?? null) === null)
    .map(([name]) => ({
      message: `"soak" has no effect without "follows" (${renderEnvironmentPlace(fleet, name, "soak")})`,
      hint: "name the environment in which versions soak, with `follows`",
    }));
}

function validateSoaks(fleet: DeclaredFleet): Issue[] {
  return Object.entries(fleet.environments).flatMap(([name, { soaks }]) => {
    const place = renderEnvironmentPlace(fleet, name, "soaks");
    if (soaks === undefined || soaks === null) return [];
    if (!isHandWritten(fleet, name)) {
      const hint = `set "soak" on the release: releases.NAME.environments.${name}.soak`;
      return [{ message: `"soaks" has no effect without "helmfile" (${place})`, hint }];
    }
    if ((inheritEnvironment(fleet, name).follows ?? null) !== null) return [];
    return [
      {
        message: `"soaks" has no effect without "follows" (${place})`,
        hint: "name the environment in which versions soak, with `follows`",
      },
    ];
  });
}

function validateHelmfileEnvironments(fleet: DeclaredFleet): Issue[] {
  return Object.entries(fleet.environments)
    .filter(([name, { helmfileEnvironment }]) => helmfileEnvironment !== undefined && !isHandWritten(fleet, name))
    .map(([name]) => ({
      message: `"helmfileEnvironment" has no effect without "helmfile" (${renderEnvironmentPlace(fleet, name, "helmfileEnvironment")})`,
      hint: "remove it, or name the hand-written helmfile with `helmfile`",
    }));
}

function validateClusterNames(fleet: DeclaredFleet): Issue[] {
  const issues: Issue[] = [];
  const owners = new Map<string, string>();
  for (const [name, { clusters }] of Object.entries(fleet.environments)) {
    for (const cluster of Object.keys(clusters ?? {})) {
      const at = renderEnvironmentPlace(fleet, name, "clusters", cluster);
      const owner = owners.get(cluster) ?? (cluster !== name && fleet.environments[cluster] !== undefined ? cluster : undefined);
      owners.set(cluster, name);
      if (owner === undefined) continue;
      const other = owner === cluster ? `environment "${cluster}" has the same name` : `environment "${owner}" has one of the same name`;
      issues.push({
        message: `cluster "${cluster}" is not unique, because ${other} (${at})`,
        hint: `rename one, for example to "${name}-${cluster}"`,
      });
    }
  }
  return issues;
}

function validateTimezones(fleet: DeclaredFleet): Issue[] {
  const declared = [
    { timezone: fleet.timezone, at: renderLocation({ source: fleet.source, path: ["timezone"] }) },
    ...Object.entries(fleet.environments).map(([name, { timezone }]) => ({
      timezone,
      at: renderEnvironmentPlace(fleet, name, "timezone"),
    })),
  ];
  return declared.flatMap(({ timezone, at }) => {
    if (timezone === undefined || timezone === null || isTimezone(timezone)) return [];
    return {
      message: `"${timezone}" is not a valid time zone (${at})`,
      hint: `did you mean "${closest(timezone, Intl.supportedValuesOf("timeZone"))}"? use an IANA name, or UTC`,
    };
  });
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
