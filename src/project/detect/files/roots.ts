import { basename, dirname } from "node:path/posix";
import { listReadFiles, resolvePaths, type HelmfileFile } from "./helmfile-files.ts";
import type { LeftOut } from "./left-out.ts";

/** Helmfiles that nobody else names, and those that they name. */
export interface Roots {
  readonly files: readonly HelmfileFile[];
  /** By the path of a helmfile, those that it names under `helmfiles:`. */
  readonly nested: ReadonlyMap<string, readonly HelmfileFile[]>;
  readonly leftOut: readonly LeftOut[];
}

/** Leaves out bases, files that others read in, and those beside which helmfile reads another one. */
export function findRoots(all: readonly HelmfileFile[]): Roots {
  const leftOut: LeftOut[] = [];
  const included = new Map(
    all.flatMap((file) => [...resolvePaths(file.path, file.bases), ...listReadFiles(file)].map((one) => [one, file])),
  );
  const nested = findNested(all);
  const isNamed = new Set([...nested.values()].flat());
  const own = all.filter((file) => {
    const by = included.get(file.path);
    if (by !== undefined && by !== file) return leaveOut(leftOut, file, `a part of ${by.path}`);
    const before = isNamed.has(file) ? undefined : findBefore(file, all);
    return before === undefined || leaveOut(leftOut, file, before);
  });
  return { files: own, nested, leftOut };
}

function findNested(all: readonly HelmfileFile[]): Roots["nested"] {
  const nested = new Map<string, readonly HelmfileFile[]>();
  for (const file of all) {
    const patterns = resolvePaths(file.path, file.helmfiles).map(toPathPattern);
    const named = all.filter((other) => other !== file && patterns.some((pattern) => pattern.test(other.path)));
    if (named.length > 0) nested.set(file.path, named);
  }
  return nested;
}

function leaveOut(leftOut: LeftOut[], { path }: HelmfileFile, reason: string): false {
  leftOut.push({ path, reason });
  return false;
}

/** What helmfile reads in place of a file, if it is run in its folder or in the folder above. */
function findBefore({ path }: HelmfileFile, all: readonly HelmfileFile[]): string | undefined {
  const paths = new Set(all.map((file) => file.path));
  const folder = dirname(path);
  const at = (place: string, name: string): string => (place === "." ? name : `${place}/${name}`);
  const found = (place: string): string | undefined =>
    ["helmfile.yaml", "helmfile.yaml.gotmpl"].map((name) => at(place, name)).find((name) => paths.has(name));
  if (/(?:^|\/)helmfile\.d\/.*\//u.test(path)) return "in a folder inside of helmfile.d, where helmfile does not look";
  const other = basename(folder) === "helmfile.d" ? found(dirname(folder)) : undefined;
  const first = basename(path) === "helmfile.yaml.gotmpl" ? found(folder) : other;
  return first === undefined || first === path ? undefined : `helmfile reads ${first} in its place`;
}

/** The files that a path of `helmfiles:` stands for: it may be a glob or a template, and a folder stands for what is in it. */
export function toPathPattern(target: string): RegExp {
  const pattern = target
    .replaceAll(/\{\{.*?\}\}/gu, "*")
    .replaceAll(/[.+?^$()|[\]\\{}]/gu, String.raw`\$&`)
    .replaceAll("**/", "\u0000")
    .replaceAll(/\*+/gu, "[^/]*")
    .replaceAll("\u0000", "(?:.*/)?");
  return new RegExp(`^${pattern}(?:/[^/]+)?$`, "u");
}
