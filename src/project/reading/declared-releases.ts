import { readHelmfile, type ParsedHelmfile, type Surroundings } from "../../helmfile/index.ts";
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
  const { path } = request;
  const involved = new Set([path]);
  const files: Surroundings = {
    ...request.files,
    readText: (file) => {
      involved.add(file);
      return request.files.readText(file);
    },
  };
  const text = files.readText(path) ?? "";
  const helmfile = needsAsking(path) && text !== "" ? await readTemplated({ ...request, files }) : readHelmfile(text, path, files);
  return { ...helmfile, involved: [...involved] };
}
