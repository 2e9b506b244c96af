import { areAlike, listNames, pathOf, type Draft, type Drafts } from "./draft.ts";
import { readEnvironmentName, toEnvironmentName } from "./environment-name.ts";
import type { Unit } from "./files/unit.ts";

/** Folders with nearly the same releases, whose names say nothing: perhaps clusters. Undefined if there are none. */
export function findAlike(units: readonly Unit[]): Drafts | undefined {
  const alike = units.filter((unit) => units.some((other) => other !== unit && areAlike(unit.releases, other.releases)));
  if (alike.length < 2) return undefined;
  const drafts = alike.map((unit): Draft => {
    const label = unit.labels.at(-1) ?? "default";
    const isUnique = alike.filter(({ labels }) => labels.at(-1) === unit.labels.at(-1)).length === 1;
    return {
      name: toEnvironmentName(isUnique ? label : unit.labels.join("-")),
      label,
      units: [unit],
      isSure: false,
      why: "a guess: it holds the releases of another folder",
    };
  });
  const rest = units.filter((unit) => !alike.includes(unit));
  return {
    drafts,
    leftOut: new Map(rest.map((unit) => [unit, "not named after an environment"])),
    questions: [`${listNames(alike.map(pathOf))} hold nearly the same releases: are they environments, and which is upgraded first?`],
  };
}

/** One environment with everything: a single helmfile, or components. */
export function findSingle(units: readonly Unit[]): Drafts {
  if (units.length === 0) return { drafts: [], leftOut: new Map(), questions: [] };
  const names = [...new Set(units.flatMap(({ environments }) => environments))];
  const declared = names.filter((name) => name !== "default");
  const [only] = declared.length === 1 && units.every(({ environments }) => environments.includes(declared[0] ?? "")) ? declared : [];
  const questions = units
    .filter(({ hasTemplatedEnvironments }) => hasTemplatedEnvironments)
    .map((unit) => `the environments of ${pathOf(unit)} come from a template: which are they?`);
  const repeated = findRepeated(units);
  if (repeated !== undefined) questions.push(repeated);
  const label = only ?? findCommonName(units) ?? "default";
  const draft: Draft = {
    name: toEnvironmentName(label),
    label,
    units,
    ...(only !== undefined && { helmfileEnvironment: only }),
    isSure: questions.length === 0,
    why: units.length === 1 ? "the only helmfile, without several environments" : "components of one environment",
  };
  return { drafts: [draft], leftOut: new Map(), questions };
}

/** The name of a stage that is in the path of all, such as `environments/prod`. */
function findCommonName(units: readonly Unit[]): string | undefined {
  const [first] = units;
  return first?.labels.find((label) => readEnvironmentName(label)?.isClear === true && units.every(({ labels }) => labels.includes(label)));
}

/** One release in two helmfiles cannot run twice in one cluster: they are for different clusters, or one of them is not in use. */
function findRepeated(units: readonly Unit[]): string | undefined {
  for (const [index, unit] of units.entries()) {
    const other = units
      .slice(index + 1)
      .find(({ releases }) => [...unit.releases].some((name) => !name.includes("{{") && releases.has(name)));
    if (other !== undefined) return `${pathOf(unit)} and ${pathOf(other)} have a release in common: are they for different environments?`;
  }
  return undefined;
}
