import { isMap, isScalar, isSeq, type Document } from "yaml";
import { parseYamlDocument } from "../../core/yaml.ts";
import { UserError } from "../../core/user-error.ts";
import type { ApprovalEntry, HoldEntry } from "./decision-check.ts";

/** A decision to add to promotion.yaml. */
export type NewDecision = ({ readonly kind: "approve" } & ApprovalEntry) | ({ readonly kind: "hold" } & Omit<HoldEntry, "until">);

const firstLines = "# What people decide about promotion, reviewed like code.\n";

/**
 * Adds a decision to promotion.yaml, and keeps comments. Returns undefined if the file already has it. `text` is the file's, or
 * empty if it does not exist. Throws a `UserError` if the text is not valid YAML.
 */
export function addDecision(text: string, decision: NewDecision, source: string): string | undefined {
  const document = parseYamlDocument(text.trim() === "" ? firstLines : text, source);
  const { kind, ...entry } = decision;
  if (document.contents !== null && !isMap(document.contents) && !isEmptyScalar(document.contents)) {
    throw new UserError({ message: `expected a map (${source})`, hint: "use the keys approve, hold and freeze" });
  }
  if (hasEntry(document, kind, entry)) return undefined;
  const list: unknown = document.get(kind);
  if (isSeq(list)) {
    if (list.items.length === 0) list.flow = false;
    list.add(document.createNode(entry));
  } else if (list === undefined || list === null) document.set(kind, document.createNode([entry]));
  else throw new UserError({ message: `expected a list (${source}, ${kind})`, hint: "start each decision with -" });
  return document.toString({ lineWidth: 0, indentSeq: !/^\w+:[^\n]*\n(?:[ \t]*#[^\n]*\n)*- /mu.test(text), flowCollectionPadding: true });
}

function isEmptyScalar(node: unknown): boolean {
  return isScalar(node) && node.value === null;
}

function hasEntry(document: Document.Parsed, kind: string, entry: Readonly<Record<string, string>>): boolean {
  const file: unknown = document.toJS();
  const list: unknown = typeof file === "object" && file !== null ? Object.entries(file).find(([key]) => key === kind)?.[1] : undefined;
  if (!Array.isArray(list)) return false;
  return list.some((item: unknown) => {
    if (typeof item !== "object" || item === null) return false;
    const fields = new Map<string, unknown>(Object.entries(item));
    return ["release", "version", "to"].every((key) => fields.get(key) === entry[key]);
  });
}
