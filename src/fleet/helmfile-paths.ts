import { isRecord } from "../core/json-value.ts";
import { normalizePath } from "./repository-path.ts";

/** What a config says about the place of an environment's releases. */
interface DeclaredPlace {
  readonly helmfile?: string | readonly string[] | undefined;
  readonly directory?: string | undefined;
}

/** The paths and patterns of all environments, with `{environment}` for the name. */
export type SharedPatterns = string | readonly string[] | undefined;

/** The place of a name in a pattern for all environments. */
export const nameMark = "{environment}";

/** The paths and patterns of an environment's hand-written helmfiles as written; undefined if desalt generates its helmfile. */
export function listHandWritten(name: string, { helmfile }: DeclaredPlace, shared: SharedPatterns): readonly string[] | undefined {
  if (helmfile !== undefined) return listOf(helmfile);
  return shared === undefined ? undefined : listOf(shared).map((pattern) => pattern.replaceAll(nameMark, name));
}

/** The paths and patterns of an environment's helmfiles, relative to the repository's root. A generated one is alone. */
export function locateHelmfiles(name: string, place: DeclaredPlace, shared?: SharedPatterns): readonly string[] {
  const written = listHandWritten(name, place, shared);
  if (written !== undefined) return [...new Set(written.map((path) => normalizePath(path) ?? path))];
  return [generatedHelmfile(normalizePath(place.directory ?? name) ?? place.directory ?? name)];
}

/** The path of the helmfile that desalt generates in a directory. */
export function generatedHelmfile(directory: string): string {
  return directory === "." ? "helmfile.yaml" : `${directory}/helmfile.yaml`;
}

/** The place of an environment's releases: its helmfiles, and the environment in them that counts. */
export interface HelmfilePlace {
  /** Paths and patterns. */
  readonly helmfiles: readonly string[];
  readonly helmfileEnvironment?: string;
}

/** The places that a config of any age names, by environment. Undefined if it declares no environments. */
export function listHelmfilePlaces(declared: unknown): ReadonlyMap<string, HelmfilePlace> | undefined {
  if (!isRecord(declared)) return undefined;
  const { environments } = declared;
  const shared = textsOf(declared["helmfiles"]);
  if (!isRecord(environments)) return undefined;
  return new Map(
    Object.entries(environments).map(([name, environment]) => {
      const { helmfile, directory, helmfileEnvironment } = isRecord(environment) ? environment : {};
      const helmfiles = locateHelmfiles(
        name,
        { helmfile: textsOf(helmfile), directory: typeof directory === "string" ? directory : undefined },
        shared,
      );
      return [name, { helmfiles, ...(typeof helmfileEnvironment === "string" && { helmfileEnvironment }) }];
    }),
  );
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function textsOf(value: unknown): SharedPatterns {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}
