import type { NamedUnit } from "./axis.ts";
import { areAlike, chartsOf, listNames, overlap, pathOf, releasesOf, type Draft, type Drafts } from "./draft.ts";
import { groupByEnvironment } from "./environment-groups.ts";
import { isPlainName, readEnvironmentName, toEnvironmentName } from "./environment-name.ts";
import type { Unit } from "./files/unit.ts";

/** An environment that its folders and files are named after. */
interface Group {
  readonly name: string;
  readonly label: string;
  readonly units: readonly Unit[];
  /** The part of its releases that another environment has too; undefined if nothing is known of them. */
  readonly share?: number;
}

/** The environments that folders and files are named after; `undefined` for fewer than two. */
export function findNamedEnvironments(named: readonly NamedUnit[], all: readonly Unit[]): Drafts | undefined {
  const groups = measureShares(groupByEnvironment(named));
  if (groups.length < 2) return undefined;
  // With more in its name than that of a stage, what shares little is more likely a component.
  const strange = groups.filter((group) => isOther(group) && !isPlainName(group.label));
  const kept = groups.filter((group) => !strange.includes(group)).map(describe);
  const leftOut = strange.flatMap(({ units }) => units.map((unit) => [unit, "its releases are not those of the environments"] as const));
  const found: Drafts = {
    drafts: kept.map(({ draft }) => draft),
    leftOut: new Map(leftOut),
    questions: kept.flatMap(({ questions }) => questions),
  };
  return addRest(found, { all, named });
}

function measureShares(groups: ReadonlyMap<string, readonly NamedUnit[]>): readonly Group[] {
  const all = [...groups].map(([name, members]): Group => {
    return { name, label: members[0]?.label ?? name, units: members.map(({ unit }) => unit) };
  });
  return all.map((group) => {
    const others = all.filter((other) => other !== group).flatMap(({ units }) => compare(group.units, units) ?? []);
    return others.length === 0 ? group : { ...group, share: Math.max(...others) };
  });
}

/** Releases may have the environment in their names, and then have the charts in common. */
function compare(a: readonly Unit[], b: readonly Unit[]): number | undefined {
  const shares = [overlap(releasesOf(a), releasesOf(b)), overlap(chartsOf(a), chartsOf(b))].flatMap((share) => share ?? []);
  return shares.length === 0 ? undefined : Math.max(...shares);
}

function isOther({ share }: Group): boolean {
  return share !== undefined && share < 0.5;
}

function describe(group: Group): { readonly draft: Draft; readonly questions: readonly string[] } {
  const { name, label, units, share } = group;
  const chosen = chooseEnvironment(label, units);
  const questions = [
    ...(isOther(group) ? [`${name} shares few releases with the others: is it an environment of the same fleet?`] : []),
    ...(chosen === "unclear"
      ? [`${listNames(units.map(pathOf))} declares several environments of helmfile: which of them is ${name}?`]
      : []),
  ];
  const by = isPlainName(label) ? "named so" : "named after a stage";
  const releases = isOther(group) ? ", but its releases are others" : ", with the releases of the others";
  return {
    draft: {
      name,
      label,
      units,
      ...(chosen !== undefined && chosen !== "unclear" && { helmfileEnvironment: chosen }),
      isSure: questions.length === 0,
      why: `${by}${share === undefined ? "" : releases}`,
    },
    questions,
  };
}

/** The environment of helmfile in a folder that is an environment already; undefined for `default`. */
function chooseEnvironment(label: string, units: readonly Unit[]): string | undefined {
  const chosen = new Set(
    units.map(({ environments }) => {
      if (environments.includes(label)) return label;
      const alike = environments.filter((name) => readEnvironmentName(name)?.rank === readEnvironmentName(label)?.rank);
      if (alike.length === 1) return alike[0];
      if (environments.length === 0 || environments.includes("default")) return undefined;
      return environments.length === 1 ? environments[0] : "unclear";
    }),
  );
  return chosen.size === 1 ? [...chosen][0] : "unclear";
}

interface Rest {
  readonly all: readonly Unit[];
  readonly named: readonly NamedUnit[];
}

/** What is named after no environment, but holds the releases of one, may be another one. */
function addRest({ drafts, leftOut, questions }: Drafts, { all, named }: Rest): Drafts {
  const taken = new Set(named.map(({ unit }) => unit));
  const rest = all.filter((unit) => !taken.has(unit));
  const guesses = rest.filter((unit) => drafts.some(({ units }) => areAlike(releasesOf(units), unit.releases)));
  const added = guesses.map((unit): Draft => {
    const label = unit.labels.at(-1) ?? "default";
    const name = toEnvironmentName(label);
    return { name, label: name, units: [unit], isSure: false, why: "a guess: it holds the releases of an environment" };
  });
  const reasons = rest.filter((unit) => !guesses.includes(unit)).map((unit) => [unit, explainRest(unit)] as const);
  return {
    drafts: [...drafts, ...added],
    leftOut: new Map([...leftOut, ...reasons]),
    questions: [...questions, ...guesses.map((unit) => `${pathOf(unit)} holds the releases of an environment: which environment is it?`)],
  };
}

function explainRest({ labels }: Unit): string {
  return labels.some((label) => /^tests?$|^testing$/iu.test(label)) ? "a test" : "not named after an environment";
}
