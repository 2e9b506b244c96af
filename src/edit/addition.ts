import { UserError } from "../core/user-error.ts";

/** A release to add to a config. */
export interface NewRelease {
  readonly name: string;
  readonly chart: string;
  /** Undefined for a local chart. */
  readonly version?: string;
  readonly namespace?: string;
  /** Empty for all environments. */
  readonly only: readonly string[];
}

/** A repository to add to a config. */
export interface NewRepository {
  readonly name: string;
  readonly url: string;
  readonly oci: boolean;
  readonly private: boolean;
}

/** The parts to add to a config. */
export interface Addition {
  readonly release: NewRelease;
  /** Absent if the config already has it. */
  readonly repository?: NewRepository;
  /** The file of a group, relative to the config. Default: the config itself. */
  readonly file?: string;
}

/** Returns the text of a file by its path relative to the config, or undefined if it does not exist. */
export type ConfigReader = (path: string) => string | undefined;

/** Text to insert into a file, in place of `length` characters. */
export interface TextEdit {
  readonly position: number;
  readonly length?: number;
  readonly text: string;
}

/** The value of an option that is written. */
export type FieldValue = string | boolean | readonly string[];

/** The options of a release in the order in which people write them. */
export function listReleaseFields({ chart, version, namespace, only }: NewRelease): readonly (readonly [key: string, value: FieldValue])[] {
  return [
    ["chart", chart] as const,
    ...(version === undefined ? [] : [["version", version] as const]),
    ...(namespace === undefined ? [] : [["namespace", namespace] as const]),
    ...(only.length === 0 ? [] : [["only", only] as const]),
  ];
}

/** The options of a repository as plain data. */
export function listRepositoryFields(repository: NewRepository): readonly (readonly [key: string, value: FieldValue])[] {
  return [
    ["url", repository.url] as const,
    ...(repository.oci ? [["oci", true] as const] : []),
    ...(repository.private ? [["private", true] as const] : []),
  ];
}

/** Applies edits to a text. Edits at one position keep their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let from = 0;
  for (const { position, length = 0, text: inserted } of edits.toSorted((a, b) => a.position - b.position)) {
    result += text.slice(from, position) + inserted;
    from = position + length;
  }
  return result + text.slice(from);
}

/** The error for code that desalt cannot edit, with the lines to paste. */
export function refuseEdit(what: string, snippet: string): UserError {
  return new UserError({
    message: `${what}, so desalt cannot edit it; nothing was written`,
    hint: `add these lines yourself:\n${snippet.replaceAll(/^/gmu, "   ")}`,
  });
}
