/** What one tag of a Kubernetes module says about an API version of a kind. Minors are texts, as everywhere: "1.30" is not 1.3. */
export interface LifecycleRow {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly introduced: string;
  readonly deprecated: string;
  readonly removed: string;
  /** `group/version Kind`, where the marker names one. */
  readonly replacement: string;
  /** The module and tag that say so: `k8s.io/api@v0.37.2`. */
  readonly source: string;
  /** The day on which that tag was made. */
  readonly asOf: string;
}

const method = /func \(in \*(\w+)\) APILifecycle(Introduced|Deprecated|Removed)\(\) \(major, minor int\) \{\s*return (\d+), (\d+)\s*\}/gu;
const replacement =
  /func \(in \*(\w+)\) APILifecycleReplacement\(\) schema\.GroupVersionKind \{\s*return schema\.GroupVersionKind\{Group:\s*"([^"]*)", Version:\s*"([^"]*)", Kind:\s*"([^"]*)"\}/gu;

/** Reads the generated lifecycle methods of one API version. Lists are left out, because nobody writes them into manifests. */
export function parseLifecycle(text: string, place: Pick<LifecycleRow, "group" | "version" | "source" | "asOf">): LifecycleRow[] {
  const kinds = new Map<string, Record<string, string>>();
  const of = (kind: string): Record<string, string> => kinds.get(kind) ?? kinds.set(kind, {}).get(kind) ?? {};
  for (const [, kind = "", what = "", major, minor] of text.matchAll(method)) of(kind)[what] = `${major}.${minor}`;
  for (const [, kind = "", group, version, other] of text.matchAll(replacement)) {
    of(kind)["Replacement"] = `${group === "" ? "" : `${group}/`}${version} ${other}`;
  }
  return [...kinds]
    .filter(([kind]) => !kind.endsWith("List"))
    .map(([kind, { Introduced = "", Deprecated = "", Removed = "", Replacement = "" }]) => ({
      ...place,
      kind,
      introduced: Introduced,
      deprecated: Deprecated,
      removed: Removed,
      replacement: Replacement,
    }));
}

/**
 * The problem of a row that cannot be right; undefined if it can. A stable version is never removed from Kubernetes 1, so such a marker
 * is a mistake: one tag said that Service v1 was removed in 1.6.
 */
export function findMistake({ version, introduced, deprecated, removed }: LifecycleRow): string | undefined {
  if (removed !== "" && /^v\d+$/u.test(version)) return `says that a stable version is removed in ${removed}`;
  if (removed !== "" && introduced !== "" && minorOf(removed) <= minorOf(introduced))
    return `is removed in ${removed}, before ${introduced}`;
  if (removed !== "" && deprecated !== "" && minorOf(removed) < minorOf(deprecated))
    return `is removed in ${removed}, before ${deprecated}`;
  return undefined;
}

/** Adds the rows of tags to known ones. A row stays once it was seen, since a type that is gone is missing in newer tags; the newest tag wins. */
export function mergeRows(known: readonly LifecycleRow[], tags: readonly (readonly LifecycleRow[])[]): LifecycleRow[] {
  const merged = new Map<string, LifecycleRow>();
  for (const row of [...known, ...tags.flat()]) {
    const key = `${row.group}/${row.version} ${row.kind}`;
    const before = merged.get(key);
    if (before === undefined || before.asOf <= row.asOf) merged.set(key, row);
  }
  return [...merged.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** The number behind the point, to compare: 30 for "1.30". */
function minorOf(minor: string): number {
  return Number(minor.split(".")[1]);
}
