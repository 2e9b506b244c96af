import { listNames, pathOf, type Draft, type Drafts } from "./draft.ts";
import { readEnvironmentName, toEnvironmentName } from "./environment-name.ts";
import type { Unit } from "./unit.ts";

/** The environments that helmfiles declare under `environments:`; undefined if they declare fewer than two. */
export function findDeclaredEnvironments(units: readonly Unit[]): Drafts | undefined {
  const declaring = units.filter(({ environments }) => environments.length > 0);
  const hasOwnDefault = declaring.some((unit) => unit.hasOwnDefault && unit.environments.includes("default"));
  const names = [...new Set(declaring.flatMap(({ environments }) => environments))].filter((name) => name !== "default" || hasOwnDefault);
  if (names.length < 2) return undefined;
  const questions: string[] = [];
  const drafts = names.map((name): Draft => {
    const members = declaring.filter(({ environments }) => environments.includes(name));
    const stage = name === "default" ? undefined : readEnvironmentName(name);
    const where = `\`environments:\` of ${listNames(members.slice(0, 3).map(pathOf))}`;
    if (stage === undefined) questions.push(`${where} has "${name}": which place has it in the order of upgrades?`);
    return {
      name: toEnvironmentName(name),
      label: name,
      units: members,
      ...(name !== "default" && { helmfileEnvironment: name }),
      isSure: stage !== undefined,
      why: stage === undefined ? `declared in ${where}, but its name is not that of a stage` : `declared in ${where}`,
    };
  });
  const rest = units.filter((unit) => !declaring.includes(unit));
  return { drafts, questions, leftOut: new Map(rest.map((unit) => [unit, "declares no environments"])) };
}
