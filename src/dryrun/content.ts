import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { renderJson } from "../core/json-text.ts";
import { hasCode } from "./error-code.ts";

/** What a file holds: its text, or a value that is written as JSON. */
export type FileContent = string | object;

/** The files of a repository at one ref: a directory as it is now, files in memory, or files on top of a directory. */
export interface Content {
  readonly directory?: string;
  /** By path, such as `{ "renovate.json": { extends: ["config:recommended"] } }`. */
  readonly files?: Readonly<Record<string, FileContent>>;
}

/** A repository's files, and those of its other branches and tags. */
export interface VersionedContent extends Content {
  /** By the name of the branch or tag, such as `v1.0.0` or `desalt-gates`. */
  readonly refs?: Readonly<Record<string, Content>>;
}

export interface ContentQuery {
  readonly path: string;
  /** Default: the default branch. */
  readonly ref?: string;
}

/** The text of a file in memory. */
export function renderFile(content: FileContent): string {
  return typeof content === "string" ? content : renderJson(content);
}

/** Reads one file, or `undefined` where the ref or the file is not there. */
export async function readContent(content: VersionedContent, { path, ref }: ContentQuery): Promise<Buffer | undefined> {
  const chosen = ref === undefined || ref === "HEAD" ? content : content.refs?.[ref];
  const file = chosen?.files?.[path];
  if (file !== undefined) return Buffer.from(renderFile(file));
  if (chosen?.directory === undefined || normalize(path).startsWith("..")) return undefined;
  try {
    return await readFile(join(chosen.directory, path));
  } catch (error) {
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR") || hasCode(error, "EISDIR")) return undefined;
    throw error;
  }
}

/** Whether the default branch has content of its own, and not only other refs. */
export function hasContent({ directory, files }: Content): boolean {
  return directory !== undefined || files !== undefined;
}
