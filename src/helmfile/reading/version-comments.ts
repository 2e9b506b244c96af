import type { ParsedRelease } from "./parsed-helmfile.ts";
import type { ScalarText } from "../yaml/yaml-source.ts";

type VersionComments = Pick<ParsedRelease, "commentsAbove" | "commentBeside">;

/** The comments next to a version and right above it. */
export function readVersionComments(text: string, version: ScalarText | undefined): VersionComments {
  if (version === undefined) return { commentsAbove: [] };
  const beside = readCommentBeside(restOfLine(text, version.end));
  const commentsAbove = readCommentsAbove(text, version.start);
  return { commentsAbove, ...(beside !== undefined && { commentBeside: beside }) };
}

/** The comment in the text behind a value on its line. */
export function readCommentBeside(rest: string): string | undefined {
  return /^\s+(#.*?)\s*$/u.exec(rest)?.[1];
}

function restOfLine(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(offset, end === -1 ? text.length : end);
}

function readCommentsAbove(text: string, offset: number): string[] {
  const comments: string[] = [];
  let lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const column = keyColumn(text.slice(lineStart, offset));
  while (lineStart > 0) {
    const previousStart = text.lastIndexOf("\n", lineStart - 2) + 1;
    const comment = /^(\s*)(#.*?)\s*$/u.exec(text.slice(previousStart, lineStart - 1));
    // Deeper than the key, it may be the last line of a block of text.
    if (comment?.[1] === undefined || comment[2] === undefined || comment[1].length > column) break;
    comments.unshift(comment[2]);
    lineStart = previousStart;
  }
  return comments;
}

function keyColumn(beforeValue: string): number {
  return beforeValue.length - beforeValue.trimStart().length;
}
