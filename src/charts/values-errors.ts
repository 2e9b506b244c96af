import { parsePointer } from "../core/pointer.ts";
import type { ErrorObject } from "ajv";
import { suggestName } from "../core/suggestion.ts";

/** One error in values, without the place of their use. Never shows a value, because it may be a secret. */
export interface ValuesError {
  /** Path in the values, such as `ingress.hosts[0]`; empty for the values as a whole. */
  readonly path: string;
  /** Such as `must be a number, got a text`. */
  readonly message: string;
  readonly hint?: string;
}

/** Renders ajv's errors. Reports failed alternatives (`anyOf`, `oneOf`) as one error. */
export function renderValuesErrors(errors: readonly ErrorObject[]): ValuesError[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  const telling = errors.filter(
    (error) => error.keyword !== "if" && error.keyword !== "propertyNames" && !choices.some((choice) => isAlternative(error, choice)),
  );
  return telling.map(renderError);
}

/** Errors of an alternative are at or below the choice, both in the values and, unless it is a reference, in the schema. */
function isAlternative(error: ErrorObject, choice: ErrorObject): boolean {
  if (error === choice) return false;
  const isBelow = error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);
  return isBelow && (error.schemaPath.startsWith(`${choice.schemaPath}/`) || !error.schemaPath.startsWith("#/"));
}

function renderError(error: ErrorObject): ValuesError {
  const { keyword, params, parentSchema = {} } = error;
  const path = renderPointer(error.instancePath);
  const description: unknown = parentSchema["description"];
  const hint = typeof description === "string" && description !== "" ? { hint: `the schema says: ${description.split("\n", 1)[0]}` } : {};
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") return renderUnknownKey(error, path);
  if (keyword === "required") return { path, message: `must have "${String(params["missingProperty"])}"`, ...hint };
  if (keyword === "type")
    return { path, message: `must be ${joinOr([params["type"]].flat().map(nameType))}, got ${describeValue(error.data)}`, ...hint };
  if (keyword === "enum")
    return { path, message: `must be one of ${listAllowed(params["allowedValues"])}, got ${describeValue(error.data)}`, ...hint };
  if (keyword === "const")
    return { path, message: `must be ${JSON.stringify(params["allowedValue"])}, got ${describeValue(error.data)}`, ...hint };
  if (keyword === "pattern") return { path, message: `must match the pattern ${String(params["pattern"])}`, ...hint };
  if (keyword === "anyOf" || keyword === "oneOf")
    return { path, message: `must match one of the schema's alternatives, got ${describeValue(error.data)}`, ...hint };
  return { path, message: error.message ?? `does not satisfy "${keyword}"`, ...hint };
}

function renderUnknownKey({ params, parentSchema = {} }: ErrorObject, path: string): ValuesError {
  const key = String(params["additionalProperty"] ?? params["unevaluatedProperty"]);
  const properties: unknown = parentSchema["properties"];
  const known = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return { path, message: `has an unknown key "${key}"`, ...(known.length === 0 ? {} : { hint: suggestName(key, known, "known") }) };
}

const typeNames: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "a map",
  string: "a text",
};

function nameType(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  // Neither can be a secret.
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" ? "a number" : "a text";
}

function listAllowed(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(", ") : "the schema's values";
}

function joinOr(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(names);
}

/** Renders a JSON pointer for people: `ingress.hosts[0]`. */
function renderPointer(pointer: string): string {
  let path = "";
  for (const key of parsePointer(pointer)) {
    if (/^\d+$/u.test(key)) path += `[${key}]`;
    else if (/^[\w$-]+$/u.test(key)) path += path === "" ? key : `.${key}`;
    else path += `[${JSON.stringify(key)}]`;
  }
  return path;
}
