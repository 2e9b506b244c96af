import { isPattern, matchesPattern } from "../../../core/path-pattern.ts";

/** The shortest way to name the files of an environment: a path, a pattern that no other helmfile matches, or a list. */
export function nameFiles(files: readonly string[], others: readonly string[]): string | readonly string[] {
  const [first = "", ...rest] = files;
  const pattern = findPattern(files.map((path) => path.split("/")));
  const isExact = pattern !== undefined && !others.some((path) => matchesPattern(path, pattern));
  if (isExact && files.every((path) => matchesPattern(path, pattern))) return pattern;
  return rest.length === 0 ? first : files;
}

/** Only in `helmfile.d` are all YAML files helmfiles, so that elsewhere the files must have one name. */
function findPattern(paths: readonly (readonly string[])[]): string | undefined {
  const [first = []] = paths;
  if (paths.some(({ length }) => length !== first.length)) return undefined;
  const segments = first.map((segment, index) => (paths.every((path) => path[index] === segment) ? segment : "*"));
  const last = first.length - 1;
  if (segments[last - 1] !== "helmfile.d") return segments[last] === "*" ? undefined : segments.join("/");
  const isTemplated = paths.map((path) => path[last]?.endsWith(".gotmpl") === true);
  const ending = isTemplated.every(Boolean) ? ".yaml.gotmpl" : isTemplated.some(Boolean) ? ".yaml*" : ".yaml";
  return [...segments.slice(0, last), `*${ending}`].join("/");
}

/** The pattern of all environments, with `{environment}` for the name; undefined if they have none in common. */
export function findSharedPattern(
  environments: readonly { readonly name: string; readonly helmfile?: string | readonly string[] }[],
): string | undefined {
  const patterns = environments.map(({ name, helmfile }) => {
    if (typeof helmfile !== "string" || !isPattern(helmfile)) return undefined;
    const segments = helmfile.split("/");
    return segments.includes(name) ? segments.map((segment) => (segment === name ? "{environment}" : segment)).join("/") : undefined;
  });
  const [first] = patterns;
  return environments.length > 1 && patterns.every((pattern) => pattern === first) ? first : undefined;
}
