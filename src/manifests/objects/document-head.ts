/** The fields that identify a document's object. */
export interface DocumentHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

const plain = String.raw`("?)([A-Za-z][\w.:/-]*)\1[ \t]*\r?$`;
const topLevel = /^(?:apiVersion|kind|metadata)[ \t]*:.*$/gmu;
const simple = { apiVersion: valueOf("apiVersion"), kind: valueOf("kind") };
const metadataBlock = /^metadata:[ \t]*\r?\n((?:(?:[ \t]+.*|[ \t]*#.*|[ \t]*)(?:\r?\n|$))+)/mu;
const reserved = /^(?:y|n|yes|no|on|off|true|false|null)$/iu;

/**
 * Reads the head of a document without parsing it, which takes a thousandth of the time. Returns undefined if it is not
 * in the usual form, which needs a parser.
 */
export function scanHead(text: string): DocumentHead | undefined {
  if ((text.match(topLevel) ?? []).length !== 3) return undefined;
  const apiVersion = simple.apiVersion.exec(text)?.[2];
  const kind = simple.kind.exec(text)?.[2];
  const metadata = metadataBlock.exec(text)?.[1];
  if (apiVersion === undefined || kind === undefined || metadata === undefined) return undefined;
  if (kind.endsWith("List")) return undefined;
  const indent = /^([ ]+)[^\s#]/mu.exec(metadata)?.[1];
  if (indent === undefined) return undefined;
  const name = fieldOf(metadata, indent, "name");
  const namespace = fieldOf(metadata, indent, "namespace");
  if (name === undefined || name === "unclear" || namespace === "unclear") return undefined;
  return { apiVersion, kind, name: name.value, ...(namespace === undefined ? {} : { namespace: namespace.value }) };
}

function fieldOf(metadata: string, indent: string, field: string): { readonly value: string } | "unclear" | undefined {
  const lines = metadata.match(new RegExp(`^${indent}["']?${field}["']?[ \\t]*:`, "gmu")) ?? [];
  if (lines.length === 0) return undefined;
  const value = valueOf(`${indent}${field}`).exec(metadata)?.[2];
  return lines.length > 1 || value === undefined || reserved.test(value) ? "unclear" : { value };
}

function valueOf(key: string): RegExp {
  return new RegExp(`^${key}:[ \\t]+${plain}`, "mu");
}
