import { dirname, join } from "node:path/posix";
import { sha256 } from "../../core/hash.ts";
import { findFiles, locate } from "../reading/files/named-files.ts";
import type { Surroundings } from "../reading/files/surroundings.ts";
import type { ValuesTree } from "./values-tree.ts";

/** Where a release's paths begin, and what its fields are. */
interface FilesPlace {
  readonly files: Surroundings;
  readonly folder: string;
  readonly changedFiles: readonly string[];
  readonly fields: ReleaseFields;
  /** Values files that were read for any release. */
  readonly trees: Map<string, ValuesTree | undefined>;
}

/** What a path may take from its release. */
interface ReleaseFields {
  readonly name: string;
  readonly namespace?: string;
  readonly chart?: string;
  readonly environment: string;
}

/** The files that the texts of a release name. */
export interface NamedFiles extends Pick<FilesPlace, "trees"> {
  readonly readText: (path: string) => string | undefined;
  /** The files that a text names. */
  readonly find: (text: string) => FoundFiles;
  /** Puts fields of the release in place, and notices other templates. */
  readonly resolve: (text: string) => string;
  /** Reads texts of a part: each that names a file stands for the content of that file. */
  readonly record: () => { readonly replace: (text: string) => string; readonly files: ReadonlyMap<string, string> };
  /** A digest of a file and of those that a template mentions. */
  readonly digest: (path: string) => string;
  /** Digests of all files of a folder, by path. */
  readonly listBelow: (folder: string) => ReadonlyMap<string, string>;
  /** Whether any text that was read so far takes more than fields of the release. */
  readonly hasTemplates: () => boolean;
  /** The same for paths that begin elsewhere. */
  readonly at: (folder: string) => NamedFiles;
}

/** The files that a text names, in helmfile's order. */
interface FoundFiles {
  readonly paths: readonly string[];
  /** Whether each of them is taken. Otherwise a template chooses. */
  readonly areSure: boolean;
}

/** A chart with more files is not read to its end. */
const mostFiles = 10_000;

export function createFiles(place: FilesPlace): NamedFiles {
  const { files, folder, changedFiles, fields, trees } = place;
  let hasTemplates = false;
  const resolve = (text: string): string => {
    const resolved = resolveFields(text, fields);
    hasTemplates ||= resolved.includes("{{");
    return resolved;
  };
  const isFile = (path: string): boolean => files.readText(path) !== undefined;
  const find = (text: string): FoundFiles => {
    const name = resolve(text);
    const pattern = /\{\{|[?[\\{]|\*\*/u.test(name) ? toPattern(name, folder) : undefined;
    if (pattern !== undefined) return { paths: changedFiles.filter((path) => pattern.test(path) && isFile(path)), areSure: false };
    const found = isPathLike(name) ? findFiles(name, { files, folder }) : "";
    return { paths: typeof found === "string" ? [] : found.filter(isFile), areSure: true };
  };
  const digest = (path: string): string => {
    const text = files.readText(path) ?? "";
    if (!path.endsWith(".gotmpl")) return sha256(text);
    hasTemplates = true;
    // Paths in a template begin at its own folder, or at that of the helmfile.
    const mentioned = [...text.matchAll(/["`]([^"`\n]+)["`]/gu)].flatMap(([, name = ""]) =>
      [dirname(path), folder].flatMap((from) => files.readText(locate(name, from) ?? "") ?? []),
    );
    return sha256(JSON.stringify([text, ...mentioned]));
  };
  const listBelow = (from: string): ReadonlyMap<string, string> => {
    const digests = new Map<string, string>();
    const visit = (path: string): void => {
      for (const name of files.list(path)) {
        const below = join(path, name);
        if (digests.size >= mostFiles) return;
        const text = files.isFolder(below) ? undefined : files.readText(below);
        if (text === undefined) visit(below);
        else digests.set(below, sha256(text));
      }
    };
    visit(from);
    return digests;
  };
  return {
    trees,
    readText: (path) => files.readText(path),
    find,
    resolve,
    digest,
    listBelow,
    hasTemplates: () => hasTemplates,
    at: (elsewhere) => createFiles({ ...place, folder: elsewhere }),
    record: () => {
      const digests = new Map<string, string>();
      const replace = (text: string): string => {
        const { paths } = find(text);
        for (const path of paths) digests.set(path, digest(path));
        // A file that moves without a change is the same.
        return paths.length === 0 ? resolve(text) : paths.map((path) => digests.get(path)).join(" ");
      };
      return { replace, files: digests };
    },
  };
}

const field = /\{\{-? *\.(Release\.(?:Name|Namespace|Chart)|Environment\.Name) *-?\}\}/gu;

/** Puts the literal fields of a release in place. */
function resolveFields(text: string, { name, namespace, chart, environment }: ReleaseFields): string {
  if (!text.includes("{{")) return text;
  const values: Readonly<Record<string, string | undefined>> = {
    "Release.Name": name,
    "Release.Namespace": namespace,
    "Release.Chart": chart,
    "Environment.Name": environment,
  };
  return text.replaceAll(field, (action, key: string) => {
    const value = values[key];
    return value === undefined || value.includes("{{") ? action : value;
  });
}

function isPathLike(text: string): boolean {
  return text.length < 1000 && !/\n|:\/\//u.test(text);
}

/** Any text may stand in place of a template, and in that of a pattern that only helmfile reads. */
function toPattern(name: string, folder: string): RegExp | undefined {
  const any = "\u2402";
  const path = isPathLike(name) ? locate(name.replaceAll(/\{\{.*?\}\}|[?*\\]+|\[.*?\]|\{.*?\}/gu, any), folder) : undefined;
  if (path === undefined) return undefined;
  const escaped = path.replaceAll(/[.+^$()|{}[\]]/gu, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(any, ".*")}$`, "u");
}
