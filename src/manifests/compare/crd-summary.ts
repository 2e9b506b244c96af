import { isRecord } from "../../core/json-value.ts";
import { canonical, textOf } from "../../core/canonical.ts";
import type { DiffLine } from "./diff-line.ts";

type Value = Readonly<Record<string, unknown>>;

/** A version of a custom resource: its flags, and its fields by path with their types. */
export interface ServedVersion {
  readonly isServed: boolean;
  readonly isStored: boolean;
  readonly fields: ReadonlyMap<string, string>;
  readonly descriptions: ReadonlyMap<string, string>;
}

const fieldLimit = 30;

export function isCustomResourceDefinition({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  return kind === "CustomResourceDefinition" && apiVersion.startsWith("apiextensions.k8s.io/");
}

/** Versions of a definition by name. */
export function readVersions(value: Value | undefined): ReadonlyMap<string, ServedVersion> {
  const spec = isRecord(value?.["spec"]) ? value["spec"] : {};
  const versions = Array.isArray(spec["versions"]) ? spec["versions"].filter(isRecord) : [];
  return new Map(
    versions.map((version) => {
      const schema = isRecord(version["schema"]) ? version["schema"]["openAPIV3Schema"] : undefined;
      const fields = new Map<string, string>();
      const descriptions = new Map<string, string>();
      collectFields(schema, { path: "", fields, descriptions });
      return [
        String(version["name"]),
        { isServed: version["served"] === true, isStored: version["storage"] === true, fields, descriptions },
      ];
    }),
  );
}

/** Renders the differences of two definitions: versions, then fields by path. Never shows whole schemas. */
export function summariseDefinition(base: Value | undefined, head: Value | undefined): DiffLine[] {
  const [before, after] = [readVersions(base), readVersions(head)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => summariseVersion(name, before.get(name), after.get(name)));
}

/** A definition without the parts that the summary shows. */
export function withoutVersions(value: Value): Value {
  const spec = isRecord(value["spec"]) ? value["spec"] : {};
  const versions = Array.isArray(spec["versions"]) ? spec["versions"] : [];
  const summarized = new Set(["schema", "served", "storage"]);
  const rest = versions
    .filter(isRecord)
    .map((version) => Object.fromEntries(Object.entries(version).filter(([key]) => !summarized.has(key))))
    .filter((version) => Object.keys(version).length > 1);
  const others = Object.entries(spec).filter(([key]) => key !== "validation");
  return { ...value, spec: { ...Object.fromEntries(others), versions: rest } };
}

function summariseVersion(name: string, before: ServedVersion | undefined, after: ServedVersion | undefined): DiffLine[] {
  const line = (sign: DiffLine["sign"], text: string, rule?: string): DiffLine => ({
    sign,
    text,
    path: ["spec", "versions", `[${name}]`],
    ...(rule === undefined ? {} : { rule }),
  });
  if (before === undefined || after === undefined) {
    const version = before ?? after;
    const sign = before === undefined ? "+" : "-";
    return version === undefined ? [] : [line(sign, `version ${name} (${describeFlags(version)}): ${version.fields.size} fields`)];
  }
  const lines: DiffLine[] = [];
  if (describeFlags(before) !== describeFlags(after)) {
    lines.push(line("-", `version ${name} (${describeFlags(before)})`), line("+", `version ${name} (${describeFlags(after)})`));
  }
  const changes = compareFields(before.fields, after.fields);
  if (changes.length > 0) lines.push(line(" ", `version ${name}: ${countChanges(changes)}`));
  const shown = changes.slice(0, fieldLimit);
  for (const { sign, text } of shown) lines.push(line(sign, `  ${text}`));
  if (changes.length > shown.length) lines.push(line("+", `  … and ${changes.length - shown.length} more`));
  const descriptions = compareFields(before.descriptions, after.descriptions);
  for (const { sign, text } of descriptions) lines.push(line(sign, `  ${text}`, "descriptions of fields"));
  return lines;
}

interface FieldChange {
  readonly sign: "-" | "+";
  readonly text: string;
}

function compareFields(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): FieldChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [from, to] = [before.get(path), after.get(path)];
    if (from === to) return [];
    return [
      ...(from === undefined ? [] : [{ sign: "-" as const, text: shorten(`${path}: ${from}`) }]),
      ...(to === undefined ? [] : [{ sign: "+" as const, text: shorten(`${path}: ${to}`) }]),
    ];
  });
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/gu, " ");
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function countChanges(changes: readonly FieldChange[]): string {
  const pathOf = ({ text }: FieldChange): string => text.slice(0, text.indexOf(":"));
  const removed = new Set(changes.filter(({ sign }) => sign === "-").map(pathOf));
  const added = new Set(changes.filter(({ sign }) => sign === "+").map(pathOf));
  const changed = [...removed].filter((path) => added.has(path)).length;
  const parts = [
    [added.size - changed, "added"],
    [removed.size - changed, "removed"],
    [changed, "of another type"],
  ] as const;
  return `fields: ${parts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`])).join(", ")}`;
}

function describeFlags({ isServed, isStored }: ServedVersion): string {
  return [isServed ? "served" : "not served", ...(isStored ? ["stored"] : [])].join(", ");
}

interface Collection {
  readonly path: string;
  readonly fields: Map<string, string>;
  readonly descriptions: Map<string, string>;
}

function collectFields(schema: unknown, { path, fields, descriptions }: Collection): void {
  if (!isRecord(schema)) return;
  const { type, properties, items, additionalProperties, required, description, enum: values, ...rules } = schema;
  const name = path === "" ? "." : path;
  if (path !== "") fields.set(path, `${textOf(type ?? "any")}${Array.isArray(values) ? `, one of ${values.join(", ")}` : ""}`);
  if (Array.isArray(required) && required.length > 0) fields.set(`${name} requires`, required.map(textOf).sort().join(", "));
  if (Object.keys(rules).length > 0) fields.set(`${name} rules`, canonical(rules));
  if (typeof description === "string") descriptions.set(name, description);
  for (const [key, property] of Object.entries(isRecord(properties) ? properties : {})) {
    collectFields(property, { path: `${path}.${key}`, fields, descriptions });
  }
  if (isRecord(items)) collectFields(items, { path: `${path}[]`, fields, descriptions });
  if (isRecord(additionalProperties)) collectFields(additionalProperties, { path: `${path}.*`, fields, descriptions });
}
