import { stringify } from "yaml";

/** Unquoted for every YAML parser: words and paths without any of YAML's signs, and versions of three numbers. */
const plainText = /^(?:[A-Za-z][\w./-]*|\d+\.\d+\.\d+[\w.+-]*)$/u;
const reservedWord = /^(?:y|n|yes|no|on|off|true|false|null)$/iu;

/**
 * Renders a value as the YAML text that every generated file uses: two spaces, multi-line strings as blocks, no anchors,
 * no folding, one newline at the end. Strings that YAML 1.1, which helm reads, would take for another type are quoted.
 */
export function renderYaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, compat: "yaml-1.1", lineWidth: 0 });
}

/** Renders a string, number or boolean on one line, quoted where it must be. */
export function renderYamlScalar(value: boolean | number | string): string {
  if (typeof value === "string" && plainText.test(value) && !reservedWord.test(value)) return value;
  return stringify(value, { blockQuote: false, compat: "yaml-1.1", lineWidth: 0 }).trimEnd();
}
