import { UserError } from "../../core/user-error.ts";
import type { ParsedRelease } from "../reading/parsed-helmfile.ts";
import { parseTemplated } from "../reading/templated-reading.ts";

type Place = Pick<ParsedRelease, "line" | "commentsAbove" | "commentBeside">;

/** Where a release stands in the text of a template, as far as that can be seen. It decides nothing: people are shown the line. */
export function findPlace(text: string, path: string, { name }: { readonly name: string }): Place {
  const [place, ...others] = readLeniently(text, path).filter((release) => release.name === name);
  if (place === undefined || others.length > 0) return { line: 1, commentsAbove: [] };
  const { line, commentsAbove, commentBeside } = place;
  return { line, commentsAbove, ...(commentBeside !== undefined && { commentBeside }) };
}

function readLeniently(text: string, path: string): readonly ParsedRelease[] {
  try {
    return parseTemplated(text, path).releases;
  } catch (error) {
    // A template need not be YAML before it is rendered.
    if (error instanceof UserError) return [];
    throw error;
  }
}
