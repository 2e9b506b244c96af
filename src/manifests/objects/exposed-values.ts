import { textOf } from "../../core/canonical.ts";
import { isRecord } from "../../core/json-value.ts";
import { escapeToken } from "../../core/pointer.ts";
import { readYamlDocuments, yamlValue } from "../../core/read-yaml.ts";
import { hasSecret, isSecretField, shortestSecret } from "../../mask/index.ts";
import type { Exposure, KnownSecret, ManifestObject } from "./rendered.ts";

/** Lists the texts in decrypted values: whole values, and the lines of long ones. */
export function listSecretTexts(decrypted: readonly string[]): string[] {
  const texts = new Set<string>();
  const add = (text: string): void => {
    for (const part of splitSecret(text)) texts.add(part);
  };
  for (const text of decrypted) {
    const { content, problems } = readYamlDocuments(text, { uniqueKeys: false, intAsBigInt: true });
    if (problems.length > 0) add(text);
    else
      for (const read of content.map(yamlValue)) {
        if ("problem" in read) add(text);
        else for (const leaf of listLeaves(read.value)) if (typeof leaf.value !== "boolean") add(leaf.text);
      }
  }
  return [...texts];
}

/** The lines of a secret, which a chart may indent. The first and last one of a key are the same for all. */
export function splitSecret(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("-----"));
}

/**
 * Finds secrets in objects, in every form in which they may be written. Short ones are found only as the whole value of a field that is
 * named like a credential, because they may be common words.
 */
export function findSecrets(objects: readonly ManifestObject[], secrets: readonly KnownSecret[]): readonly Exposure[] {
  return objects.flatMap((object) => {
    const leaves = listLeaves(object.value);
    const all = leaves.map(({ text }) => text).join("\n");
    const present = secrets.filter(({ text }) => text.length < shortestSecret || hasSecret(all, text));
    if (present.length === 0) return [];
    return leaves.flatMap((leaf): Exposure[] => {
      const secret = present.find(({ text }) => isIn(leaf, text, object.kind));
      return secret === undefined ? [] : [{ object, field: leaf.pointer, secret }];
    });
  });
}

/** Whether it is the kind of object that holds secrets. */
export function isSecretObject({ apiVersion, kind }: ManifestObject): boolean {
  return kind === "Secret" && !apiVersion.includes("/");
}

/** A scalar of an object. */
export interface Leaf {
  readonly value: unknown;
  readonly text: string;
  /** JSON pointer. */
  readonly pointer: string;
  /** Field names from the top; items of lists in brackets. */
  readonly path: readonly string[];
  /** The `name`, `key` or `id` beside it. */
  readonly label?: string;
}

/** Lists the scalars of a value, null aside. */
export function listLeaves(value: unknown, at: Omit<Leaf, "value" | "text"> = { pointer: "", path: [] }): readonly Leaf[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      listLeaves(item, { ...at, pointer: `${at.pointer}/${index}`, path: [...at.path, `[${index}]`] }),
    );
  if (!isRecord(value)) return [{ ...at, value, text: textOf(value) }];
  const label = value["name"] ?? value["key"] ?? value["id"];
  const named = typeof label === "string" ? { label } : {};
  return Object.entries(value).flatMap(([key, item]) =>
    listLeaves(item, { ...named, pointer: `${at.pointer}/${escapeToken(key)}`, path: [...at.path, key] }),
  );
}

/** Whether a scalar is named like a credential. */
export function isCredentialLeaf({ text, path, label }: Leaf, kind = ""): boolean {
  const place = kind === "ConfigMap" || kind === "Secret" ? "value" : "object";
  return isSecretField({ value: text, path, kind, place, ...(label !== undefined && { label }) });
}

function isIn(leaf: Leaf, secret: string, kind: string): boolean {
  if (secret.length >= shortestSecret) return hasSecret(leaf.text, secret);
  const isEncoded = (): boolean => leaf.text.length % 4 === 0 && leaf.text === Buffer.from(secret).toString("base64");
  const isWhole = leaf.text.trim() === secret || (leaf.text.length <= 2 * shortestSecret && isEncoded());
  return isWhole && isCredentialLeaf(leaf, kind);
}
