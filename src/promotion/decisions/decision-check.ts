import { readSchemaText } from "../../core/schema-text.ts";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { SchemaNode } from "../../fleet/index.ts";

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

/** Its lists as far as they are well-formed: an entry that is not is undefined, in its place. */
export interface WellFormedEntries {
  readonly approve: readonly (ApprovalEntry | undefined)[];
  readonly hold: readonly (HoldEntry | undefined)[];
  readonly freeze: readonly (FreezeEntry | undefined)[];
}

interface PromotionSchema {
  readonly definitions: { readonly [name: string]: SchemaNode };
}

/** The check of promotion.yaml's structure. */
export interface DecisionCheck {
  readonly isPromotionFile: ValidateFunction<PromotionFile>;
  readonly isApproval: ValidateFunction<ApprovalEntry>;
  readonly isHold: ValidateFunction<HoldEntry>;
  readonly isFreeze: ValidateFunction<FreezeEntry>;
  readonly definitions: { readonly [name: string]: SchemaNode };
}

let compiled: DecisionCheck | undefined;

/** The check of promotion.yaml's structure, compiled at its first use. */
export function loadDecisionCheck(): DecisionCheck {
  compiled ??= compileCheck();
  return compiled;
}

/** The entries of a file whose names and dates can be checked, whatever the others are. */
export function pickWellFormed(declared: unknown, { isApproval, isHold, isFreeze }: DecisionCheck): WellFormedEntries {
  const lists: { readonly [key: string]: unknown } = typeof declared === "object" && declared !== null ? { ...declared } : {};
  return {
    approve: pickEntries(lists["approve"], isApproval),
    hold: pickEntries(lists["hold"], isHold),
    freeze: pickEntries(lists["freeze"], isFreeze),
  };
}

function pickEntries<Entry>(list: unknown, isEntry: (entry: unknown) => entry is Entry): (Entry | undefined)[] {
  return Array.isArray(list) ? list.map((entry: unknown) => (isEntry(entry) ? entry : undefined)) : [];
}

/** The errors of the last check. */
export function errorsOf({ isPromotionFile }: DecisionCheck): readonly ErrorObject[] {
  return isPromotionFile.errors ?? [];
}

function compileCheck(): DecisionCheck {
  const text = readSchemaText("promotion");
  const schema: PromotionSchema = JSON.parse(text);
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, validateSchema: false, code: { optimize: false } });
  const isPromotionFile = ajv.compile<PromotionFile>(schema);
  const compileEntry = <Entry>(name: string): ValidateFunction<Entry> =>
    ajv.compile<Entry>({ $ref: `promotion.schema.json#/definitions/${name}` });
  return {
    isPromotionFile,
    isApproval: compileEntry("approval"),
    isHold: compileEntry("hold"),
    isFreeze: compileEntry("freeze"),
    definitions: schema.definitions,
  };
}
