import { parseDocument, stringify } from "yaml";
import type { Choices } from "../e2e/fuzz/choices.ts";

/** What stands where a reader expects something else. Built anew each time, so that no reader changes it for the next. */
const oddValues: readonly [() => unknown, ...(() => unknown)[]] = [
  () => null,
  () => true,
  () => "",
  () => "x",
  () => 0,
  () => -1,
  () => 1.5,
  () => 1e308,
  () => 20241301,
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => ({ a: null }),
  () => "__proto__",
  () => "constructor",
  () => "../../etc/passwd",
  () => "https://[",
  () => "https://user:pw@h.example:99999/ä",
  () => "oci://",
  () => "{{ .Values.x }}",
  () => "{{",
  () => "ref+vault://x#/y",
  () => "2026-99-99",
  () => "1.2.3.4",
  () => ">=1 <0 || ",
  () => "99999999999999999999 days",
  () => "(((((",
  () => "[a-",
  () => "\u001b[2J\u202ex\u0000\u0085",
  () => "\ud800",
  () => "x".repeat(70_000),
  () => nest(600),
  () => Object.fromEntries(["__proto__", "constructor", "toString", "hasOwnProperty"].map((key) => [key, {}])),
  () => Array.from({ length: 300 }, () => ({ name: "a" })),
];

const oddKeys = ["__proto__", "constructor", "toString", "", "a b", "x/y~1", "é", "\u202e", "*", "<<", "1", "null"] as const;

const oddTexts = [
  "\0", "\t", "\r", "\u2028", "\ufeff", "\u202e", "*a", "&a ", "!!binary x", "<<: *a", "? ", "- ", "[", "]", "{", "}", "{{", "}}", "|", ">",
  '"', "'", "#", "---\n", "...\n", "%YAML 1.1\n---\n", ": ", ",", "\n", "\n  ", "null", "9007199254740993", "0o17", ".inf", "1e999", "2001-01-01", "@", "`",
  "[".repeat(900), "{a: ".repeat(900), "? ".repeat(900), "- ".repeat(900), "&a [*a]", "a: &a\n- *a\n", "{".repeat(900), '"\\u0000"', "\\ud800",
] as const; // prettier-ignore

/** A text that is damaged in its structure, in its characters, or in both. */
export function damage(text: string, choices: Choices): string {
  const kind = choices.below(3);
  const structured = kind === 0 ? text : damageStructure(text, choices);
  return kind === 1 ? structured : damageCharacters(structured, choices);
}

function damageStructure(text: string, choices: Choices): string {
  let value: unknown = parseDocument(text, { logLevel: "silent" }).toJS();
  for (let count = 1 + choices.below(3); count > 0; count -= 1) value = damageValue(value, choices);
  const isJson = /^\s*[{[]/u.test(text);
  return isJson ? JSON.stringify(value) : stringify(value, { aliasDuplicateObjects: false });
}

function damageValue(value: unknown, choices: Choices): unknown {
  if (choices.below(6) === 0 || typeof value !== "object" || value === null) return choices.any(oddValues)();
  if (Array.isArray(value)) {
    const at = choices.below(Math.max(1, value.length));
    if (choices.below(6) === 0) return value.toSpliced(at, choices.below(2), value[choices.below(Math.max(1, value.length))]);
    return value.length === 0 ? [choices.any(oddValues)()] : value.with(at, damageValue(value[at], choices));
  }
  const entries = Object.entries(value);
  const at = choices.below(Math.max(1, entries.length));
  const [key = "", inner] = entries[at] ?? [];
  const change = choices.below(8);
  if (change === 0) return Object.fromEntries(entries.toSpliced(at, 1));
  if (change === 1) return Object.fromEntries([...entries, [choices.any(oddKeys), inner]]);
  return Object.fromEntries(entries.length === 0 ? [[choices.any(oddKeys), {}]] : entries.with(at, [key, damageValue(inner, choices)]));
}

function damageCharacters(text: string, choices: Choices): string {
  let result = text;
  for (let count = 1 + choices.below(4); count > 0; count -= 1) {
    const at = choices.below(result.length + 1);
    const length = choices.below(20);
    const change = choices.below(4);
    if (change === 0) result = result.slice(0, at) + result.slice(at + length);
    else if (change === 1) result = result.slice(0, at) + choices.any(oddTexts) + result.slice(at);
    else if (change === 2)
      result = result.slice(0, at) + result.slice(at, at + length).repeat(1 + choices.below(50)) + result.slice(at + length);
    else if (choices.below(5) === 0) result = result.slice(0, at);
    else result = result.slice(0, at) + choices.any(oddTexts) + result.slice(at + length);
  }
  return result;
}

function nest(depth: number): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
