import { parsePointer } from "./pointer.ts";
import { suggestName } from "./suggestion.ts";
import type { Issue } from "./user-error.ts";
import { locationAt, renderLocation, type ConfigLocation } from "./config-location.ts";
import type { SchemaError, SchemaNode } from "./schema.ts";

/** The context of messages about schema errors. */
export interface SchemaContext {
  readonly place: ConfigLocation;
  readonly definitions: { readonly [name: string]: SchemaNode };
}

/** A schema error made ready for its message. */
interface SchemaFinding {
  readonly error: SchemaError;
  readonly place: ConfigLocation;
  /** The names of the expected types. */
  readonly expected: readonly string[];
  readonly describe: (node: SchemaNode | undefined) => string | undefined;
}

const typeNames: { readonly [type: string]: string } = {
  string: "a text",
  object: "a map",
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
};

/** Keywords for errors in a value's type. They say the least about failed alternatives. */
const kindKeywords: ReadonlySet<string> = new Set(["type", "const", "typeof"]);

/** One sentence per schema keyword. */
const sentences: { readonly [keyword: string]: (finding: SchemaFinding) => Issue } = {
  additionalProperties: ({ error, place }) => {
    const key = String(error.params["additionalProperty"]);
    const parent: SchemaNode = error.parentSchema ?? {};
    const known = Object.keys(parent.properties ?? {});
    return { message: `unknown key "${key}" (${renderLocation(place)})`, hint: suggestName(key, known, "keys") };
  },
  required: ({ error, place, describe }) => {
    const key = String(error.params["missingProperty"]);
    const parent: SchemaNode = error.parentSchema ?? {};
    const description = describe(parent.properties?.[key]);
    return {
      message: `"${key}" is missing (${renderLocation(place)})`,
      ...(description === undefined ? {} : { hint: `${key}: ${description}` }),
    };
  },
  type: renderKind,
  const: renderKind,
  typeof: renderKind,
  anyOf: renderKind,
  enum: ({ error, place, expected }) => {
    const allowed: readonly unknown[] = [error.params["allowedValues"] ?? []].flat();
    const all = [...allowed.map(String), ...(expected.includes("true or false") ? ["true", "false"] : [])];
    return {
      message: `${renderGot(error)} is not a valid value (${renderLocation(place)})`,
      hint: suggestName(typeof error.data === "string" ? error.data : renderGot(error), all, "allowed"),
    };
  },
  pattern: ({ error, place, describe }) => {
    const hint = describe(error.parentSchema) ?? `it must match ${String(error.params["pattern"])}`;
    if (error.propertyName !== undefined)
      return { message: `"${error.propertyName}" is not a valid name (${renderLocation(place)})`, hint };
    return { message: `${renderGot(error)} is not valid (${renderLocation(place)})`, hint };
  },
  minimum: ({ error, place }) => ({
    message: `${renderGot(error)} is too small (${renderLocation(place)})`,
    hint: `write a number of at least ${String(error.params["limit"])}`,
  }),
  maximum: ({ error, place }) => ({
    message: `${renderGot(error)} is too large (${renderLocation(place)})`,
    hint: `write a number of at most ${String(error.params["limit"])}`,
  }),
  minItems: renderEmpty,
  minLength: renderEmpty,
  minProperties: renderEmpty,
};

/** Renders the errors of a schema check for users: one issue per error, at its place. */
export function renderSchemaErrors(errors: readonly SchemaError[], context: SchemaContext): Issue[] {
  const describe = (node: SchemaNode | undefined): string | undefined => describeNode(node, context.definitions);
  return selectErrors(errors).map(({ error, expected }) => {
    const place = locationAt(context.place, ...parsePath(error.instancePath));
    const sentence = sentences[error.keyword];
    if (sentence === undefined) return { message: `${error.message ?? error.keyword} (${renderLocation(place)})` };
    return sentence({ error, place, expected, describe });
  });
}

/**
 * If a value may have one of several shapes, a schema check reports every failed alternative. Keeps the errors
 * of the intended alternative: one with errors further inside, otherwise one with the right type, otherwise reports
 * the expected types.
 */
function selectErrors(errors: readonly SchemaError[]): { error: SchemaError; expected: string[] }[] {
  const dropped = new Set<SchemaError>(errors.filter(({ keyword }) => keyword === "propertyNames" || keyword === "if"));
  const expected = new Map<SchemaError, string[]>();
  for (const choice of errors.filter(({ keyword }) => keyword === "anyOf")) {
    const others = errors.filter((error) => error !== choice && isAtOrBelow(error, choice));
    const kinds = others.filter((error) => error.instancePath === choice.instancePath && isAboutKind(error));
    const telling = others.filter((error) => !kinds.includes(error));
    const names = kinds.flatMap(nameKinds);
    // Errors further inside have their own alternatives.
    for (const error of telling) if (error.instancePath === choice.instancePath) expected.set(error, names);
    expected.set(choice, names);
    for (const error of telling.length > 0 ? [choice, ...kinds] : kinds) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error)).map((error) => ({ error, expected: expected.get(error) ?? nameKinds(error) }));
}

/** Whether an error is about a value's type. A list of allowed words is, if the value is not a word. */
function isAboutKind({ keyword, data }: SchemaError): boolean {
  return kindKeywords.has(keyword) || (keyword === "enum" && typeof data === "object" && data !== null);
}

function isAtOrBelow(error: SchemaError, choice: SchemaError): boolean {
  return error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);
}

function nameKinds(error: SchemaError): string[] {
  if (error.keyword === "const") return [String(error.params["allowedValue"])];
  if (error.keyword === "typeof") return ["a function"];
  if (error.keyword === "enum") return [error.params["allowedValues"] ?? []].flat().map((value: unknown) => `"${String(value)}"`);
  if (error.keyword !== "type") return [];
  const types: unknown[] = [error.params["type"]].flat();
  return types.flatMap((type) => typeNames[String(type)] ?? []);
}

function renderKind({ error, place, expected, describe }: SchemaFinding): Issue {
  const names = place.source.endsWith("ts") ? expected : expected.filter((name) => name !== "a function");
  const message = `expected ${joinOr([...new Set(names)])}, got ${renderGot(error)} (${renderLocation(place)})`;
  const got: unknown = error.data;
  const isUnquoted = typeof got === "number" && !isSecret(error) && names.every((name) => name === "a text");
  const hint = isUnquoted ? `write it in quotes: "${got}"` : describe(error.parentSchema);
  return hint === undefined ? { message } : { message, hint };
}

function joinOr(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(names);
}

function renderEmpty({ error, place, describe }: SchemaFinding): Issue {
  const hint = describe(error.parentSchema);
  return { message: `"${place.path.at(-1) ?? ""}" is empty (${renderLocation(place)})`, ...(hint === undefined ? {} : { hint }) };
}

function renderGot(error: SchemaError): string {
  const { data } = error;
  if (Array.isArray(data)) return "a list";
  if (typeof data === "function") return "a function";
  if (typeof data === "object" && data !== null) return "a map";
  // The value may be a secret.
  if (isSecret(error)) return `a ${typeof data}`;
  return `"${String(data)}"`;
}

function isSecret({ instancePath }: SchemaError): boolean {
  return /password|token|secret/iu.test(instancePath.split("/").at(-1) ?? "");
}

function describeNode(node: SchemaNode | undefined, definitions: SchemaContext["definitions"]): string | undefined {
  if (node?.description !== undefined) return node.description;
  const name = node?.$ref?.split("#/definitions/")[1];
  return name === undefined ? undefined : definitions[name]?.description;
}

function parsePath(pointer: string): (string | number)[] {
  return parsePointer(pointer).map((key) => (/^\d+$/u.test(key) ? Number(key) : key));
}
