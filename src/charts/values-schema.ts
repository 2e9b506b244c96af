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
  /** References to other addresses, which are not followed: what they describe is not checked. */
  readonly remoteReferences: readonly string[];
}

/** A schema that cannot be used, and why. */
export interface UnusableSchema {
  readonly reason: string;
}

// helm checks no formats, and charts' schemas carry keywords of editors and of documentation tools.
const options: Options = { allErrors: true, verbose: true, strict: false, validateFormats: false, unicodeRegExp: false, logger: false };

type Schema = Readonly<Record<string, unknown>>;

/** Compiles a schema in the draft that its `$schema` names; draft 7 where it names none. */
export function compileValuesSchema(text: string): ValuesSchema | UnusableSchema {
  try {
    const schema: unknown = JSON.parse(text);
    return isSchema(schema) ? compileWithoutRemote(schema) : { reason: "it is no JSON object" };
  } catch (error) {
    // ajv throws plain errors for schemas that it does not understand; a chart's schema is not the user's to mend.
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

/** Everything but references inside the schema itself. */
function isRemote(reference: unknown): reference is string {
  return typeof reference === "string" && !reference.startsWith("#");
}

function listRemoteReferences(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(listRemoteReferences);
  if (!isSchema(node)) return [];
  const own = isRemote(node["$ref"]) ? [node["$ref"]] : [];
  return [...new Set([...own, ...Object.values(node).flatMap(listRemoteReferences)])];
}

/** What a reference of another address describes may then be anything. */
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
