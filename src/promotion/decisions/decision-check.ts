import type { SchemaDefinitions, Validator } from "../../core/schema.ts";
import { definitions, isApproval, isFilesApproval, isFreeze, isHold, isPromotionFile } from "./promotion-file.validator.generated.ts";

/** An entry of `approve` about a version. */
export interface ApprovalEntry {
  readonly release: string;
  readonly version: string;
  readonly to: string;
  readonly reason: string;
  readonly emergency?: boolean;
}

/** An entry of `approve` about the content of a follower's files. */
export interface FilesApprovalEntry {
  readonly files: string;
  readonly digest: string;
  readonly reason: string;
  readonly emergency?: boolean;
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

/** The content of promotion.yaml. */
export interface PromotionFile {
  readonly approve?: readonly (ApprovalEntry | FilesApprovalEntry)[];
  readonly hold?: readonly HoldEntry[];
  readonly freeze?: readonly FreezeEntry[];
}

/** The lists of promotion.yaml, with undefined in place of malformed entries. */
export interface WellFormedEntries {
  readonly approve: readonly (ApprovalEntry | undefined)[];
  /** Of the same list. */
  readonly files: readonly (FilesApprovalEntry | undefined)[];
  readonly hold: readonly (HoldEntry | undefined)[];
  readonly freeze: readonly (FreezeEntry | undefined)[];
}

/** The check of promotion.yaml's structure. */
export interface DecisionCheck {
  readonly isPromotionFile: Validator<PromotionFile>;
  readonly isApproval: Validator<ApprovalEntry>;
  readonly isFilesApproval: Validator<FilesApprovalEntry>;
  readonly isHold: Validator<HoldEntry>;
  readonly isFreeze: Validator<FreezeEntry>;
  readonly definitions: SchemaDefinitions;
}

/** The check of promotion.yaml's structure, which `npm run codegen` generates from schemas/promotion.schema.json. */
export const decisionCheck: DecisionCheck = { isPromotionFile, isApproval, isFilesApproval, isHold, isFreeze, definitions };

/** Returns the well-formed entries of a file, so that their names and dates can be checked. */
export function pickWellFormed(declared: unknown): WellFormedEntries {
  const lists: { readonly [key: string]: unknown } = typeof declared === "object" && declared !== null ? { ...declared } : {};
  return {
    approve: pickEntries(lists["approve"], decisionCheck.isApproval),
    files: pickEntries(lists["approve"], decisionCheck.isFilesApproval),
    hold: pickEntries(lists["hold"], decisionCheck.isHold),
    freeze: pickEntries(lists["freeze"], decisionCheck.isFreeze),
  };
}

function pickEntries<Entry>(list: unknown, isEntry: (entry: unknown) => entry is Entry): (Entry | undefined)[] {
  return Array.isArray(list) ? list.map((entry: unknown) => (isEntry(entry) ? entry : undefined)) : [];
}
