import { isRecord } from "../core/json-value.ts";
import { isCredential } from "./credential-names.ts";
import { maskText } from "./mask-text.ts";
import { shortestSecret } from "./secret-forms.ts";
import { isPlainSetting, looksRandom } from "./value-shapes.ts";

/** Names of ways to log in, which variables such as `REGISTRY_AUTH` choose from. */
const mode =
  /^(?:anonymous|auto|aws|azure|basic|bearer|cert(?:ificate)?s?|client[_-]?credentials|cookie|default|digest|disabled|ecr|enabled|env|external|file|gce|gcp|github|gitlab|google|htpasswd|http|iam|inherit|internal|irsa|jwt|keyring|keystone|kerberos|kubernetes|ldaps?|local|login|md5|mtls|native|negotiate|none|ntlm|oauth2?|oidc|optional|pam|password|plain|radius|required|saml|scram(?:-sha-?\d+)?|session|simple|ssh|ssl|static|system|tls|token|trust|userpass|vault|x509)$/iu;

/** Endings of names that only variables have for credentials. */
const variableName = /(?:^|[^a-z\d])(?:auth|auth_?config|dsn|key|pass|pwd)(?:_?\d+)?$/iu;

/**
 * Whether an environment variable holds a credential: by its name, unless its value is a switch, a path or the name of a way to log in.
 * The one rule for all that desalt prints, records and renders.
 */
export function isSecretVariable(name: string, value: string): boolean {
  const text = value.trim();
  if (isPlainSetting(text) || isPath(text) || mode.test(text) || isBareAddress(text)) return false;
  if (/^(?:old)?pwd$/iu.test(name) || /(?:^|[^a-z\d])pub(?:lic)?(?=[^a-z\d]).*key$/iu.test(name)) return false;
  return isCredential(name, text) || variableName.test(name);
}

/** The texts of a variable that must not be shown: all of it, or the passwords and tokens in it. */
export function findSecretParts(name: string, value: string, isDeclared = false): readonly string[] {
  const isWhole = isDeclared || isSecretVariable(name, value);
  const inside = hidesSomething(value) ? collectHidden(value) : [];
  const parts = isWhole ? [value, ...listLines(value), ...listLeaves(value), ...inside] : inside;
  const bare = parts.map((part) => part.trim().replace(/^(?:bearer|basic|token)\s+/iu, ""));
  return [...new Set([...(isWhole ? [value.trim()] : []), ...bare, ...bare.map(decode)])].filter((part) => part !== "");
}

function isPath(text: string): boolean {
  return /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/][\w.@+~-]+(?:[\\/][\w.@+~-]+)*[\\/]?$/u.test(text) && !text.split(/[\\/]/u).some(looksRandom);
}

function isBareAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s@?#]*$/iu.test(text) && !text.split("/").slice(3).some(looksRandom);
}

/** Whether it is worth to search a value: the masks load and take longer than everything else at the start of desalt. */
function hidesSomething(value: string): boolean {
  return /:\/\/[^/\s]*@|:[^\s:@]+@|\b(?:bearer|basic|token)\s|PRIVATE KEY|^\s*[{[]/iu.test(value);
}

/** What the masks would hide. */
function collectHidden(value: string): readonly string[] {
  const found: string[] = [];
  const collect = (_: string, part: string): string => {
    found.push(part);
    return "<masked 1>";
  };
  maskText(value, { field: collect, part: collect });
  return found;
}

function listLines(value: string): readonly string[] {
  return value.includes("\n") ? value.split("\n").filter((line) => line.trim().length >= shortestSecret && !line.startsWith("-----")) : [];
}

/** The texts of a secret that is JSON, such as the key of a service account. Those that anybody may see are none. */
function listLeaves(value: string): readonly string[] {
  if (!/^\s*[{[]/u.test(value)) return [];
  try {
    return listTexts(JSON.parse(value)).filter(
      (text) => text.length >= shortestSecret && !isPlainSetting(text) && (looksRandom(text) || /\s/u.test(text)),
    );
  } catch {
    return [];
  }
}

function listTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value, ...listLines(value)];
  if (Array.isArray(value)) return value.flatMap(listTexts);
  return isRecord(value) ? Object.values(value).flatMap(listTexts) : [];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
