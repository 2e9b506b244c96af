import { isMap, isScalar, isSeq, type Document, type YAMLMap, type YAMLSeq } from "yaml";
import { parseYamlDocument } from "../../core/yaml.ts";
import { UserError } from "../../core/user-error.ts";
import { decisionCheck, type ApprovalEntry, type FilesApprovalEntry, type FreezeEntry, type HoldEntry } from "./decision-check.ts";
import { findFreeze } from "./decisions.ts";
import { toFreezes } from "./parse-decisions.ts";
import type { KnownNames } from "./validate-decisions.ts";

/** A decision to add to promotion.yaml, in its list there. */
export type NewDecision =
  | { readonly list: "approve"; readonly entry: ApprovalEntry | FilesApprovalEntry }
  | { readonly list: "hold"; readonly entry: HoldEntry }
  | { readonly list: "freeze"; readonly entry: FreezeEntry };

const firstLines = "# What people decide about promotion, reviewed like code.\n";

/** What two entries about the same thing have in common. */
const identities = {
  approve: ["release", "version", "to", "files", "digest"],
  hold: ["release", "version"],
  freeze: ["from", "until", "environments"],
} as const;

/**
 * Adds a decision to promotion.yaml, and keeps comments. It replaces an entry about the same thing, because an approval with
 * another reason is a new one. Returns undefined if the file already has it. `text` is the file's, or empty.
 */
export function addDecision(text: string, { list: key, entry }: NewDecision, source: string): string | undefined {
  const document = openDecisions(text, source);
  const list: unknown = document.get(key);
  if (list !== undefined && list !== null && !isSeq(list))
    throw new UserError({ message: `expected a list (${source}, ${key})`, hint: "start each decision with -" });
  const fields = new Map<string, unknown>(Object.entries(entry));
  const same = isSeq(list) ? list.items.find((item) => isMap(item) && isAlike(fieldsOf(item), fields, identities[key])) : undefined;
  if (isMap(same)) {
    const known = fieldsOf(same);
    if (isAlike(known, fields, [...known.keys(), ...fields.keys()])) return undefined;
    for (const name of known.keys()) if (!fields.has(name)) same.delete(name);
    for (const [name, value] of fields) if (known.get(name) !== value) same.set(name, document.createNode(value));
  } else if (isSeq(list)) {
    if (list.items.length === 0) list.flow = false;
    list.add(document.createNode(entry));
  } else document.set(key, document.createNode([entry]));
  return render(document, text);
}

/** Where a freeze is to end. */
interface Thaw {
  readonly environment: string;
  readonly known: KnownNames;
  readonly now: number;
}

/** Takes an environment out of the freezes that are active, and keeps comments. Returns undefined if there are none. */
export function endFreeze(text: string, { environment: name, known, now }: Thaw, source: string): string | undefined {
  const document = openDecisions(text, source);
  const list: unknown = document.get("freeze");
  const environment = known.environments.find((other) => other.name === name);
  if (!isSeq(list) || environment === undefined) return undefined;
  const active = list.items.filter((item) => {
    const entry: unknown = isMap(item) ? item.toJS(document) : undefined;
    return decisionCheck.isFreeze(entry) && findFreeze({ freeze: toFreezes(entry, known) }, environment, now) !== undefined;
  });
  if (active.length === 0) return undefined;
  const followers = known.environments.flatMap((other) => (other.follows === undefined ? [] : [other.name]));
  for (const item of active) if (isMap(item)) withdraw(item, { list, name, followers, document });
  if (list.items.length === 0) document.delete("freeze");
  return render(document, text);
}

interface Withdrawal {
  readonly list: YAMLSeq;
  readonly name: string;
  readonly followers: readonly string[];
  readonly document: Document.Parsed;
}

function withdraw(item: YAMLMap, { list, name, followers, document }: Withdrawal): void {
  const named: unknown = item.get("environments");
  const covered = isSeq(named) ? named.items.map((other) => String(isScalar(other) ? other.value : other)) : followers;
  const left = covered.filter((other) => other !== name);
  if (left.length === 0) list.items.splice(list.items.indexOf(item), 1);
  else item.set("environments", document.createNode(left, { flow: true }));
}

function openDecisions(text: string, source: string): Document.Parsed {
  const document = parseYamlDocument(text.trim() === "" ? firstLines : text, source);
  const { contents } = document;
  if (contents === null || isMap(contents)) return document;
  // Nothing can be set in a `null` that somebody wrote.
  if (isScalar(contents) && contents.value === null) return openDecisions("", source);
  throw new UserError({ message: `expected a map (${source})`, hint: "use the keys approve, hold and freeze" });
}

function render(document: Document.Parsed, text: string): string {
  return document.toString({ lineWidth: 0, indentSeq: !/^\w+:[^\n]*\n(?:[ \t]*#[^\n]*\n)*- /mu.test(text), flowCollectionPadding: true });
}

function fieldsOf(item: YAMLMap): ReadonlyMap<string, unknown> {
  const fields: unknown = item.toJSON();
  return new Map<string, unknown>(typeof fields === "object" && fields !== null ? Object.entries(fields) : []);
}

function isAlike(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => JSON.stringify(a.get(key)) === JSON.stringify(b.get(key)));
}
