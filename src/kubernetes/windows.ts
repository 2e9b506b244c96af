import { parseCsv } from "./csv.ts";
import { compareMinors, type Minor } from "./minor.ts";
import { tables } from "./tables.generated.ts";

/** The parts of a chart that tell which project it installs. */
export interface ProjectChart {
  readonly name: string;
  readonly home?: string;
  readonly sources?: readonly string[];
}

/** What a project says about a release of its own and a minor of Kubernetes. */
export interface SupportWindow {
  readonly project: string;
  /** The release of the project, as its table names it. */
  readonly release: string;
  /** The minors that the project lists; absent if it lists none. */
  readonly listed?: { readonly from?: Minor; readonly to: Minor };
  /** The oldest minor that works. It promises nothing about newer ones. */
  readonly minimum?: Minor;
  readonly endOfLife?: string;
  readonly source: string;
  readonly asOf: string;
}

interface WindowRow {
  readonly project: string;
  readonly release: readonly number[];
  /** The last release of the row: "any" for all that are newer; undefined for the patches of one minor. */
  readonly until?: readonly number[] | "any";
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly endOfLife: string;
  readonly source: string;
  readonly asOf: string;
}

let loaded: ReadonlyMap<string, readonly WindowRow[]> | undefined;

/** The project whose add-on a chart installs; undefined if no table is about it. A name alone is not enough: own charts have it too. */
export function findProject({ name, home, sources = [] }: ProjectChart): string | undefined {
  const addresses = [...(home === undefined ? [] : [home]), ...sources].join(" ");
  const row = parseCsv(tables.projects).find(
    ({ charts = "", addresses: known = "" }) =>
      charts.split(" ").includes(name) && known.split(" ").some((address) => addresses.includes(address)),
  );
  return row?.["project"];
}

/** The numbers of "v1.16.2"; undefined for a text that is not a version. */
export function parseRelease(text: string): readonly number[] | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+.].*)?$/u.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return [major, minor, ...(patch === undefined ? [] : [patch])].map(Number);
}

/** The window of a release of a project; undefined if its table has no row for it. */
export function findWindow(project: string, release: readonly number[]): SupportWindow | undefined {
  const rows = (readWindows().get(project) ?? []).filter((row) => matches(row, release));
  const best = rows.toSorted((a, b) => compare(b.release, a.release));
  // Sources disagree at times. The project's own rows come first in the table.
  const row = best.find(({ from, to }) => from !== "" || to !== "") ?? best[0];
  if (row === undefined) return undefined;
  const endOfLife = best.find((candidate) => candidate.endOfLife !== "")?.endOfLife;
  const { name, from, to, source, asOf } = row;
  return {
    project,
    release: name,
    source,
    asOf,
    ...(to !== "" && { listed: { ...(from !== "" && { from }), to } }),
    ...(to === "" && from !== "" && { minimum: from }),
    ...(endOfLife !== undefined && { endOfLife }),
  };
}

/** Whether a project lists a minor, says nothing about it, or excludes it. Only a stated minimum excludes. */
export function supportOf({ listed, minimum }: SupportWindow, minor: Minor): "listed" | "not listed" | "excluded" {
  if (minimum !== undefined && compareMinors(minor, minimum) < 0) return "excluded";
  if (listed === undefined || compareMinors(minor, listed.to) > 0) return "not listed";
  return listed.from === undefined || compareMinors(listed.from, minor) <= 0 ? "listed" : "not listed";
}

/** The newest day on which a row of the add-ons' table was true. */
export function windowsAsOf(): string {
  return [...readWindows().values()].flat().reduce((newest, { asOf }) => (asOf > newest ? asOf : newest), "");
}

function readWindows(): ReadonlyMap<string, readonly WindowRow[]> {
  loaded ??= Map.groupBy(parseCsv(tables.windows).map(toRow), ({ project }) => project);
  return loaded;
}

function toRow(row: Readonly<Record<string, string>>): WindowRow {
  const { project = "", release = "", until = "", source = "" } = row;
  return {
    project,
    source,
    name: release,
    from: row["kubernetes_min"] ?? "",
    to: row["kubernetes_max"] ?? "",
    endOfLife: row["end_of_life"] ?? "",
    asOf: row["as_of"] ?? "",
    release: release.split(".").map(Number),
    ...(until !== "" && { until: until === "any" ? "any" : until.split(".").map(Number) }),
  };
}

function matches({ release: from, until }: WindowRow, release: readonly number[]): boolean {
  if (compare(release, from) < 0) return false;
  if (until === "any") return true;
  const last = until ?? from.slice(0, 2);
  return compare(release.slice(0, last.length), last) <= 0;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
