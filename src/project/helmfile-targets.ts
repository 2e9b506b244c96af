import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { UserError } from "../core/user-error.ts";
import { readHelmfileOutline } from "../helmfile/index.ts";
import { isInGit, listGitFiles } from "../io/git/repository.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { toPathPattern } from "./detect/files/roots.ts";
import type { RenderTarget } from "../render/render-target.ts";

const patterns = [
  "helmfile.yaml",
  "helmfile.yaml.gotmpl",
  "helmfile.d/*",
  "**/helmfile.yaml",
  "**/helmfile.yaml.gotmpl",
  "**/helmfile.d/*",
];

/**
 * The render targets of a helmfile repository without a config: each helmfile that no other one includes. A single one has
 * the environments that it declares. Of several, each is an environment with its folder's name, and declares clusters.
 */
export async function findHelmfileTargets(directory: string): Promise<RenderTarget[]> {
  const roots = await findRoots(directory);
  const isSingle = roots.length === 1;
  return roots.flatMap((helmfile): RenderTarget[] => {
    const names = listEnvironmentNames(directory, helmfile);
    const folder = folderName(helmfile, roots);
    if (names.length === 0) return [{ environment: isSingle ? "default" : folder, helmfile, apiVersions: [] }];
    return names.map((name) => {
      const isAlone = isSingle || names.length === 1;
      const place = isSingle ? { environment: name } : { environment: folder, ...(isAlone ? {} : { cluster: name }) };
      return { ...place, helmfile, helmfileEnvironment: name, apiVersions: [] };
    });
  });
}

/** The environments that a helmfile and its bases declare. Those from templates are unknown without running helmfile. */
export function listEnvironmentNames(directory: string, helmfile: string): string[] {
  const names = filesOf(directory, helmfile).flatMap((path) => namesIn(directory, path, new Set()));
  return [...new Set(names)].filter((name) => !name.includes("{{"));
}

function namesIn(directory: string, path: string, seen: Set<string>): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const outline = readOutline(directory, path);
  const bases = outline.bases.filter((base) => !base.includes("{{")).map((base) => normalize(join(dirname(path), base)));
  return [...bases.flatMap((base) => namesIn(directory, base, seen)), ...outline.environments];
}

async function findRoots(directory: string): Promise<string[]> {
  const paths = (await listHelmfiles(directory)).filter((path) => existsSync(join(directory, path)));
  const found = new Set(paths.map((path) => path.replace(/(^|\/)helmfile\.d\/.*$/u, "$1helmfile.d")));
  // Beside a helmfile.yaml, helmfile reads no helmfile.d, and of the two files only the first.
  const chosen = [...found].filter((path) => {
    const folder = dirname(path);
    const first = ["helmfile.yaml", "helmfile.yaml.gotmpl", "helmfile.d"]
      .map((name) => normalize(join(folder, name)))
      .find((name) => found.has(name));
    return path === first;
  });
  const included = new Set(chosen.flatMap((path) => filesOf(directory, path).flatMap((file) => includedBy(directory, file))));
  const named = [...included].map(toPathPattern);
  return chosen.filter((path) => !named.some((pattern) => pattern.test(path))).toSorted();
}

/** Lists helmfiles. A commit's files may be in a folder without git, where nothing is ignored. */
export async function listHelmfiles(directory: string): Promise<string[]> {
  if (await isInGit(directory)) return await listGitFiles(directory, patterns);
  const entries = readdirSync(directory, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  return entries.filter(
    (path) => /(?:^|\/)(?:helmfile\.yaml(?:\.gotmpl)?|helmfile\.d\/[^/]*)$/u.test(path) && !/(?:^|\/)node_modules\//u.test(path),
  );
}

function includedBy(directory: string, path: string): string[] {
  return readOutline(directory, path).helmfiles.map((target) => normalize(join(dirname(path), target)).replace(/\/$/u, ""));
}

function filesOf(directory: string, helmfile: string): string[] {
  if (!statSync(join(directory, helmfile), { throwIfNoEntry: false })?.isDirectory()) return [helmfile];
  const names = readdirSync(join(directory, helmfile)).filter((name) => /\.ya?ml(?:\.gotmpl)?$/u.test(name));
  return names.toSorted().map((name) => `${helmfile}/${name}`);
}

type Outline = ReturnType<typeof readHelmfileOutline>;

/** A cache by path and text, because a run asks several times, and a large helmfile takes long to parse. */
const outlines = new Map<string, Outline>();

function readOutline(directory: string, path: string): Outline {
  const text = readIfFile(directory, path) ?? "";
  const key = `${path}\0${text}`;
  const outline = outlines.get(key) ?? parseOutline(text, path);
  outlines.set(key, outline);
  return outline;
}

function parseOutline(text: string, path: string): Outline {
  try {
    return readHelmfileOutline(text, path);
  } catch (error) {
    // With templates, the text may not be valid YAML. Only helmfile can tell which environments the file declares.
    if (error instanceof UserError) return { environments: [], bases: [], helmfiles: [] };
    throw error;
  }
}

function folderName(helmfile: string, all: readonly string[]): string {
  const folder = dirname(helmfile);
  if (folder === ".") return "default";
  const isUnique = all.filter((other) => basename(dirname(other)) === basename(folder)).length === 1;
  return isUnique ? basename(folder) : folder.replaceAll("/", "-");
}
