import { maskCommands } from "./mask-commands.ts";
import { maskAddresses } from "./mask-addresses.ts";
import { isCredential } from "./credential-names.ts";
import { maskStructure } from "./mask-structure.ts";
import type { MaskedValues } from "./masked-values.ts";

// Every repetition has a limit, so that a long word is not searched again from each of its letters.
const privateKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$(?![\s\S]))/gu;
const authorization = /(\b(?:Bearer|Basic|Token)\s{1,9})([\w+/=.~-]{8,})/gu;
/** Tokens with a known form: GitHub, GitLab, Slack, AWS, npm, Google, Stripe, Vault, JSON web tokens, hashes of passwords. */
const knownToken =
  /\b(?:gh[a-z]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|npm_\w{30,}|AIza[\w-]{30,}|sk_live_\w{16,}|hvs\.[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)|\$(?:apr1|argon2\w{0,2}|2[abxy]|[156y])\$[^\s"':,]{1,500}|\{S?SHA\}[\w+/=]{1,200}/gu;
/** A setting on its own line: properties, .env, INI, YAML, and `settings['name'] = …`. */
const settingLine =
  /^([ \t]*(?:[-*][ \t]+|export[ \t]+|set[ \t]+|[$\w.]{1,80}\[)?["']?)([A-Za-z_][\w.-]{0,200})(["']?\]?[ \t]*(?::[ \t]|=)[ \t]*)([^\s{[|>&*].*)$/gmu;
/** `requirepass value`, alone on its line. */
const wordLine = /^([ \t]*)([A-Za-z_][\w.-]{0,80})([ \t]+)(\S+)[ \t]*$/gmu;
/** `login app password value`, as .netrc, HAProxy and others have it. */
const wordPair = /(\b(?:login|machine|user|username)[ \t]+\S{1,200}[ \t]+(?:insecure-)?)(password|passwd|pass)([ \t]+)(\S+)/giu;
/** A header that a proxy sets: its name, and its value behind a space. */
const header =
  /(\b(?:add_header|proxy_set_header|set-header|add-header|setenv|SetEnv|RequestHeader[ \t]+\w+)[ \t]+["']?)([A-Za-z][\w-]{0,80})(["']?[ \t]+)("[^"\n]*"|'[^'\n]*'|[^\s;]+)/gu;
/** `stats auth user:password`; a user of redis with `>password`. */
const userLine = /(\bauth[ \t]+[\w.-]{1,80}:|\buser[ \t]+\S{1,80}[ \t](?:[^\n>]{0,500}[ \t])?>)([^\s"']{1,500})/gu;
const inlineSetting =
  /(?<=^|[\s,;:&?{([\\"'-])()([A-Za-z_][\w.-]{0,80})(\\*["']?\s{0,9}[:=]\s{0,9})(<masked \d+>|\\*"(?:[^"\\]|\\[^"])*\\*"|'[^']*'|[^\s;&"'\\]+)/gmu;
const flag = /(--?)([A-Za-z][\w.-]{0,80})(\s{1,9})(<masked \d+>|"[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/gu;
const element = /(<)([A-Za-z][\w.:-]{0,80})((?:\s[^<>]{0,500})?>\s{0,9})([^<>]{1,2000}?)(?=\s{0,9}<\/\2>)/gu;
/** `<entry key="password">value</entry>`, and the like. */
const namedElement =
  /(<[A-Za-z][\w.:-]{0,80}\s[^<>]{0,200}?\b(?:key|name)=["'])([\w.-]{1,80})(["'][^<>]{0,200}>\s{0,9})([^<>]{1,2000}?)(?=\s{0,9}<\/)/gu;
const sql =
  /(\b(?:IDENTIFIED\s{1,9}(?:WITH\s{1,9}\S{1,80}\s{1,9})?(?:BY|AS)|(?:ENCRYPTED\s{1,9})?PASSWORD(?=[\s=(]))\s{0,9}[=(]?\s{0,9})('(?:[^'\\]|\\.|''){1,500}')/giu;
/** A line of .pgpass: host, port, database, user, password. */
const passwordLine = /^([^\s:#]{1,200}:(?:\d{1,5}|\*):[^\s:]{1,200}:[^\s:]{1,200}:)(\S+)$/gmu;

/**
 * Removes credentials from a text: settings whose names look like credentials in YAML, JSON, XML, SQL, properties and command
 * lines, passwords in addresses, private keys, tokens of well-known shapes.
 */
export function maskText(text: string, masked: MaskedValues): string {
  const structured = text.includes("\n") || /^\s*[{[]/u.test(text) ? maskStructure(text, masked) : text;
  const keyless = structured.replaceAll(privateKey, (key) => masked.part("private key", key));
  return maskCommands(maskAddresses(keyless, masked), masked)
    .replaceAll(authorization, (_, scheme: string, token: string) => scheme + masked.part("authorization", token))
    .replaceAll(element, (...found) => maskSetting(found, masked))
    .replaceAll(namedElement, (...found) => maskSetting(found, masked))
    .replaceAll(sql, (_, start: string, password: string) => start + masked.part("sql", password))
    .replaceAll(passwordLine, (_, start: string, password: string) => start + maskOnce("pgpass", password, masked))
    .replaceAll(userLine, (_, start: string, password: string) => start + maskOnce("user", password, masked))
    .replaceAll(wordPair, (...found) => maskSetting(found, masked))
    .replaceAll(header, (...found) => maskSetting(found, masked))
    .replaceAll(settingLine, (...found) => maskSetting(found, masked))
    .replaceAll(wordLine, (...found) => maskSetting(found, masked))
    .replaceAll(inlineSetting, (...found) => maskSetting(found, masked, inlineSetting))
    .replaceAll(flag, (...found) => maskSetting(found, masked, flag))
    .replaceAll(knownToken, (token) => masked.part("token", token));
}

function maskOnce(name: string, value: string, masked: MaskedValues): string {
  return isMasked(value) ? value : masked.part(name, value);
}

/** Searches a value that is not a credential with the same pattern, because a quoted command, for example, may contain one. */
function maskSetting(found: readonly unknown[], masked: MaskedValues, inner?: RegExp): string {
  const [whole = "", before = "", name = "", middle = "", value = ""] = found.filter((part) => typeof part === "string");
  const [offset, input] = [found.find((part) => typeof part === "number") ?? 0, found.findLast((part) => typeof part === "string") ?? ""];
  if (isMasked(value)) return whole;
  const bare = value.replaceAll(/^\\*["']|\\*["'],?$/gu, "");
  const isOption = before.startsWith("-") || input[offset - 1] === "-";
  if (isCredential(name, bare, isOption ? "argument" : "value")) return before + name + middle + masked.part(name, bare);
  if (inner === undefined || !/[=:\s]/u.test(value)) return whole;
  return before + name + middle + value.replaceAll(inner, (...nested) => maskSetting(nested, masked, inner));
}

function isMasked(value: string): boolean {
  return /^(?:(?:Bearer|Basic|Token)(?:\s+(?:<masked \d+>|\*{3}))?|<masked \d+>|\*{3}|…)["',;}\]]*$/u.test(value);
}
