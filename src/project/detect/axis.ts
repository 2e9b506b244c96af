import { isPlainName, readEnvironmentName } from "./environment-name.ts";
import type { Unit } from "./files/unit.ts";

/** A unit, and which of its labels names its environment. */
export interface NamedUnit {
  readonly unit: Unit;
  readonly label: string;
  /** Its other labels: a component, a region, a customer. */
  readonly others: readonly string[];
}

/**
 * Tells which folders and files are named after environments. One name proves nothing, since components, branches and tests bear them
 * too: a name counts beside another one of its kind, or if it is one elsewhere in the repository.
 */
export function findNamedUnits(units: readonly Unit[]): readonly NamedUnit[] {
  const values = new Map<string, Set<string>>();
  for (const { labels } of units)
    labels.forEach((label, index) => {
      const key = keyOf(labels, index);
      values.set(key, (values.get(key) ?? new Set()).add(label));
    });
  const accepted = new Set([...values].filter(([, siblings]) => areEnvironments([...siblings])).map(([key]) => key));
  const clear = new Set(units.flatMap(({ labels }) => labels.filter((label) => readEnvironmentName(label)?.isClear === true)));
  const known = new Set(
    units.flatMap(({ labels }) => labels.filter((label, index) => accepted.has(keyOf(labels, index)) && isPlainName(label))),
  );
  const isKnown = (label: string): boolean => known.has(label) || (new Set([...clear, ...known]).size > 1 && clear.has(label));
  return units.flatMap((unit) => {
    const places = unit.labels.flatMap((label, index) => {
      const isAccepted = accepted.has(keyOf(unit.labels, index)) && readEnvironmentName(label) !== undefined;
      return isAccepted || isKnown(label) ? [{ index, label, isPlain: isPlainName(label) }] : [];
    });
    const place = places.find(({ isPlain }) => isPlain) ?? places[0];
    return place === undefined ? [] : [{ unit, label: place.label, others: unit.labels.toSpliced(place.index, 1) }];
  });
}

/** The folder of a label: its siblings are the folders and files beside it. */
function keyOf(labels: readonly string[], index: number): string {
  return labels.slice(0, index).join("/");
}

function areEnvironments(siblings: readonly string[]): boolean {
  const names = siblings.flatMap((sibling) => readEnvironmentName(sibling) ?? []);
  if (names.length < 2) return false;
  if (names.some(({ isClear }) => isClear)) return true;
  // Names such as prod-eu-1 have parts that components have as well, so most of them have to be such names, of two stages.
  const stages = new Set(names.flatMap(({ rank }) => rank ?? []));
  const areClusters = names.length === siblings.length && names.every(({ rest }) => rest !== "");
  return names.length * 2 > siblings.length && (stages.size > 1 || areClusters);
}
