import { isRecord } from "../../core/json-value.ts";
import { alignItems } from "./align-items.ts";
import { canonical } from "../../core/canonical.ts";
import { withDash, withSign, type DiffLine } from "./diff-line.ts";
import { nameItems } from "./named-lists.ts";
import { noiseRule } from "./noise.ts";
import { arrangeItems, compareNames, renderBlock, renderField, renderItem, sortKeys, type Node } from "./render-lines.ts";
import { diffSequences } from "./sequences.ts";
import { showScalar, type Rendering } from "../../mask/index.ts";
import type { VolatileFields } from "./volatile.ts";

/** The context of a comparison of two objects. */
export interface FieldDiff extends Rendering {
  readonly volatile: VolatileFields;
}

interface Pair {
  readonly base: unknown;
  readonly head: unknown;
  /** Of what is compared. */
  readonly path: readonly string[];
  readonly indent: number;
  readonly baseParent: unknown;
  readonly headParent: unknown;
  /** In lists: the item before it. */
  readonly previous?: { readonly base: unknown; readonly head: unknown };
}

/** All lines of two objects, compared field by field. Masked, and without a sign where nothing changes. */
export function diffFields(base: unknown, head: unknown, context: FieldDiff): DiffLine[] {
  const pair = { base, head, path: [], indent: 0, baseParent: undefined, headParent: undefined };
  return isRecord(base) && isRecord(head) ? diffMaps(base, head, { pair, context }) : diffWhole(pair, { context, render: renderField });
}

interface Walk {
  readonly pair: Pair;
  readonly context: FieldDiff;
}

function diffMaps(base: Readonly<Record<string, unknown>>, head: Readonly<Record<string, unknown>>, { pair, context }: Walk): DiffLine[] {
  const keys = sortKeys([...Object.keys(base), ...Object.keys(head)], pair.path, head);
  return keys.flatMap((key) => {
    const [before, after] = [Object.hasOwn(base, key) ? base[key] : absent, Object.hasOwn(head, key) ? head[key] : absent];
    const path = [...pair.path, key];
    const field = { base: before, head: after, path, indent: pair.indent, baseParent: base, headParent: head };
    const lines = diffField(field, context);
    const rule = context.volatile.has(base, key) || context.volatile.has(head, key) ? "changes at every render" : undefined;
    const values = { base: before === absent ? undefined : before, head: after === absent ? undefined : after };
    return withRule(lines, rule ?? noiseRule({ path, kind: context.kind, ...values }));
  });
}

const absent = Symbol("absent");

function diffField(pair: Pair, context: FieldDiff): DiffLine[] {
  const { base, head, path, indent } = pair;
  if (base === absent || head === absent) return inheritRule(diffWhole(pair, { context, render: renderField }), context, pair);
  const opening = (): DiffLine => renderField({ value: { _: 0 }, path, indent, parent: undefined }, context)[0] ?? blank;
  if (isFilled(base) && isFilled(head)) return [opening(), ...diffMaps(base, head, { pair: { ...pair, indent: indent + 2 }, context })];
  if (isFilledList(base) && isFilledList(head)) return [opening(), ...diffLists(base, head, { pair, context })];
  return diffScalars(pair, { context, render: renderField });
}

const blank: DiffLine = { sign: " ", text: "", path: [] };

function diffLists(base: readonly unknown[], head: readonly unknown[], { pair, context }: Walk): DiffLine[] {
  const field = pair.path.at(-1) ?? "";
  const isNamed = nameItems(field, base) !== undefined && nameItems(field, head) !== undefined;
  return isNamed ? diffNamedLists(base, head, { pair, context }) : diffOrderedLists(base, head, { pair, context });
}

function diffNamedLists(base: readonly unknown[], head: readonly unknown[], { pair, context }: Walk): DiffLine[] {
  const field = pair.path.at(-1) ?? "";
  const before = new Map(arrangeItems(field, base).map(({ name, item }) => [name, item]));
  const after = new Map(arrangeItems(field, head).map(({ name, item }) => [name, item]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareNames);
  return names.flatMap((name) => {
    const item = { base: before.has(name) ? before.get(name) : absent, head: after.has(name) ? after.get(name) : absent };
    return diffItem({ ...item, path: [...pair.path, name], indent: pair.indent, baseParent: base, headParent: head }, context);
  });
}

/** Aligns items without names: equal ones in order, then pairs of a removed and a new one that have anything in common. */
function diffOrderedLists(base: readonly unknown[], head: readonly unknown[], { pair, context }: Walk): DiffLine[] {
  const place = (index: number) => ({ path: [...pair.path, `[${index}]`], indent: pair.indent, baseParent: base, headParent: head });
  return alignItems(base, head).flatMap(({ from, to }) => {
    const items = { base: from === undefined ? absent : base[from], head: to === undefined ? absent : head[to] };
    const previous = { base: from === undefined ? undefined : base[from - 1], head: to === undefined ? undefined : head[to - 1] };
    return diffItem({ ...items, ...place(to ?? from ?? 0), previous }, context);
  });
}

function diffItem(pair: Pair, context: FieldDiff): DiffLine[] {
  const { base, head, indent } = pair;
  if (isFilled(base) && isFilled(head)) {
    return withDash(diffMaps(base, head, { pair: { ...pair, indent: indent + 2 }, context }), indent);
  }
  if (isFilledList(base) && isFilledList(head)) {
    return withDash(diffLists(base, head, { pair: { ...pair, indent: indent + 2 }, context }), indent);
  }
  return diffScalars(pair, { context, render: renderItem });
}

/** Texts of several lines on both sides are compared line by line. */
function diffScalars(pair: Pair, { context, render }: Whole): DiffLine[] {
  const { path, indent } = pair;
  if (typeof pair.base !== "string" || typeof pair.head !== "string" || pair.base === pair.head)
    return diffWhole(pair, { context, render });
  const base = showScalar(pair.base, { path, parent: pair.baseParent, previous: pair.previous?.base }, context);
  const head = showScalar(pair.head, { path, parent: pair.headParent, previous: pair.previous?.head }, context);
  if (base.length < 2 || head.length < 2 || base[0] !== head[0]) {
    return diffWhole(pair, { context, render });
  }
  const [header] = render({ value: "", path, indent, parent: undefined }, context);
  const first: DiffLine = { ...(header ?? blank), text: `${(header ?? blank).text.slice(0, -2)}${base[0]}` };
  const runs = diffSequences(base.slice(1), head.slice(1));
  const lines = runs.flatMap(({ sign, texts }) => withSign(renderBlock(texts, indent + 2, path), sign));
  return [first, ...lines];
}

interface Whole {
  readonly context: FieldDiff;
  readonly render: (node: Node, rendering: Rendering) => DiffLine[];
}

function diffWhole({ base, head, path, indent, baseParent, headParent, previous }: Pair, { context, render }: Whole): DiffLine[] {
  const before = (): DiffLine[] => render({ value: base, path, indent, parent: baseParent, previous: previous?.base }, context);
  const after = (): DiffLine[] => render({ value: head, path, indent, parent: headParent, previous: previous?.head }, context);
  if (base !== absent && head !== absent && canonical(base) === canonical(head)) return after();
  return [...(base === absent ? [] : withSign(before(), "-")), ...(head === absent ? [] : withSign(after(), "+"))];
}

/** An added or removed map is noise itself if it has only noise in it. */
function inheritRule(lines: readonly DiffLine[], { kind }: FieldDiff, { base, head, path }: Pair): DiffLine[] {
  const map = base === absent ? head : base;
  if (!isFilled(map)) return [...lines];
  const rules = Object.keys(map).map((key) => {
    const value = map[key];
    const values = base === absent ? { base: undefined, head: value } : { base: value, head: undefined };
    return noiseRule({ path: [...path, key], kind, ...values });
  });
  const [rule] = rules;
  const isNoise = rule !== undefined && rules.every((other) => other !== undefined);
  return isNoise ? withRule(lines, rule) : [...lines];
}

function withRule(lines: readonly DiffLine[], rule: string | undefined): DiffLine[] {
  if (rule === undefined) return [...lines];
  return lines.map((line) => (line.sign === " " || line.rule !== undefined ? line : { ...line, rule }));
}

function isFilled(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.keys(value).length > 0;
}

function isFilledList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}
