import { hasInvisible, showInvisible } from "../core/visible-text.ts";
import { isRecord } from "../core/json-value.ts";
import { renderYamlScalar } from "../core/yaml.ts";
import { textOf } from "../core/canonical.ts";
import { isCredential } from "./credential-names.ts";
import { maskWords } from "./mask-commands.ts";
import { maskText } from "./mask-text.ts";
import { createMaskedValues, type MaskedValues } from "./masked-values.ts";
import { isSecretField } from "./secret-fields.ts";

/** The context of an object's lines. */
export interface Rendering {
  readonly kind: string;
  readonly masked: MaskedValues;
  /** The map around each list. */
  readonly holders: ReadonlyWeakMap;
}

type ReadonlyWeakMap = Pick<WeakMap<object, Readonly<Record<string, unknown>>>, "get">;

/** The place of a scalar. */
export interface Place {
  /** Field names from the top; items of lists in brackets. */
  readonly path: readonly string[];
  /** The map or list that holds it. */
  readonly parent: unknown;
  /** In a list: the item before it. */
  readonly previous?: unknown;
}

/** Creates the context in which both sides of an object are shown. Equal values are hidden alike. */
export function createRendering(kind: string, sides: readonly unknown[]): Rendering {
  const holders = new WeakMap<object, Readonly<Record<string, unknown>>>();
  const link = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) link(item);
    if (!isRecord(value)) return;
    for (const field of Object.values(value)) {
      if (Array.isArray(field)) holders.set(field, value);
      link(field);
    }
  };
  for (const side of sides) link(side);
  return { kind, masked: createMaskedValues(), holders };
}

const wholeAnnotations = new Set(["kubectl.kubernetes.io/last-applied-configuration"]);

/** Renders the visible part of a scalar: one line, or the header of a block and its lines. */
export function showScalar(value: unknown, place: Place, rendering: Rendering): readonly string[] {
  const { masked } = rendering;
  if (value === null || value === undefined) return ["null"];
  if (typeof value === "boolean") return [String(value)];
  if (value !== "" && isSecret(textOf(value), place, rendering)) return [masked.field(place.path.join("\0"), textOf(value))];
  if (typeof value !== "string") return [textOf(value)];
  const text = maskText(maskArgument(value, place, rendering), masked);
  if (hasInvisible(text)) return [showInvisible(JSON.stringify(text))];
  return text.includes("\n") ? showBlock(text) : [text.startsWith("<masked") && text.endsWith(">") ? text : renderYamlScalar(text)];
}

function showBlock(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) !== "") return ["|-", ...lines];
  return lines.at(-2) === "" ? ["|+", ...lines.slice(0, -1)] : ["|", ...lines.slice(0, -1)];
}

function isSecret(value: string, { path, parent, previous }: Place, { kind }: Rendering): boolean {
  if (kind === "ConfigMap" && path[0] === "binaryData") return true;
  const key = path.findLast((part) => !part.startsWith("[")) ?? "";
  if (wholeAnnotations.has(key)) return true;
  if (typeof previous === "string" && /^--?[A-Za-z]/u.test(previous) && !previous.includes("="))
    return isCredential(previous, value, "argument");
  const label = isRecord(parent) ? (parent["name"] ?? parent["key"] ?? parent["id"]) : undefined;
  const isValue = kind === "ConfigMap" || kind === "Secret";
  const annotation = path.includes("annotations") ? [key.replace(/^.*\//u, "")] : path;
  return isSecretField({
    value,
    path: annotation,
    kind,
    ...(typeof label === "string" && { label }),
    place: isValue ? "value" : "object",
  });
}

/** A word of a container's command line, whose meaning is in the words before it. */
function maskArgument(value: string, { path, parent }: Place, { masked, holders }: Rendering): string {
  if (!Array.isArray(parent) || !/^(?:args|command)$/u.test(path.at(-2) ?? "")) return value;
  const { command = [], args = [] } = holders.get(parent) ?? {};
  const before = parent === args && Array.isArray(command) ? command : [];
  const words = [...before, ...parent].map((word: unknown) => textOf(word));
  const index = Number(/\d+/u.exec(path.at(-1) ?? "")?.[0] ?? 0);
  return maskWords(words, masked)[before.length + index] ?? value;
}
