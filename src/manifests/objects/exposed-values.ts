import { parseAllDocuments } from "yaml";
import { isRecord } from "../../core/json-value.ts";
import type { ManifestObject } from "./rendered.ts";

/** The shortest value to search for, because shorter ones, such as `true` or a port, are common. */
const shortest = 8;

/** Lists the texts in decrypted values that are long enough to be unique: whole values, and the lines of long ones. */
export function listSecretTexts(decrypted: readonly string[]): string[] {
  const texts = new Set<string>();
  for (const text of decrypted) {
    const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false });
    for (const document of Array.isArray(documents) ? documents : []) {
      if (document.errors.length === 0) collect(document.toJS(), texts);
      else for (const line of text.split("\n")) add(line, texts);
    }
  }
  return [...texts];
}

/** Whether an object other than a Secret contains one of the texts, plain or in base64. */
export function exposesSecrets({ kind, apiVersion, value }: ManifestObject, secrets: readonly string[]): boolean {
  if (secrets.length === 0 || (kind === "Secret" && apiVersion === "v1")) return false;
  const texts: string[] = [];
  listStrings(value, texts);
  return texts.some((text) => secrets.some((secret) => text.includes(secret) || text.includes(toBase64(secret))));
}

function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === "string") for (const line of value.split("\n")) add(line, texts);
  else if (typeof value === "number") add(String(value), texts);
  else if (Array.isArray(value)) for (const item of value) collect(item, texts);
  else if (isRecord(value)) for (const item of Object.values(value)) collect(item, texts);
}

function add(line: string, texts: Set<string>): void {
  const text = line.trim();
  if (text.length >= shortest) texts.add(text);
}

function listStrings(value: unknown, texts: string[]): void {
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "number") texts.push(String(value));
  else if (Array.isArray(value)) for (const item of value) listStrings(item, texts);
  else if (isRecord(value)) for (const item of Object.values(value)) listStrings(item, texts);
}

function toBase64(text: string): string {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
