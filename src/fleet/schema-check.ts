import { readSchemaText } from "../core/schema-text.ts";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { DeclaredFleet, DeclaredRelease } from "./declared.ts";

/** What defineFleet takes, and what a YAML file holds once its included files are read. */
export interface FleetLiteral extends Omit<DeclaredFleet, "source" | "groups"> {
  readonly releases?: { readonly [name: string]: DeclaredRelease };
  readonly include?: readonly unknown[];
}

/** What defineReleases returns, and what an included YAML file holds. */
export interface GroupLiteral {
  readonly releases: { readonly [name: string]: DeclaredRelease };
}

/** A part of a schema, as far as messages read it. */
export interface SchemaNode {
  readonly $id?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: { readonly [key: string]: SchemaNode };
}

/** The parts of desalt.schema.json that TypeScript configs go beyond. */
interface FleetSchema {
  readonly definitions: {
    readonly [name: string]: SchemaNode;
    readonly values: SchemaNode & { anyOf: object[] };
    readonly clusterValues: SchemaNode & { anyOf: object[] };
  };
  readonly properties: { readonly include: { items: object } };
}

/** The schema check, compiled once. */
export interface SchemaCheck {
  readonly isFleet: ValidateFunction<FleetLiteral>;
  readonly isGroup: ValidateFunction<GroupLiteral>;
  readonly definitions: { readonly [name: string]: SchemaNode };
}

let compiled: SchemaCheck | undefined;

/** The check of a config's structure, compiled at its first use. */
export function loadSchemaCheck(): SchemaCheck {
  compiled ??= compileSchemaCheck();
  return compiled;
}

/** The errors of the last check. */
export function errorsOf(check: ValidateFunction): readonly ErrorObject[] {
  return check.errors ?? [];
}

function compileSchemaCheck(): SchemaCheck {
  const fleet: FleetSchema = JSON.parse(readSchemaText("desalt"));
  // The published schema is YAML's; in TypeScript values may be functions, and `include` holds what the files export.
  fleet.definitions.values.anyOf.push({ typeof: "function" });
  fleet.definitions.clusterValues.anyOf.push({ typeof: "function" });
  fleet.properties.include.items = {};
  // Every command compiles once and checks one config: time goes into compiling, and the last two options halve it.
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false, code: { optimize: false } });
  ajv.addKeyword({ keyword: "typeof", validate: (type: string, data: unknown) => typeof data === type });
  ajv.addSchema(JSON.parse(readSchemaText("helmfile")));
  return {
    isFleet: ajv.compile<FleetLiteral>(fleet),
    isGroup: ajv.compile<GroupLiteral>({ $ref: "desalt.schema.json#/definitions/releaseGroup" }),
    definitions: fleet.definitions,
  };
}
