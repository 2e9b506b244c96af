import { listNames, pathOf, type Draft, type Drafts } from "./draft.ts";
import { readEnvironmentName, toEnvironmentName } from "./environment-name.ts";
import type { Unit } from "./files/unit.ts";

/** The environments that helmfiles declare under `environments:`; undefined if they declare fewer than two. */
export function findDeclaredEnvironments(units: readonly Unit[]): Drafts | undefined {
  const declaring = units.filter(({ environments }) => environments.length > 0);
  const hasOwnDefault = declaring.some((unit) => unit.hasOwnDefault && unit.environments.includes("default"));
  const names = [...new Set(declaring.flatMap(({ environments }) => environments))].filter((name) => name !== "default" || hasOwnDefault);
  if (names.length < 2) return undefined;
  const unknown = new Map<string, string[]>();
  const drafts = names.map((name): Draft => {
    const members = declaring.filter(({ environments }) => environments.includes(name));
    const stage = name === "default" ? undefined : readEnvironmentName(name);
    const where = `\`environments:\` of ${listNames(members.slice(0, 3).map(pathOf))}`;
    if (stage === undefined) unknown.set(where, [...(unknown.get(where) ?? []), name]);
    return {
      name: toEnvironmentName(name),
      label: name,
      units: members,
      ...(name !== "default" && { helmfileEnvironment: name }),
      isSure: stage !== undefined,
      why: stage === undefined ? `declared in ${where}, but its name is not that of a stage` : `declared in ${where}`,
    };
  });
  const questions = [...unknown].map(([where, ones]) => {
    return `where in the order of upgrades ${ones.length === 1 ? "does" : "do"} ${listNames(ones)} belong (${where})?`;
  });
  const rest = units.filter((unit) => !declaring.includes(unit));
  return { drafts, questions, leftOut: new Map(rest.map((unit) => [unit, "declares no environments"])) };
}
