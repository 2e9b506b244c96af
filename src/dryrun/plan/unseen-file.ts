import { matchesGlob } from "node:path/posix";
import type { RepositoryRun } from "../renovate/repository-run.ts";
import type { Verdict } from "./verdict.ts";

/** Why Renovate's report says nothing about a file: which setting keeps it from reading it, and the line that changes that. */
export function explainUnseenFile(file: string, { helmfilePatterns, ignorePaths }: RepositoryRun): Verdict {
  if (helmfilePatterns.length === 0) {
    return {
      state: "not-tracked",
      reason: "Renovate's manager for helmfiles is not enabled",
      fix: 'add "helmfile" to "enabledManagers" of the Renovate config',
    };
  }
  // As Renovate does: a path that contains the text, or matches it as a pattern.
  const ignored = ignorePaths.find((path) => file.includes(path) || matchesGlob(file, path));
  if (ignored !== undefined) {
    const isPreset = /^\*\*\/(?:test|tests|vendor|examples|__tests__|__fixtures__|node_modules|bower_components)\/\*\*$/u.test(ignored);
    return {
      state: "not-tracked",
      reason: `Renovate ignores ${file} (ignorePaths: "${ignored}")`,
      fix: isPreset ? 'add "ignorePresets": [":ignoreModulesAndTests"]' : `remove "${ignored}" from "ignorePaths"`,
    };
  }
  if (!helmfilePatterns.some((pattern) => matchesPattern(pattern, file))) {
    const expression = `/^${file.replaceAll(/[.+?^$()|[\]{}*/]/gu, String.raw`\$&`)}$/`;
    return {
      state: "not-tracked",
      reason: `Renovate does not take ${file} for a helmfile by its name`,
      fix: `"helmfile": { "managerFilePatterns": [${JSON.stringify(expression)}] }`,
    };
  }
  return {
    state: "unknown",
    reason: `Renovate found no release in ${file}`,
    fix: "check that it is valid YAML when its templates are left out",
  };
}

function matchesPattern(pattern: string, file: string): boolean {
  const [, expression, flags] = /^\/(.*)\/(i?)$/su.exec(pattern) ?? [];
  if (expression === undefined) return matchesGlob(file, pattern);
  try {
    return new RegExp(expression, flags).test(file);
  } catch {
    return true;
  }
}
