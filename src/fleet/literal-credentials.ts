import type { Issue } from "../core/user-error.ts";
import { credentialPrefix } from "./credentials.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";

/** Keys of Renovate's host rules for secrets. Any value but `{{ secrets.NAME }}` is the secret itself. */
const secretKeys = ["password", "token"] as const;

/** Finds passwords in a config, without ever showing one. Also reads declarations that are not valid. */
export function findLiteralCredentials(declared: unknown, place: ConfigLocation): Issue[] {
  const issues: Issue[] = [];
  for (const [name, repository] of entries(get(declared, "repositories"))) {
    const at = locationAt(place, "repositories", name);
    const hint = `remove it (and change it, if it was ever committed), set "private: true", and give ${credentialPrefix(name)}_USERNAME and ${credentialPrefix(name)}_PASSWORD in the environment of helmfile and as secrets of Renovate`;
    if (get(repository, "password") !== undefined) {
      issues.push({ message: `a literal password does not belong in a config (${renderLocation(locationAt(at, "password"))})`, hint });
    }
    if (hasUserInfo(get(repository, "url"))) {
      issues.push({ message: `a URL with credentials does not belong in a config (${renderLocation(locationAt(at, "url"))})`, hint });
    }
  }
  issues.push(...findInHostRules(get(declared, "renovate"), locationAt(place, "renovate")));
  for (const [name, environment] of entries(get(declared, "environments"))) {
    issues.push(...findInHostRules(get(environment, "renovate"), locationAt(place, "environments", name, "renovate")));
  }
  return issues;
}

function findInHostRules(renovate: unknown, place: ConfigLocation): Issue[] {
  const rules = get(renovate, "hostRules");
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown, index) =>
    secretKeys
      .filter((key) => isLiteral(get(rule, key)))
      .map((key) => ({
        message: `a literal ${key} does not belong in a config (${renderLocation(locationAt(place, "hostRules", index, key))})`,
        hint: `remove it (and change it, if it was ever committed), and name a secret of Renovate: "{{ secrets.NAME }}"`,
      })),
  );
}

function isLiteral(value: unknown): boolean {
  return typeof value === "string" && !/^\{\{.*\}\}$/u.test(value.trim());
}

/** `user:password@host`, with a scheme or without. */
function hasUserInfo(url: unknown): boolean {
  return typeof url === "string" && /^([a-z+]+:\/\/)?[^/@]*@/iu.test(url);
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function get(value: unknown, key: string): unknown {
  return entries(value).find(([name]) => name === key)?.[1];
}
