import { sha256 } from "../core/hash.ts";
import type { ManifestObject } from "../manifests/objects/index.ts";

/** Names that Windows reserves for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;
const longest = 150;

/**
 * A name of a folder or a part of a file's name that every file system and CI artifact takes, and that no other text
 * shares, upper and lower case counted as the same: what is not safe is written as `%3A`.
 */
export function safeName(text: string): string {
  const escaped = text.replaceAll(/[^a-z0-9.-]/gu, escapeCharacter).replace(/\.$/u, escapeCharacter);
  return escaped.replace(reserved, (word) => `${escapeCharacter(word[0] ?? "")}${word.slice(1)}`).replace(/^\./u, escapeCharacter);
}

/** `<kind>[.<group>]_<namespace>_<name>.yaml`; of one without a namespace, nothing is between the underscores. */
export function manifestFileName({ apiVersion, kind, namespace = "", name }: Omit<ManifestObject, "value">): string {
  const group = apiVersion.includes("/") ? `.${apiVersion.slice(0, apiVersion.lastIndexOf("/"))}` : "";
  // Kinds are written as people know them: no group has two that differ in case only.
  const kindName = `${kind}${group}`.replaceAll(/[^A-Za-z0-9.-]/gu, escapeCharacter).replace(reserved, (word) => `%${word}`);
  const stem = `${kindName}_${safePart(namespace)}_${safePart(name)}`;
  return stem.length <= longest ? `${stem}.yaml` : `${stem.slice(0, longest)}~${sha256(stem).slice(0, 16)}.yaml`;
}

function safePart(text: string): string {
  return text.replaceAll(/[^a-z0-9.-]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
