import type { GeneratedFile } from "../../core/generated-file.ts";
import { UserError, type Issue } from "../../core/user-error.ts";
import { markInexact } from "./exact-releases.ts";
import { parseGeneratedHelmfile } from "./generated-helmfile.ts";
import { isTemplated } from "./go-template.ts";
import type { NotUnderstood } from "./not-understood.ts";
import type { ParsedHelmfile, ParsedHelmfiles } from "./parsed-helmfile.ts";
import { readPlain } from "./plain-reading.ts";
import { parseTemplated } from "./templated-reading.ts";
import { findUnsafeCharacter } from "../yaml/unsafe-characters.ts";
import { parsePlainSource, requireRootMap, type YamlSource } from "../yaml/yaml-source.ts";

/**
 * Reads several helmfiles, by path. Throws one {@link UserError} with the issues of all that are not valid YAML.
 */
export function parseHelmfiles(files: readonly GeneratedFile[]): ParsedHelmfiles {
  const helmfiles = new Map<string, ParsedHelmfile>();
  const issues: Issue[] = [];
  for (const { path, text } of files) {
    try {
      helmfiles.set(path, parseHelmfile(text, path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return helmfiles;
}

/**
 * Reads a helmfile for promotion. Never throws: a text that is not valid YAML has no releases, and is not understood. Nor is a
 * template, which only helmfile can read.
 */
export function readHelmfile(text: string, path: string): ParsedHelmfile {
  if (path.endsWith(".gotmpl") && text !== "") {
    return { path, repositories: [], releases: [], notUnderstood: { line: 1, reason: "only helmfile can read a template" } };
  }
  try {
    return parseHelmfile(text, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { path, repositories: [], releases: [], notUnderstood: whereOf(error) };
  }
}

/**
 * Reads repositories and releases of a helmfile, generated or hand-written, also with templates inside YAML. Throws a
 * {@link UserError} with line and column if it is not valid YAML. What may differ from helmfile's reading is marked as not understood;
 * `bases` and `helmfiles` are not followed.
 */
export function parseHelmfile(text: string, path: string): ParsedHelmfile {
  return markInexact(parseUnmarked(text, path));
}

function parseUnmarked(text: string, path: string): ParsedHelmfile {
  return parseGeneratedHelmfile(text, path) ?? parseAnyHelmfile(text, path);
}

/**
 * The reading without the fast path for generated files. helmfile 1 renders only files that end in `.gotmpl`. Older versions render all, so that others with templates are still read for what
 * they show.
 */
export function parseAnyHelmfile(text: string, path: string): ParsedHelmfile {
  const isTemplate = path.endsWith(".gotmpl");
  const unsafe = isTemplate ? findUnsafeCharacter(text) : findTextProblem(text);
  const mark = unsafe === undefined ? {} : { notUnderstood: unsafe };
  if (isTemplate) return { ...parseTemplated(text, path), ...mark };
  let broken: UserError;
  try {
    const source = parsePlainSource(text, path);
    requireMaps(source);
    const helmfile = { path, ...readPlain(source), ...mark };
    if (helmfile.notUnderstood === undefined || !isTemplated(text)) return helmfile;
    return { ...(tryTemplated(text, path) ?? helmfile), notUnderstood: helmfile.notUnderstood };
  } catch (error) {
    if (!(error instanceof UserError) || !isTemplated(text)) throw error;
    broken = error;
  }
  return { ...parseTemplated(text, path), notUnderstood: whereOf(broken) };
}

/** {@link parseTemplated}; undefined for a text that is not YAML even without its templates. */
export function tryTemplated(text: string, path: string): ParsedHelmfile | undefined {
  try {
    return parseTemplated(text, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What a plain text has that helmfile and a YAML parser read in two ways. */
export function findTextProblem(text: string): NotUnderstood | undefined {
  return findUnsafeCharacter(text) ?? findMarker(text);
}

/** What helmfile takes for something else than a YAML parser alone: directives and ends of documents, and a file without a key at the start of a line. */
function findMarker(text: string): NotUnderstood | undefined {
  const marker = /^(?:%|\.\.\.(?=\s|$))/mu.exec(text);
  if (marker !== null) {
    return { line: text.slice(0, marker.index).split("\n").length, reason: "a YAML directive or the end of a document" };
  }
  const isEmpty = /^\uFEFF?(?:\s|---)*$/u.test(text.replaceAll(/#.*/gu, ""));
  if (isEmpty || /^[A-Za-z]+:/mu.test(text)) return undefined;
  return { line: 1, reason: "helmfile finds no key at the start of a line" };
}

/** The place and reason of a text that is not valid YAML. */
export function whereOf(error: UserError): NotUnderstood {
  const [issue] = error.issues;
  const [, reason = "it is not valid YAML", line = "1"] = /^(.*) \(.*line (\d+)[^()]*\)$/u.exec(issue?.message ?? "") ?? [];
  return { line: Number(line), reason };
}

function requireMaps(source: YamlSource): void {
  for (const document of source.documents) requireRootMap(document, source);
}
