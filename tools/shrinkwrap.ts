import { isRecord } from "../src/core/json-value.ts";

/**
 * Returns the npm-shrinkwrap.json of the package, from its package-lock.json: the same versions and digests, without what only
 * development needs. No address is in it, so that each package comes from the registry that desalt comes from.
 */
export function renderShrinkwrap(lock: string): string {
  const { packages, ...head } = requireRecord(JSON.parse(lock), "package-lock.json");
  const kept = Object.entries(requireRecord(packages, "packages")).flatMap(([path, value]) => {
    const { resolved: _, devDependencies: _ofRoot, ...entry } = requireRecord(value, path);
    if (entry["dev"] === true) return [];
    if (path !== "" && typeof entry["integrity"] !== "string") throw new Error(`package-lock.json has no integrity for ${path}`);
    return [[path, entry] as const];
  });
  return `${JSON.stringify({ ...head, packages: Object.fromEntries(kept) }, undefined, 2)}\n`;
}

function requireRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error(`${what} is not a map`);
  return value;
}
