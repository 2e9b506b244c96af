import { parseJson } from "../core/json-text.ts";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSameText, type GeneratedFile } from "../core/generated-file.ts";
import { isRecord } from "../core/json-value.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { replaceFile } from "../io/files/replace-file.ts";
import { createFolderLookup } from "../io/files/target-folder.ts";
import { attemptWrite, removeEmptyFolders } from "../io/files/write-attempt.ts";

/** The folder of lists, beside the environments' folders, so that Argo CD does not read it. One list per environment, because jobs may write them separately. */
const listFolder = ".desalt";

/** The files of one environment. */
export interface EnvironmentFiles {
  /** Its folder's name. */
  readonly environment: string;
  /** Paths that the last render wrote. */
  readonly before: readonly string[];
  /** The new files. */
  readonly files: readonly GeneratedFile[];
  /** Paths among `before` that do not change, because their releases failed. */
  readonly kept: readonly string[];
  /** The namespaces of the releases, by folder. */
  readonly owners: ReadonlyMap<string, string>;
}

/** The result of writing, by path. */
export type WrittenStatus = "written" | "removed" | "unchanged";

/** Reads the lists of earlier renders in a folder, by environment. */
export function readWrittenLists(out: string): ReadonlyMap<string, readonly string[]> {
  return new Map([...readLists(out)].map(([environment, { files }]) => [environment, files]));
}

/** Reads the namespaces of the releases of earlier renders, by folder. */
export function readOwners(out: string): ReadonlyMap<string, string> {
  return new Map([...readLists(out).values()].flatMap(({ owners }) => [...owners]));
}

interface WrittenList {
  readonly files: readonly string[];
  readonly owners: ReadonlyMap<string, string>;
}

function readLists(out: string): ReadonlyMap<string, WrittenList> {
  const folder = join(out, listFolder);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return new Map(names.toSorted().map((name) => [name.replace(/\.json$/u, ""), readList(out, name)]));
}

/** The records of releases for Argo CD, of some environments or of all: paths and texts. */
export function readRecords(out: string, environments: readonly string[]): GeneratedFile[] {
  const folder = join(out, listFolder, "applications");
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"))
    : [];
  const chosen = names.filter(
    (name) => name.endsWith(".json") && (environments.length === 0 || environments.includes(name.split("/", 1)[0] ?? "")),
  );
  return chosen.toSorted().map((name) => {
    const path = `${listFolder}/applications/${name}`;
    return { path, text: readIfFile(out, path) ?? "" };
  });
}

/** Writes records, which are in desalt's own folder. */
export function writeRecords(out: string, records: readonly GeneratedFile[]): void {
  for (const { path, text } of records) if (readIfFile(out, path) !== text) writeFile(out, path, text);
}

/**
 * Writes and removes the files of some environments; each file at once, the lists so that no file of ours is ever
 * without one. Throws a `UserError` before the first write where something that desalt did not write is in the way.
 */
export function writeManifests(out: string, environments: readonly EnvironmentFiles[]): ReadonlyMap<string, WrittenStatus> {
  attemptWrite(out, () => mkdirSync(out, { recursive: true }));
  const statuses = new Map<string, WrittenStatus>();
  for (const environment of environments) compare(out, environment, statuses);
  for (const { environment, before, files, kept, owners } of environments) {
    const after = [...files.map(({ path }) => path), ...kept];
    writeList(out, environment, { files: [...before, ...after], owners });
    for (const { path, text } of files) if (statuses.get(path) === "written") writeFile(out, path, text);
    const expected = new Set(after);
    for (const path of before.filter((candidate) => !expected.has(candidate))) removeFile(out, path);
    writeList(out, environment, { files: after, owners });
  }
  return statuses;
}

function compare(out: string, { before, files, kept }: EnvironmentFiles, statuses: Map<string, WrittenStatus>): void {
  const ours = new Set(before);
  const folderOf = createFolderLookup(out);
  const issues: Issue[] = [];
  for (const { path, text } of files) {
    const { problem, isThere } = folderOf(path);
    const present = problem === undefined && isThere ? lstatSync(join(out, path), { throwIfNoEntry: false }) : undefined;
    const isPlain = present === undefined || present.isFile();
    const same = present?.isFile() === true && isSameText(readIfFile(out, path) ?? "", text);
    statuses.set(path, same ? "unchanged" : "written");
    if (problem !== undefined)
      issues.push({ message: `"${join(out, path)}" ${problem}`, hint: "move that file or link away, or use another directory" });
    else if (!isPlain || (present !== undefined && !same && !ours.has(path))) issues.push(refuseForeign(out, path));
  }
  const expected = new Set([...files.map(({ path }) => path), ...kept]);
  for (const path of before.filter((candidate) => !expected.has(candidate))) {
    const { problem } = folderOf(path);
    if (problem !== undefined) issues.push({ message: `"${join(out, path)}" ${problem}`, hint: "move that file or link away" });
    else if (existsSync(join(out, path))) statuses.set(path, "removed");
  }
  if (issues.length > 0) throw new UserError(issues);
}

function refuseForeign(out: string, path: string): Issue {
  return {
    message: `"${join(out, path)}" already exists, and desalt did not write it; nothing was written`,
    hint: `move it away, or use another directory with --out; desalt lists its own files in ${listFolder}/`,
  };
}

function readList(out: string, name: string): WrittenList {
  const path = `${listFolder}/${name}`;
  const damaged = (): UserError =>
    new UserError({
      message: `"${join(out, path)}" is damaged, so the files of earlier renders are unknown`,
      hint: `restore it from git: git checkout -- ${path}`,
    });
  const list = parseJson(readIfFile(out, path) ?? "");
  const { files, releases = {} } = isRecord(list) ? list : {};
  if (!Array.isArray(files) || !isRecord(releases)) throw damaged();
  const folder = `${name.replace(/\.json$/u, "")}/`;
  // A path that somebody wrote into it must not make us remove anything else.
  if (files.some((file) => typeof file !== "string" || !file.startsWith(folder) || file.split("/").includes(".."))) throw damaged();
  return {
    files: files.map(String),
    owners: new Map(Object.entries(releases).map(([release, namespace]) => [release, String(namespace)])),
  };
}

function writeList(out: string, environment: string, list: WrittenList): void {
  const path = `${listFolder}/${environment}.json`;
  const files = [...new Set(list.files)].toSorted();
  if (files.length === 0) {
    removeFile(out, path);
    return;
  }
  // One path per line: changes of two branches merge.
  const releases = Object.fromEntries([...list.owners].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const text = `${JSON.stringify({ releases, files }, undefined, 2)}\n`;
  if (readIfFile(out, path) !== text) writeFile(out, path, text);
}

function writeFile(out: string, path: string, text: string): void {
  attemptWrite(join(out, path), () => {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    replaceFile(join(out, path), text);
  });
}

function removeFile(out: string, path: string): void {
  attemptWrite(join(out, path), () => rmSync(join(out, path), { force: true }));
  attemptWrite(join(out, path), () => removeEmptyFolders(out, dirname(join(out, path))));
}
