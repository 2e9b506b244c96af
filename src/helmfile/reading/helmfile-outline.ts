import { isMap, isScalar } from "yaml";
import { asItems, asMap, parseYamlSource, scalarText } from "../yaml/yaml-source.ts";
import { pairValues } from "./release-fields.ts";

/** The environments of a helmfile, and its references to other files. */
export interface HelmfileOutline {
  /** Names of the declared environments, as written. They may be templates. */
  readonly environments: readonly string[];
  /** Paths as written, relative to the helmfile. */
  readonly bases: readonly string[];
  /** Paths of included helmfiles as written, relative to the helmfile. */
  readonly helmfiles: readonly string[];
}

/** Reads the outline of a helmfile, also with templates inside YAML. Throws a `UserError` if it is not valid YAML. */
export function readHelmfileOutline(text: string, path: string): HelmfileOutline {
  const source = parseYamlSource(text, path);
  const environments: string[] = [];
  const bases: string[] = [];
  const helmfiles: string[] = [];
  for (const document of source.documents) {
    const root = document.contents;
    if (!isMap(root)) continue;
    const texts = (key: string): string[] =>
      pairValues(root, key)
        .flatMap((value) => asItems(value, document))
        .flatMap((item) => {
          const map = asMap(item, document);
          const node = map === undefined ? item : pairValues(map, "path")[0];
          return scalarText(node, document, source)?.text ?? [];
        });
    bases.push(...texts("bases"));
    helmfiles.push(...texts("helmfiles"));
    for (const value of pairValues(root, "environments")) {
      const keys = asMap(value, document)?.items.map(({ key }) => key) ?? [];
      environments.push(...keys.filter(isScalar).flatMap((key) => scalarText(key, document, source)?.text ?? []));
    }
  }
  return { environments: [...new Set(environments)], bases, helmfiles };
}
