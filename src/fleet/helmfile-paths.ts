import { isRecord } from "../core/json-value.ts";
import { normalizePath } from "./repository-path.ts";

/** The path of an environment's helmfile, relative to the repository's root. */
export function locateHelmfile(
  name: string,
  { helmfile, directory }: { readonly helmfile?: string | undefined; readonly directory?: string | undefined },
): string {
  if (helmfile !== undefined) return normalizePath(helmfile) ?? helmfile;
  const folder = normalizePath(directory ?? name) ?? directory ?? name;
  return folder === "." ? "helmfile.yaml" : `${folder}/helmfile.yaml`;
}

/** The place of an environment's releases: a helmfile, and the environment in it that counts. */
export interface HelmfilePlace {
  readonly helmfile: string;
  readonly helmfileEnvironment?: string;
}

/** The places that a config of any age names, by environment. Undefined if it declares no environments. */
export function listHelmfilePlaces(declared: unknown): ReadonlyMap<string, HelmfilePlace> | undefined {
  const environments = isRecord(declared) ? declared["environments"] : undefined;
  if (!isRecord(environments)) return undefined;
  return new Map(
    Object.entries(environments).map(([name, environment]) => {
      const { helmfile, directory, helmfileEnvironment } = isRecord(environment) ? environment : {};
      const path = locateHelmfile(name, { helmfile: textOf(helmfile), directory: textOf(directory) });
      return [name, { helmfile: path, ...(typeof helmfileEnvironment === "string" && { helmfileEnvironment }) }];
    }),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
