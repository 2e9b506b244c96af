import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from "yaml";
import { textOf } from "../../core/canonical.ts";
import { isCredentialName } from "./credential-names.ts";
import type { MaskedValues } from "./masked-values.ts";

// Every repetition has a limit, so that a long word is not searched again from each of its letters.
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$(?![\s\S]))/gu;
const userInfo = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']{0,200}:)([^\s/"']{1,500})(?=@)/giu;
const tokenInUrl = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/:@"']{12,500})(?=@)/giu;
const authorization = /(\b(?:Bearer|Basic|Token)\s{1,9})([\w+/=.~-]{8,})/gu;
/** Tokens with a known form: GitHub, GitLab, Slack, AWS, npm, Google, Stripe, Vault, JSON web tokens. */
const knownToken =
  /\b(?:gh[a-z]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|npm_\w{30,}|AIza[\w-]{30,}|sk_live_\w{16,}|hvs\.[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/gu;
/** A setting on its own line: properties, .env, INI, YAML. */
const settingLine =
  /^([ \t]*(?:[-*][ \t]+|export[ \t]+|set[ \t]+)?["']?)([A-Za-z_][\w.-]{0,200})(["']?[ \t]*(?::[ \t]|=)[ \t]*)([^\s{[|>&*].*)$/gmu;
const inlineSetting =
  /(?<=^|[\s,;&?{([\\"'-])()([A-Za-z_][\w.-]{0,80})(\\*["']?\s{0,9}[:=]\s{0,9})(<masked \d+>|\\*"(?:[^"\\]|\\[^"])*\\*"|'[^']*'|[^\s;&"'\\]+)/gmu;
const flag = /(--?)([A-Za-z][\w.-]{0,80})(\s{1,9})(<masked \d+>|"[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/gu;

/** The longest text that is parsed. Longer ones are only searched by patterns, because parsing many megabytes of YAML takes minutes. */
const parseLimit = 500_000;

/**
 * Removes credentials from a text: settings whose names look like credentials in YAML, JSON, properties and command
 * lines, passwords in addresses, private keys, tokens of well-known shapes.
 */
export function maskText(text: string, masked: MaskedValues): string {
  const structured = text.includes("\n") || /^\s*[{[]/u.test(text) ? maskStructure(text, masked) : text;
  return structured
    .replaceAll(privateKey, (key) => masked.part("private key", key))
    .replaceAll(userInfo, (_, start: string, password: string) => start + masked.part("userinfo", password))
    .replaceAll(tokenInUrl, (_, start: string, token: string) => start + masked.part("userinfo", token))
    .replaceAll(authorization, (_, scheme: string, token: string) => scheme + masked.part("authorization", token))
    .replaceAll(settingLine, (...found) => maskSetting(found, masked))
    .replaceAll(inlineSetting, (...found) => maskSetting(found, masked, inlineSetting))
    .replaceAll(flag, (...found) => maskSetting(found, masked, flag))
    .replaceAll(knownToken, (token) => masked.part("token", token));
}

/** Searches a value that is not a credential with the same pattern, because a quoted command, for example, may contain one. */
function maskSetting(
  [whole = "", before = "", name = "", middle = "", value = ""]: readonly string[],
  masked: MaskedValues,
  inner?: RegExp,
): string {
  if (isPlainWord(value)) return whole;
  if (isCredentialName(name)) return before + name + middle + masked.part(name, value.replaceAll(/^\\*["']|\\*["'],?$/gu, ""));
  if (inner === undefined || !/[=:\s]/u.test(value)) return whole;
  return before + name + middle + value.replaceAll(inner, (...found) => maskSetting(found, masked, inner));
}

/** Values that are not credentials and make a text easier to read. */
function isPlainWord(value: string): boolean {
  const masked = /^(?:(?:Bearer|Basic|Token)(?:\s+<masked \d+>)?|<masked \d+>)["',;}\]]*$/u;
  return masked.test(value) || /^(?:true|false|null|~|""|''|\$\{?\w+\}?|\$\(\w+\))[,;]?$/u.test(value);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly value: string;
}

/** YAML, of which JSON is a part, is masked by its structure; all other bytes stay. */
function maskStructure(text: string, masked: MaskedValues): string {
  if (text.length > parseLimit || !/[:{]/u.test(text)) return text;
  const documents = parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false });
  if (!Array.isArray(documents)) return text;
  const ranges: Range[] = [];
  for (const document of documents) if (document.errors.length === 0) collect(document.contents, [], ranges);
  let result = "";
  let end = 0;
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    if (range.start < end) continue;
    result += text.slice(end, range.start) + masked.part(range.name, range.value);
    end = range.end;
  }
  return result + text.slice(end);
}

/** `secret` is the name of the node's parent, if that is a credential's. */
function collect(node: unknown, [secret]: readonly string[], ranges: Range[]): void {
  if (isAlias(node)) return;
  if (isScalar(node)) {
    const range = node.range ?? undefined;
    if (secret === undefined || range === undefined || node.value === null || typeof node.value === "boolean" || node.value === "") return;
    // A block ends with its newline, which stays.
    const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
    ranges.push({ start: range[0], end: isBlock ? range[1] - 1 : range[1], name: secret, value: textOf(node.value) });
  } else if (isSeq(node)) {
    for (const item of node.items) collect(item, secret === undefined ? [] : [secret], ranges);
  } else if (isMap(node)) {
    const isSecret = node.get("kind") === "Secret";
    const label = node.get("name") ?? node.get("key");
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      const isData = isSecret && (key === "data" || key === "stringData");
      const isNamed = key === "value" && typeof label === "string" && isCredentialName(label);
      const name = secret ?? (isData ? "data" : isNamed ? label : undefined);
      if (name !== undefined) collect(pair.value, [name], ranges);
      else if (isCredentialName(key) && !isMap(pair.value)) collect(pair.value, [key], ranges);
      else collect(pair.value, [], ranges);
    }
  }
}
