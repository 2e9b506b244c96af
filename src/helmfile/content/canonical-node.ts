import { isMap, isScalar, isSeq, type Document, type Scalar } from "yaml";
import { sha256 } from "../../core/hash.ts";
import { mergeMap, resolve } from "../yaml/merged-map.ts";

/** What YAML 1.1 reads as something else than the text that the parser here sees. Quotes make a difference there. */
const ambiguous = /^(?:y|n|yes|no|on|off|[-+]?\d[\d_]*(?:\.[\d_]*)?|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?)$/iu;

/** How the texts in a node are read. */
interface TextReading {
  /** Another text for one that names a file, or takes a field of the release. */
  readonly replace?: (text: string) => string;
  /** What is known already: aliases may lead to one node from many places, and back to where they stand. */
  readonly known?: Map<unknown, string>;
}

/** One text for all ways to write a node: order of keys, quotes, comments, anchors and merge keys do not count. */
export function canonicalNode(node: unknown, document: Document.Parsed, { replace, known = new Map() }: TextReading = {}): string {
  const target = resolve(node, document);
  if (isScalar(target)) return scalarText(target, replace);
  if (!isMap(target) && !isSeq(target)) return "null";
  const before = known.get(target);
  if (before !== undefined) return before;
  known.set(target, "a circle");
  const inner = (item: unknown): string => canonicalNode(item, document, { known, ...(replace && { replace }) });
  const text = isMap(target)
    ? `{${[...mergeMap(target, document, () => undefined)]
        .map(([key, value]) => `${JSON.stringify(key)}:${inner(value)}`)
        .toSorted()
        .join(",")}}`
    : `[${target.items.map(inner).join(",")}]`;
  // No chain of aliases makes it grow without end.
  const short = text.length > 1000 ? sha256(text) : text;
  known.set(target, short);
  return short;
}

function scalarText({ value, source, type, tag }: Scalar, replace: TextReading["replace"]): string {
  const tagged = tag === undefined ? "" : `${tag} `;
  if (typeof value !== "string") return tagged + (value === null ? "null" : (source ?? ""));
  if (type === "PLAIN" && ambiguous.test(value)) return `${tagged}${value}`;
  return tagged + JSON.stringify(replace?.(value) ?? value);
}
