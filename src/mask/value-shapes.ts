/** Values that no credential has, whatever they are called: switches, references to variables, paths, addresses. */
export function isPlainSetting(value: string): boolean {
  const text = value.trim().replaceAll(/^["']|["'],?$/gu, "");
  if (/^(?:|true|false|yes|no|on|off|null|none|~|\*|-|\{\}|\[\])$/iu.test(text)) return true;
  if (isVariable(text)) return true;
  if (
    /^(?:\/(?:app|bin|certs?|config|data|dev|etc|home|mnt|opt|proc|root|run|secrets?|srv|tmp|usr|var|vault)(?:\/[\w.@-]+)*|\.{1,2}(?:\/[\w.@-]+)+)\/?$/u.test(
      text,
    )
  )
    return true;
  return /^[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/?#@]*(?:\/[\w./~-]*)?$/iu.test(text) && !text.split("/").slice(3).some(looksRandom);
}

/** A reference to a variable, or a template that only refers to others. */
function isVariable(text: string): boolean {
  return /^(?:\$\{[^}]*\}|\$\w+|\$\([^)]*\)|%\w+%|(?:\{\{[^}]*\}\}\s*)+|<[\w -]+>|(?:ref\+|vault:|secretref:)\S+)$/iu.test(text);
}

/** The name of an object, or a path of names: `portal-tls`, `networking/wildcard`, `database/creds/portal`. */
export function looksLikeName(value: string): boolean {
  const parts = value.trim().split("/");
  if (!parts.every((part) => /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u.test(part)) || value.length > 120) return false;
  const words = parts.flatMap((part) => part.split(/[.-]/u));
  const isWord = (word: string): boolean => /^(?:[a-z]{1,20}\d{0,3}|\d{1,4}|[a-z]?\d{1,2}[a-z]{1,12})$/u.test(word);
  return words.every(isWord) && (words.length > 1 || /^[a-z]{2,20}$/u.test(words[0] ?? ""));
}

/** Whether a word looks as if a program had made it: long, and of capitals, small letters and digits. */
export function looksRandom(value: string): boolean {
  const text = value.trim();
  if (!/^[\w+/=.~-]{10,}$/u.test(text) || looksLikeName(text)) return false;
  const classes = [/[a-z]/u, /[A-Z]/u, /\d/u].filter((pattern) => pattern.test(text)).length;
  const changes = text.match(/(?<=[a-zA-Z])\d|(?<=\d)[a-zA-Z]|(?<=[a-z])[A-Z]/gu)?.length ?? 0;
  return (classes === 3 && changes >= 3) || (text.length >= 20 && classes >= 2 && changes >= 4);
}
