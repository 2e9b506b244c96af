import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { renderJson } from "../core/json-text.ts";
import { hasCode } from "../core/error-code.ts";
import type { Content, VersionedContent } from "./fixtures.generated.ts";

export interface ContentQuery {
  readonly path: string;
  /** Default: the default branch. */
  readonly ref?: string;
}

/** The text of a file in memory. */
export function renderFile(content: string | object): string {
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
