import type { Issue } from "../core/user-error.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";

/** Below these keys everything is data: no functions. */
const dataKeys: ReadonlySet<string> = new Set(["values", "settings", "renovate", "helmfile", "helmDefaults"]);

/** Below these keys, the keys are names from people, including `values`. */
const nameKeys: ReadonlySet<string> = new Set(["environments", "repositories", "releases", "clusters"]);

/** The state of a walk through a declaration at one value. */
interface Spot {
  readonly place: ConfigLocation;
  /** The maps and lists around it, to notice a cycle. */
  readonly ancestors: readonly object[];
  readonly keys: "options" | "names" | "data";
}

/**
 * Finds values that JSON does not have: undefined, functions, dates, NaN, class instances, cycles. In a whole declaration a
 * function is allowed if the schema checks it; with `keys: "data"` none is.
 */
export function findNonJson(value: unknown, place: ConfigLocation, keys: Spot["keys"] = "options"): Issue[] {
  const issues: Issue[] = [];
  visit(value, { place, ancestors: [], keys }, issues);
  return issues;
}

function visit(value: unknown, spot: Spot, issues: Issue[]): void {
  if (typeof value === "function" && spot.keys !== "data") return;
  if (typeof value !== "object" || value === null) {
    const what = describeScalar(value);
    if (what !== undefined) issues.push(issueAt(what, spot.place));
    return;
  }
  if (spot.ancestors.includes(value)) {
    issues.push({ message: `a value contains itself (${renderLocation(spot.place)})`, hint: "write the value out at each place" });
    return;
  }
  const instance = describeInstance(value);
  if (instance !== undefined) {
    issues.push(issueAt(instance, spot.place));
    return;
  }
  const ancestors = [...spot.ancestors, value];
  if (Array.isArray(value)) {
    // Not forEach, which skips the holes of a sparse list.
    for (let index = 0; index < value.length; index++) {
      visit(value[index], { place: locationAt(spot.place, index), ancestors, keys: spot.keys }, issues);
    }
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    visitChild(child, { key, parent: spot, ancestors }, issues);
  }
}

function visitChild(child: unknown, at: { key: string; parent: Spot; ancestors: readonly object[] }, issues: Issue[]): void {
  const { key, parent, ancestors } = at;
  const place = locationAt(parent.place, key);
  if (parent.keys === "options" && dataKeys.has(key)) {
    if (typeof child !== "function") visit(child, { place, ancestors, keys: "data" }, issues);
    return;
  }
  if (parent.keys === "options" && nameKeys.has(key)) visit(child, { place, ancestors, keys: "names" }, issues);
  else visit(child, { place, ancestors, keys: parent.keys === "names" ? "options" : parent.keys }, issues);
}

function describeScalar(value: unknown): string | undefined {
  if (value === undefined) return "undefined";
  if (typeof value === "number") return Number.isFinite(value) ? undefined : String(value);
  return typeof value === "bigint" || typeof value === "function" || typeof value === "symbol" ? `a ${typeof value}` : undefined;
}

function describeInstance(value: object): string | undefined {
  if (Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of a plain object is the root, whichever realm it comes from.
  if (typeof prototype !== "object" || prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  return `an instance of ${value.constructor.name}`;
}

function issueAt(what: string, place: ConfigLocation): Issue {
  const hint =
    what === "undefined" ? "remove the key, or write null to delete an earlier value" : "write a text, number, boolean, list, map or null";
  return { message: `"${what}" is not plain data (${renderLocation(place)})`, hint };
}
