import { isCredential } from "./credential-names.ts";
import type { MaskedValues } from "./masked-values.ts";
import { maskText } from "./mask-text.ts";

/** Words that begin a complaint, and no password: `token: unexpected status 403`, `password: Invalid type`. */
const complaint =
  /((?:\b|_)(?:credentials?|keys?|passwords?|passwd|secrets?|tokens?|authorization|dsn)["']?)(:\s)(?=(?:access|additional|already|an?|authentication|cannot|could|denied|does|error|exit|expected|expired|failed|for|get|got|has|head|http|in|incorrect|invalid|is|it|malformed|missing|must|no|not|permission|post|put|required|resource|secret|string|the|there|this|timed|timeout|too|unable|unauthori[sz]ed|unexpected|unknown|unsupported|value|was|wrong)\b(?![-\w./+=]))/giu;
/** Which values are equal says nothing in a message. */
export const asterisks: MaskedValues = { field: () => "***", part: () => "***" };

/** A sign of no script, which keeps the patterns from seeing a setting. */
const guard = "\u{E000}";

/**
 * Removes credentials from what a program said, as {@link maskText} does, and from the forms in which helm shows values: Go's maps, and
 * the errors of schemas.
 */
export function maskProgramText(text: string): string {
  const guarded = text.replaceAll(guard, "").replaceAll(complaint, `$1${guard}$2`);
  const shapes = maskPaths(maskPointers(maskMaps(guarded, asterisks), asterisks), asterisks);
  return maskText(shapes, asterisks)
    .replaceAll(guard, "")
    .replaceAll(/\*{6,}/gu, "***");
}

/** `at '/db/password': 'VALUE' does not match pattern …`. */
function maskPointers(text: string, masked: MaskedValues): string {
  return text.replaceAll(/\bat '(?<pointer>[^'\n]{0,500})': [^\n]*/gu, (line, pointer: string) => {
    if (!pointer.split("/").some((name) => isCredential(name, "x"))) return line;
    const start = `at '${pointer}': `;
    const hidden = line.slice(start.length).replaceAll(/'(?:[^'\\\n]|\\.){1,2000}'/gu, (value) => `'${masked.part(pointer, value)}'`);
    return start + hidden;
  });
}

/** `hostRules[0].password: "VALUE"`. */
function maskPaths(text: string, masked: MaskedValues): string {
  const setting = /(?<=[\].])[A-Za-z_][\w-]{0,80}\s{0,3}[:=]\s{0,3}(?:"(?:[^"\\\n]|\\.){1,2000}"|'[^'\n]{1,2000}')/gu;
  return text.replaceAll(setting, (whole) => {
    const value = whole.slice(whole.search(/["']/u));
    const start = whole.slice(0, -value.length);
    const name = start.replace(/[\s:=]+$/u, "");
    return isCredential(name, value.slice(1, -1)) ? start + masked.part(name, value) : whole;
  });
}

/** Maps as Go prints them, to the end of their line: `map[db:map[password:VALUE user:app]]`. */
function maskMaps(text: string, masked: MaskedValues): string {
  return text.replaceAll(/\bmap\[[^\n]*/gu, (line) => line.replaceAll(mapEntry, (...found) => maskEntry(found, masked)));
}

/** Values may have spaces: one ends where a key or the map's end follows. Lists of variables have the name beside: `map[name:DB_PASSWORD value:VALUE]`. */
const mapEntry =
  /(?<=[[\s])(name:([\w.-]{1,200}) value|[\w./-]{1,200}):(?!map\[|\[)(.{1,4000}?)(?=\s[\w./-]{1,200}:|\]+(?:[\s"'`,;:.)]|$)|$)/gu;

function maskEntry(found: readonly unknown[], masked: MaskedValues): string {
  const [whole = "", key = "", label, value = ""] = found.map((part) => (typeof part === "string" ? part : undefined));
  return isCredential(label ?? key, value) ? `${key}:${masked.part(label ?? key, value)}` : whole;
}
