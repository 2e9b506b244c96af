import type { MaskedValues } from "./masked-values.ts";

/** A short option of a program that takes a credential. */
interface CredentialOption {
  readonly programs: RegExp;
  readonly option: RegExp;
  /** Whether the value stands right behind the option's letter only, and never as a word of its own. */
  readonly isAttached?: true;
  /** What stands between a user and the password, where the value has both. */
  readonly separator?: string;
}

const options: readonly CredentialOption[] = [
  { programs: /^(?:mysql\w*|mariadb[\w-]*|xtrabackup|mariabackup|mydumper|myloader)$/u, option: /^-p/u, isAttached: true },
  { programs: /^(?:curl|http|https|xh)$/u, option: /^(?:-u|-U|--user|--proxy-user|-a|--auth)/u, separator: ":" },
  { programs: /^(?:redis|valkey|keydb)-[\w-]+$/u, option: /^(?:-a|--pass)/u },
  { programs: /^sshpass$/u, option: /^-p/u },
  { programs: /^ldap\w+$/u, option: /^-w/u },
  { programs: /^mongo\w*$/u, option: /^-p/u },
  { programs: /^(?:az|login)$/u, option: /^-p/u },
  { programs: /^(?:mosquitto_\w+|sqlcmd|bcp|ipmitool|zip|unzip)$/u, option: /^-P/u },
  { programs: /^(?:7z|7za)$/u, option: /^-p/u, isAttached: true },
  { programs: /^smbclient$/u, option: /^-U/u, separator: "%" },
  { programs: /^lftp$/u, option: /^-u/u, separator: "," },
  { programs: /^snmp\w+$/u, option: /^-[AXc]/u },
  { programs: /^openssl$/u, option: /^-(?:pass|passin|passout|k)/u, separator: ":" },
];

const anyProgram = new RegExp(options.map(({ programs }) => programs.source.replaceAll(/[\^$]/gu, "")).join("|"), "u");
const words = /"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+/gu;
const ends = /^(?:\||\|\||&&|;)$/u;

/** Removes passwords behind the short options of well-known programs from command lines: `mysql -pVALUE`, `curl -u user:VALUE`. */
export function maskCommands(text: string, masked: MaskedValues): string {
  if (!anyProgram.test(text)) return text;
  return text.replaceAll(/[^\n]+/gu, (line) => {
    const found = [...line.matchAll(words)];
    const replaced = maskWords(
      found.map(([word]) => word),
      masked,
    );
    let result = "";
    let end = 0;
    for (const [index, match] of found.entries()) {
      result += line.slice(end, match.index) + (replaced[index] ?? match[0]);
      end = match.index + match[0].length;
    }
    return result + line.slice(end);
  });
}

/** The same of words that are apart already, such as the arguments of a container. Words without a credential are returned as they are. */
export function maskWords(list: readonly string[], masked: MaskedValues): readonly string[] {
  let programs: string[] = [];
  return list.map((word, index) => {
    if (ends.test(word)) programs = [];
    const applying = options.filter((option) => programs.some((program) => option.programs.test(program)));
    programs.push(word.replace(/^.*\//u, "").replaceAll(/["';]/gu, ""));
    for (const option of applying) {
      const replaced = maskWord(word, list[index - 1] ?? "", { option, masked });
      if (replaced !== undefined) return replaced;
    }
    return word;
  });
}

function maskWord(
  word: string,
  previous: string,
  { option, masked }: { option: CredentialOption; masked: MaskedValues },
): string | undefined {
  const own = option.option.exec(word)?.[0];
  if (own !== undefined && word.length > own.length) {
    const value = word.slice(own.length).replace(/^=/u, "");
    const start = word.slice(0, word.length - value.length);
    // `--username` begins as `--user` does, and `-port=1` as `-p`.
    const isOther = own.startsWith("--") ? !start.endsWith("=") : /^-[a-z]{2,}=/u.test(word);
    return isOther ? undefined : start + hide(value, option, masked);
  }
  const isBehind = option.isAttached !== true && !word.startsWith("-") && option.option.exec(previous)?.[0] === previous;
  return isBehind && previous !== "" ? hide(word, option, masked) : undefined;
}

function hide(value: string, { separator }: CredentialOption, masked: MaskedValues): string {
  const [, open = "", bare = "", close = ""] = /^(["']?)(.*?)(["']?)$/u.exec(value) ?? [];
  const at = separator === undefined ? -1 : bare.indexOf(separator);
  const [kept, secret] = separator === undefined ? ["", bare] : [bare.slice(0, at + 1), bare.slice(at + 1)];
  if ((separator !== undefined && at === -1) || secret === "" || /^(?:<masked \d+>|\$\{?\w+\}?|\$\(.*\))$/u.test(secret)) return value;
  return `${open}${kept}${masked.part("password", secret)}${close}`;
}
