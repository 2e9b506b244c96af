import { basename, dirname } from "node:path/posix";
import { UserError } from "../../../core/user-error.ts";
import { readHelmfileOutline } from "../../../helmfile/index.ts";
import { listReadFiles, resolvePaths, type HelmfileFile } from "./helmfile-files.ts";
import type { Roots } from "./roots.ts";
import type { CachedTree } from "./tree.ts";

/** What helmfile runs at once: a file, or the files of a folder helmfile.d. */
export interface Unit {
  readonly files: readonly string[];
  /** The names of its folders, and what its own name says beside "helmfile". One of them may name an environment. */
  readonly labels: readonly string[];
  /** The environments that it declares, also through bases. */
  readonly environments: readonly string[];
  /** Whether a template says which environments there are, so that only helmfile knows. */
  readonly hasTemplatedEnvironments: boolean;
  /** Whether its environment `default` has anything of its own. */
  readonly hasOwnDefault: boolean;
  /** Names of releases, nested ones too, as far as texts show them. */
  readonly releases: ReadonlySet<string>;
  /** Names of charts, because releases of several environments may have the environment in their names. */
  readonly charts: ReadonlySet<string>;
  /** Releases whose version is written in the file itself, the same for all of its environments. */
  readonly literal: ReadonlySet<string>;
}

/** Puts the files together that helmfile runs together. */
export async function listUnits({ files, nested }: Roots, tree: CachedTree): Promise<readonly Unit[]> {
  const groups = new Map<string, HelmfileFile[]>();
  for (const file of files) {
    const folder = dirname(file.path);
    const key = basename(folder) === "helmfile.d" ? folder : file.path;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return await Promise.all([...groups].map(async ([key, group]) => await readUnit({ key, group, nested }, tree)));
}

interface Group {
  readonly key: string;
  readonly group: readonly HelmfileFile[];
  readonly nested: Roots["nested"];
}

async function readUnit({ key, group, nested }: Group, tree: CachedTree): Promise<Unit> {
  const texts = (await Promise.all(group.map(async ({ path }) => await collectTexts(path, tree)))).flat();
  const names = texts.flatMap(({ environments }) => environments);
  const releases = withNested(group, nested).flatMap((file) => file.releases);
  return {
    files: group.map(({ path }) => path),
    labels: readLabels(key),
    environments: [...new Set(names)].filter((name) => !name.includes("{{")),
    hasTemplatedEnvironments: names.some((name) => name.includes("{{")),
    hasOwnDefault: !texts.some(({ text }) => hasEmptyDefault(text)),
    releases: new Set(releases.map(nameOf)),
    charts: new Set(releases.flatMap(({ chart }) => chart ?? [])),
    literal: new Set(releases.filter(({ version, isVersionTemplated }) => version !== undefined && !isVersionTemplated).map(nameOf)),
  };
}

function nameOf({ name, namespace = "" }: HelmfileFile["releases"][number]): string {
  // A namespace from a template may differ where the release is the same.
  return namespace.includes("{{") || namespace === "" ? name : `${namespace}/${name}`;
}

function withNested(files: readonly HelmfileFile[], nested: Roots["nested"], seen = new Set<string>()): readonly HelmfileFile[] {
  return files.flatMap((file) => {
    if (seen.has(file.path)) return [];
    seen.add(file.path);
    return [file, ...withNested(nested.get(file.path) ?? [], nested, seen)];
  });
}

interface Part extends Pick<HelmfileFile, "environments"> {
  readonly text: string;
}

/** A file, its bases, and what it reads in: all that may declare environments. */
async function collectTexts(path: string, tree: CachedTree, seen = new Set<string>()): Promise<readonly Part[]> {
  if (seen.has(path) || seen.size > 50) return [];
  seen.add(path);
  const text = (await tree.readText(path)) ?? "";
  const { environments, bases } = tryOutline(text, path);
  const others = [...resolvePaths(path, bases), ...listReadFiles({ path, text })].filter((file) => /\.(?:ya?ml|gotmpl)$/u.test(file));
  const inherited = await Promise.all(others.map(async (other) => await collectTexts(other, tree, seen)));
  return [...inherited.flat(), { text, environments }];
}

function tryOutline(text: string, path: string): Pick<HelmfileFile, "environments" | "bases"> {
  try {
    return readHelmfileOutline(text, path);
  } catch (error) {
    if (error instanceof UserError) return { environments: [], bases: [] };
    throw error;
  }
}

/** `default: {}`, or no value at all. */
function hasEmptyDefault(text: string): boolean {
  const [, blank = "", rest = ""] = /^([ \t]+)default:[ \t]*(?:\{\s*\}|null|~)?[ \t]*(?:#.*)?\n([ \t]*)/mu.exec(`${text}\n`) ?? [];
  return blank !== "" && rest.length <= blank.length;
}

/** The folders of a helmfile, and what its name has beside "helmfile": `clusters/dev.yaml` and `clusters/helmfile-dev.yaml` say dev. */
function readLabels(key: string): readonly string[] {
  const folders = dirname(key) === "." ? [] : dirname(key).split("/");
  if (basename(key) === "helmfile.d") return folders;
  const stem = basename(key)
    .replace(/\.gotmpl$/u, "")
    .replace(/\.ya?ml$/u, "");
  const rest = stem.replace(/(?:^|[_.-])helmfile(?=$|[_.-])/u, "").replaceAll(/^[_.-]+|[_.-]+$/gu, "");
  return rest === "" ? folders : [...folders, rest];
}
