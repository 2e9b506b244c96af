import { readHelmfile, type ParsedHelmfile, type Surroundings } from "../../helmfile/index.ts";

/** The helmfile to read, and the files around it at the same commit. */
export interface DeclaredRequest {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly files: Surroundings;
  /** The helmfile environment. Default: `default`. */
  readonly environment?: string;
  /** Values of environment variables that templates ask for. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** What a helmfile declares, together with all that it pulls in. */
export interface DeclaredReleases extends ParsedHelmfile {
  /** Paths of the files that this depends on, the helmfile first; also of those that were looked for and do not exist. */
  readonly involved: readonly string[];
}

/**
 * The one reading of promotion: which releases helmfile would run for a file. What cannot be read exactly as helmfile does is marked
 * as not understood. A helmfile that does not exist has no releases.
 */
// eslint-disable-next-line typescript/require-await -- templated files will be asked of helmfile, which takes a process
export async function readDeclared({ path, files }: DeclaredRequest): Promise<DeclaredReleases> {
  return { ...readHelmfile(files.readText(path) ?? "", path, files), involved: [path] };
}
