import { readSchemaText } from "../core/schema-text.ts";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { SchemaNode } from "../fleet/index.ts";

/** An entry of `approve`. */
export interface ApprovalEntry {
  readonly release: string;
  readonly version: string;
  readonly to: string;
  readonly reason: string;
}

/** An entry of `hold`. */
export interface HoldEntry {
  readonly release: string;
  readonly version: string;
  readonly reason: string;
  readonly until?: string;
}

/** An entry of `freeze`. */
export interface FreezeEntry {
  readonly from: string;
  readonly until: string;
  readonly environments?: readonly string[];
  readonly reason: string;
}

/** What promotion.yaml holds. */
export interface PromotionFile {
  readonly approve?: readonly ApprovalEntry[];
  readonly hold?: readonly HoldEntry[];
  readonly freeze?: readonly FreezeEntry[];
}

interface PromotionSchema {
  readonly definitions: { readonly [name: string]: SchemaNode };
}

/** The check of promotion.yaml's structure. */
export interface DecisionCheck {
  readonly isPromotionFile: ValidateFunction<PromotionFile>;
  readonly definitions: { readonly [name: string]: SchemaNode };
}

let compiled: DecisionCheck | undefined;

/** The check of promotion.yaml's structure, compiled at its first use. */
export function loadDecisionCheck(): DecisionCheck {
  compiled ??= compileCheck();
  return compiled;
}

/** The errors of the last check. */
export function errorsOf({ isPromotionFile }: DecisionCheck): readonly ErrorObject[] {
  return isPromotionFile.errors ?? [];
}

function compileCheck(): DecisionCheck {
  const text = readSchemaText("promotion");
  const schema: PromotionSchema = JSON.parse(text);
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false, code: { optimize: false } });
  return { isPromotionFile: ajv.compile<PromotionFile>(schema), definitions: schema.definitions };
}
