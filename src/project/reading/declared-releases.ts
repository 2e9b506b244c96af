import { findConverted, readHelmfiles, recordPaths, type ParsedHelmfile } from "../../helmfile/index.ts";
import { needsAsking, readTemplated, type HelmfileRequest } from "./asked-helmfile.ts";

/** What a helmfile declares, together with all that it pulls in. */
export interface DeclaredReleases extends ParsedHelmfile {
  /** Paths of the files that this depends on, the helmfile first; also of those that were looked for and do not exist. */
  readonly involved: readonly string[];
}

/**
 * The one reading of promotion: which releases helmfile would run for a file. What cannot be read exactly as helmfile does is marked
 * as not understood. A helmfile that does not exist has no releases.
 */
export async function readDeclared(request: HelmfileRequest): Promise<DeclaredReleases> {
  const { path, settings: { helmfileEnvironment: environment = "default" } = {} } = request;
  const asked = new Set<string>();
  const files = recordPaths(request.files, asked);
  const ask = (): Promise<ParsedHelmfile> => readTemplated({ ...request, files });
  const hasTemplate = (): boolean => [...asked].some((file) => needsAsking(file) && files.readText(file) !== undefined);
  const read = async (): Promise<ParsedHelmfile> => {
    if (needsAsking(path) && files.readText(path) !== undefined) return await ask();
    const plain = readHelmfiles({ path, files, environment });
    return hasTemplate() ? await ask() : plain;
  };
  const helmfile = await read();
  const notUnderstood = helmfile.notUnderstood ?? findConverted([...asked], request.files, asked);
  return { ...helmfile, ...(notUnderstood !== undefined && { notUnderstood }), involved: [...asked] };
}
