/** The shortest secret that is searched for inside of words. Shorter ones, such as `true` or a port, are common. */
export const shortestSecret = 8;

/** The shortest secret that is searched for as a word of its own. */
const shortestWord = 4;

const known = new Map<string, readonly string[]>();

/** The texts in which a secret may appear: plain, and as base64, URLs, JSON, XML, YAML and shells write it; longest first. */
function listForms(secret: string): readonly string[] {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  // As Go writes it, and as RFC 3986 asks for.
  const strictUrl = url.replaceAll(/[!'()*]/gu, (sign) => `%${sign.codePointAt(0)?.toString(16).toUpperCase()}`);
  const goJson = json.replaceAll(/[<>&]/gu, (sign) => `\\u00${sign.codePointAt(0)?.toString(16)}`);
  const xml = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const forms = [
    secret,
    json,
    goJson,
    JSON.stringify(json).slice(1, -1),
    url,
    strictUrl,
    strictUrl.replaceAll("%20", "+"),
    strictUrl.replaceAll(/%[\dA-F]{2}/gu, (code) => code.toLowerCase()),
    secret.replaceAll("'", "''"),
    secret.replaceAll("'", String.raw`'\''`),
    xml,
    xml.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
    xml.replaceAll('"', "&quot;").replaceAll("'", "&apos;"),
    ...[...new Set([secret, json, goJson])].flatMap(listBase64),
  ];
  const distinct = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
  known.set(secret, distinct);
  return distinct;
}

/** Base64 of the secret, and of any text with the secret in it, such as `user:password`: the same bytes look different at three places. */
function listBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inside = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const start = Math.ceil((offset * 8) / 6);
    return encoded.slice(start, Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const whole = bytes.toString("base64");
  const all = [whole, ...inside.filter((form) => form.length >= shortestSecret)];
  return [...all, ...all.map((form) => form.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""))];
}

/** Whether a text has a secret in one of its forms. */
export function hasSecret(text: string, secret: string): boolean {
  return listForms(secret).some((form) => form.length >= shortestSecret && text.includes(form));
}

/** Puts asterisks in place of secrets. Short ones are only found as words of their own, and only if `words` asks for them. */
export function hideSecrets(text: string, secrets: readonly string[], options: { readonly words: boolean }): string {
  const forms = secrets.flatMap(listForms).toSorted((a, b) => b.length - a.length);
  let hidden = text;
  for (const form of forms) {
    if (form.length < shortestWord || !hidden.includes(form)) continue;
    if (form.length >= shortestSecret) hidden = hidden.replaceAll(form, "***");
    else if (options.words) hidden = hidden.replaceAll(wordPattern(form), "***");
  }
  return hidden;
}

function wordPattern(word: string): RegExp {
  return new RegExp(String.raw`(?<![\w-])${word.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`)}(?![\w-])`, "gu");
}
