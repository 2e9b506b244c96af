import type { Issue } from "../core/user-error.ts";

export interface RemovalCheck {
  /** Paths that the last render of the same environment wrote. */
  readonly before: readonly string[];
  /** Paths of this render. */
  readonly after: readonly string[];
  /** Allowed removals: names of environments, releases, kinds with names, or paths. */
  readonly allow: readonly string[];
  /** The share of the objects that may be removed at once. */
  readonly share: number;
}

/** The smallest number of objects for which the share is checked. One of two objects is already half of them. */
const fewest = 5;
const longestList = 20;

/**
 * Finds removals that need permission: all of an environment, definitions of custom resources (every
 * object of their kind is deleted too), namespaces (everything in them is deleted too), and many objects at once.
 */
export function validateRemovals({ before, after, allow, share }: RemovalCheck): Issue[] {
  const [known, kept] = [new Set(before), new Set(after)];
  // An object that moves to another release of the same cluster stays there. One that the other rendered before does not move.
  const moved = new Set(after.filter((path) => !known.has(path)).map(identityOf));
  const gone = before.filter((path) => !kept.has(path) && !moved.has(identityOf(path)));
  const removed = gone.filter((path) => !allow.some((name) => isNamed(path, name)));
  const places = new Set(after.map(placeOf));
  const emptied = Map.groupBy(
    removed.filter((path) => !places.has(placeOf(path))),
    placeOf,
  );
  const others = removed.filter((path) => places.has(placeOf(path)));
  const dangers = others.flatMap((path) => {
    const what = dangerOf(path);
    return what === undefined ? [] : [describeOne(path, what)];
  });
  const isMuch = others.length >= fewest && others.length > share * before.length;
  return [
    ...[...emptied].map(([place, paths]) => describeEmptied(place, paths.length)),
    ...dangers,
    ...(isMuch ? [describeMany(others, before.length, share)] : []),
  ];
}

/** Lists allowed names that match no removal, which are probably mistyped. */
export function findUnusedAllowances({ before, after, allow }: Pick<RemovalCheck, "before" | "after" | "allow">): string[] {
  const kept = new Set(after);
  const gone = before.filter((path) => !kept.has(path));
  return allow.filter((name) => !gone.some((path) => isNamed(path, name)));
}

/** `dev` of `dev/portal/…`, `prd/tokyo` of `prd/tokyo/portal/…`. */
function placeOf(path: string): string {
  return releaseFolderOf(path).replace(/\/[^/]*$/u, "");
}

/** `dev/portal` of `dev/portal/…` and of `dev/portal/crds/…`. */
export function releaseFolderOf(path: string): string {
  return path.replace(/(?:\/crds(?=\/CustomResourceDefinition\.))?\/[^/]*$/u, "");
}

function identityOf(path: string): string {
  return `${placeOf(path)} ${path.slice(path.lastIndexOf("/") + 1)}`;
}

function dangerOf(path: string): string | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  if (file.startsWith("CustomResourceDefinition.apiextensions.k8s.io_"))
    return "a CustomResourceDefinition, and with it every object of its kind";
  return file.startsWith("Namespace_") ? "a Namespace, and with it everything inside" : undefined;
}

/** `dev`, `dev/portal`, `portal`, `Namespace/web`, or the path of one file. */
function isNamed(path: string, name: string): boolean {
  if (path === name || path.startsWith(`${name.replace(/\/$/u, "")}/`)) return true;
  if (releaseFolderOf(path).split("/").slice(1).includes(name)) return true;
  const [, kind = "", object = ""] = /^([^._]+)[^_]*_[^_]*_(.*)\.yaml$/u.exec(path.slice(path.lastIndexOf("/") + 1)) ?? [];
  return name === `${kind}/${object}`;
}

function describeEmptied(place: string, objects: number): Issue {
  return {
    message: `"${place}" renders to nothing, so ${objects === 1 ? "its only object" : `all of its ${objects} objects`} would be removed`,
    hint: `if this is intended, add: --allow-removal ${place}`,
  };
}

function describeOne(path: string, what: string): Issue {
  return { message: `"${path}" would be removed, which is ${what}`, hint: `if this is intended, add: --allow-removal ${path}` };
}

function describeMany(removed: readonly string[], all: number, share: number): Issue {
  const listed = removed.slice(0, longestList).map((path) => `  ${path}`);
  const more = removed.length > longestList ? [`  … and ${removed.length - longestList} more`] : [];
  const releases = [...new Set(removed.map(releaseFolderOf))];
  const names = releases.length <= 5 ? releases : [...new Set(removed.map(placeOf))];
  return {
    message: [`${removed.length} of ${all} objects would be removed, more than ${Math.round(share * 100)} %:`, ...listed, ...more].join(
      "\n",
    ),
    hint: `if this is intended, add: --allow-removal ${names.join(" ")}; or set a larger share in the config: gitops: { removal: { share: … } }`,
  };
}
