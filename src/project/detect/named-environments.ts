import type { NamedUnit } from "./axis.ts";
import { areAlike, listNames, overlap, pathOf, releasesOf, type Draft, type Drafts } from "./draft.ts";
import { isPlainName, toEnvironmentName } from "./environment-name.ts";
import type { Unit } from "./unit.ts";

/** The environments that folders and files are named after; `undefined` for fewer than two. */
export function findNamedEnvironments(named: readonly NamedUnit[], all: readonly Unit[]): Drafts | undefined {
  const groups = groupUnits(named);
  if (groups.size < 2) return undefined;
  const questions: string[] = [];
  const leftOut = new Map<Unit, string>();
  const own = new Map([...groups].map(([name, units]) => [name, releasesOf(units.map(({ unit }) => unit))]));
  const drafts = [...groups].flatMap(([name, members]): Draft[] => {
    const units = members.map(({ unit }) => unit);
    const [label = name] = members.map((member) => member.label);
    const shares = [...own].flatMap(([other, releases]) => (other === name ? [] : (overlap(own.get(name) ?? new Set(), releases) ?? [])));
    const share = shares.length === 0 ? undefined : Math.max(...shares);
    if (share !== undefined && share < 0.5) {
      // With more in its name than that of a stage, it is more likely a component.
      if (!isPlainName(label)) {
        for (const unit of units) leftOut.set(unit, "its releases are not those of the environments");
        return [];
      }
      questions.push(`${name} shares few releases with the others: is it an environment of the same fleet?`);
    }
    const chosen = chooseEnvironment(label, units);
    if (chosen === "unclear") {
      questions.push(`${listNames(units.map(pathOf))} declares several environments of helmfile: which of them is ${name}?`);
    }
    const isAlike = share === undefined || share >= 0.5;
    return [
      {
        name,
        label,
        units,
        ...(chosen !== undefined && chosen !== "unclear" && { helmfileEnvironment: chosen }),
        isSure: isAlike && chosen !== "unclear",
        why: explain(share, isPlainName(label)),
      },
    ];
  });
  return addRest({ drafts, leftOut, questions }, { all, named });
}

function explain(share: number | undefined, isPlain: boolean): string {
  const by = isPlain ? "named so" : "named after a stage";
  if (share === undefined) return by;
  return share < 0.5 ? `${by}, but its releases are others` : `${by}, with the releases of the others`;
}

/** The environment of helmfile in a folder that is an environment already; undefined for `default`. */
function chooseEnvironment(label: string, units: readonly Unit[]): string | undefined {
  const chosen = new Set(
    units.map(({ environments }) => {
      if (environments.includes(label)) return label;
      if (environments.length === 0 || environments.includes("default")) return undefined;
      return environments.length === 1 ? environments[0] : "unclear";
    }),
  );
  return chosen.size === 1 ? [...chosen][0] : "unclear";
}

/**
 * Groups units by environment. Several units of one name are components, unless they hold the same releases: then they are clusters, and
 * an environment each.
 */
function groupUnits(named: readonly NamedUnit[]): ReadonlyMap<string, readonly NamedUnit[]> {
  const byLabel = Map.groupBy(named, ({ label }) => toEnvironmentName(label));
  const groups = new Map<string, NamedUnit[]>();
  const haveClusters = [...byLabel.values()].some(areClusters);
  for (const [label, members] of byLabel) {
    for (const member of members) {
      const rest = haveClusters ? ownLabels(member, named) : [];
      const name = toEnvironmentName([...rest, label].join("-"));
      groups.set(name, [...(groups.get(name) ?? []), member]);
    }
  }
  return groups;
}

function areClusters(members: readonly NamedUnit[]): boolean {
  const alike = members.filter(({ unit }) =>
    members.some((other) => other.unit !== unit && (overlap(unit.releases, other.unit.releases) ?? 0) >= 0.5),
  );
  return alike.length * 2 > members.length;
}

/** The other labels without those that all have. */
function ownLabels({ others }: NamedUnit, named: readonly NamedUnit[]): readonly string[] {
  return others.filter((label) => !named.every((one) => one.others.includes(label)));
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
