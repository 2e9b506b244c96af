import { parseJson } from "../core/json-text.ts";
import { isRecord } from "../core/json-value.ts";
import { Ajv, MissingRefError, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import Draft4 from "ajv-draft-04";

/** A compiled `values.schema.json`. */
export interface ValuesSchema {
  /** Checks values and returns what ajv found. */
  readonly findErrors: (values: unknown) => readonly ErrorObject[];
  /** References to other addresses. desalt does not follow them, so their part is not checked. */
  readonly remoteReferences: readonly string[];
}

/** An invalid schema, and the reason. */
export interface UnusableSchema {
  readonly reason: string;
}

// helm does not check formats, and charts' schemas have keywords of editors and documentation tools.
const options: Options = { allErrors: true, verbose: true, strict: false, validateFormats: false, unicodeRegExp: false, logger: false };

type Schema = Readonly<Record<string, unknown>>;

/** Compiles a schema in the draft of its `$schema` (default: draft 7). */
export function compileValuesSchema(text: string): ValuesSchema | UnusableSchema {
  try {
    const schema = parseJson(text);
    return isSchema(schema) ? compileWithoutRemote(schema) : { reason: "it is not a JSON object" };
  } catch (error) {
    // ajv throws plain errors for invalid schemas, and the user cannot fix a chart's schema.
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function compileWithoutRemote(schema: Schema): ValuesSchema {
  try {
    return toValuesSchema(createCompiler(schema).compile(schema), []);
  } catch (error) {
    if (!(error instanceof MissingRefError)) throw error;
    const local = withoutRemoteReferences(schema);
    return toValuesSchema(createCompiler(local).compile(local), listRemoteReferences(schema));
  }
}

function toValuesSchema(isValid: ValidateFunction, remoteReferences: readonly string[]): ValuesSchema {
  return { remoteReferences, findErrors: (values) => (isValid(values) ? [] : (isValid.errors ?? [])) };
}

function createCompiler(schema: Schema): { compile: (schema: Schema) => ValidateFunction } {
  const draft = typeof schema["$schema"] === "string" ? schema["$schema"] : "";
  if (draft.includes("2020-12")) return new Ajv2020(options);
  if (draft.includes("2019-09")) return new Ajv2019(options);
  if (draft.includes("draft-04")) return new Draft4.default(options);
  const ajv = new Ajv(options);
  if (draft.includes("draft-06")) ajv.addMetaSchema(draft6);
  return ajv;
}

/** Finds all references that lead outside the schema. */
function isRemote(reference: unknown): reference is string {
  return typeof reference === "string" && !reference.startsWith("#");
}

function listRemoteReferences(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(listRemoteReferences);
  if (!isSchema(node)) return [];
  const own = isRemote(node["$ref"]) ? [node["$ref"]] : [];
  return [...new Set([...own, ...Object.values(node).flatMap(listRemoteReferences)])];
}

/** Replaces references to other addresses, so that they allow any value. */
function withoutRemoteReferences(schema: Schema): Schema {
  const { $ref, ...rest } = schema;
  const kept: Record<string, unknown> = $ref === undefined || isRemote($ref) ? {} : { $ref };
  for (const [key, value] of Object.entries(rest)) {
    if (Array.isArray(value)) kept[key] = value.map((item: unknown) => (isSchema(item) ? withoutRemoteReferences(item) : item));
    else kept[key] = isSchema(value) ? withoutRemoteReferences(value) : value;
  }
  return kept;
}

function isSchema(value: unknown): value is Schema {
  return isRecord(value);
}
