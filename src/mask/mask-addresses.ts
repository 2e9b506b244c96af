import { isCredential } from "./credential-names.ts";
import { looksRandom } from "./value-shapes.ts";
import type { MaskedValues } from "./masked-values.ts";

// Every repetition has a limit, so that a long word is not searched again from each of its letters.
const address = /\b([a-z][a-z0-9+.-]{0,40}):\/\/([^\s"'<>`]{1,4000})/giu;
/** `user:password@tcp(host:3306)/name` of Go drivers, and the like without a scheme. A digest of an image stands behind an `@` as well. */
const bareAddress =
  /(?<=^|[\s"'=])([^\s:/@"'=]{1,100}:)([^\s"']{1,500})(?=@(?!sha\d+:)(?:[a-z]{2,9}\([^\s)]{0,200}\)|[\w-]{1,63}(?:\.[\w-]{1,63})*:\d{1,5})(?:[/?\s"']|$))/gu;
/** Addresses that are a credential as a whole, from their path on. */
const webhook =
  /^(hooks\.slack\.com\/(?:services|workflows|triggers)\/|(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/|[\w.-]*webhook\.office\.com\/|outlook\.office\.com\/webhook\/|hooks\.zapier\.com\/hooks\/|api\.telegram\.org\/bot|chat\.googleapis\.com\/v1\/spaces\/|events\.pagerduty\.com\/integration\/|maker\.ifttt\.com\/trigger\/|oapi\.dingtalk\.com\/robot\/|qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/)([^\s?#]+)/iu;
/** Common names of users, which are not tokens. */
const knownUser = /^(?:[a-z][a-z_-]{0,20}\d{0,2}|<masked \d+>|\*{3}|\$\{?\w+\}?|\{\{.*\}\})$/u;

/** Removes passwords, tokens and webhooks from addresses. Everything else of them stays. */
export function maskAddresses(text: string, masked: MaskedValues): string {
  return text
    .replaceAll(address, (_, scheme: string, rest: string) => `${scheme}://${maskAddress(scheme, rest, masked)}`)
    .replaceAll(bareAddress, (_, user: string, password: string) => user + hide(password, masked));
}

function maskAddress(scheme: string, rest: string, masked: MaskedValues): string {
  const at = findUserEnd(scheme, rest);
  const [user, remote] = at === -1 ? ["", rest] : [rest.slice(0, at + 1), rest.slice(at + 1)];
  const hidden = remote.replace(webhook, (_, host: string, path: string) => host + hide(path, masked));
  return maskUser(user, masked) + maskTokenPath(hidden, masked);
}

/** A password may have slashes. In an address of the web, digits in front of the first slash are a port. */
function findUserEnd(scheme: string, rest: string): number {
  const authority = rest.search(/[/?#]/u);
  const inside = rest.slice(0, authority === -1 ? rest.length : authority).lastIndexOf("@");
  if (inside !== -1 && !/^[^@]*@sha\d+:/u.test(rest)) return inside;
  if (/^[^:/@]*:\d{1,5}(?:[/?#]|$)/u.test(rest) && /^(?:https?|oci|git|ssh|file|wss?)$/iu.test(scheme)) return -1;
  const match = /^[^\s:/@?#]{0,200}:[^\s@]{1,500}@(?=[\w.[-]{1,255}(?::\d{1,5})?(?:[/?,#]|$))/u.exec(rest);
  return match === null ? -1 : match[0].length - 1;
}

function maskUser(user: string, masked: MaskedValues): string {
  if (user === "") return "";
  const colon = user.indexOf(":");
  if (colon === -1) return knownUser.test(user.slice(0, -1)) ? user : `${hide(user.slice(0, -1), masked)}@`;
  const password = user.slice(colon + 1, -1);
  return `${user.slice(0, colon + 1)}${hide(password, masked)}@`;
}

function hide(value: string, masked: MaskedValues): string {
  if (value === "" || /^(?:\*{3}|<masked \d+>|\$\{?\w+\}?|\$\(\w+\)|\{\{[^}]*\}\})$/u.test(value)) return value;
  return masked.part("userinfo", value);
}

/** A part of a path that a program made, in an address that is called a hook. */
function maskTokenPath(remote: string, masked: MaskedValues): string {
  const [path = "", ...query] = remote.split("?");
  const isHook = /hook/iu.test(path);
  const shown = isHook ? path.replaceAll(/(?<=\/)[\w.~-]{10,500}/gu, (part) => (looksRandom(part) ? hide(part, masked) : part)) : path;
  const parameters = query
    .join("?")
    .replaceAll(/([\w.-]{1,80})=([^&#\s]{1,2000})/gu, (whole, name: string, value: string) =>
      isCredential(name, value) || (/^(?:sig|signature|key|code)$/iu.test(name) && looksRandom(value))
        ? `${name}=${hide(value, masked)}`
        : whole,
    );
  return query.length === 0 ? shown : `${shown}?${parameters}`;
}
