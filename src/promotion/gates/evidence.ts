import { isEvidence } from "./evidence.validator.generated.ts";
import type { GeneratedFile } from "../../core/generated-file.ts";
import { renderJson } from "../../core/json-text.ts";
import { UserError } from "../../core/user-error.ts";
import type { Drift, Gate, Gates, Verification } from "./gate.ts";
import { parseVersion, versionKey } from "../history/version.ts";

/** Where the evidence is on its branch. */
export const evidencePath = "desalt/evidence.json";

/** Raised when an older desalt would misread the file. */
const evidenceFormat = 1;

/** A verification result with what the script said. */
export interface RecordedVerification extends Verification {
  /** Secrets masked. */
  readonly output: string;
}

/** Why the gates are as they are. */
export interface Evidence {
  readonly format: number;
  /** When the gates were computed, ISO 8601 in UTC. */
  readonly at: string;
  readonly gates: readonly Gate[];
  readonly drift: readonly Drift[];
  readonly verifications: readonly RecordedVerification[];
  /** SHA-256 of the preset written with it, by which an edit by hand is noticed. */
  readonly presetDigest: string;
}

/** Renders the evidence, with the verification results that still say something: those of versions that a gate knows. */
export function renderEvidence(
  { gates, drift }: Gates,
  { at, verifications, presetDigest }: Pick<Evidence, "at" | "verifications" | "presetDigest">,
): GeneratedFile {
  const known = new Set(gates.flatMap((gate) => [...gate.allowed, ...gate.held].map(({ version }) => keyOf(gate, version))));
  const kept = new Map(verifications.map((result) => [keyOf(result, result.version), result]));
  const evidence: Evidence = {
    format: evidenceFormat,
    at,
    gates,
    drift,
    verifications: [...kept].flatMap(([key, result]) => (known.has(key) ? [result] : [])),
    presetDigest,
  };
  return { path: evidencePath, text: renderJson(evidence) };
}

/** Reads the evidence of an earlier run; undefined where it is not what desalt writes. Throws a `UserError` for a newer desalt's. */
export function parseEvidence(text: string): Evidence | undefined {
  const declared = parseJson(text);
  if (formatOf(declared) > evidenceFormat) {
    throw new UserError({
      message: `${evidencePath} was written by a newer desalt: format ${formatOf(declared)}, this one knows ${evidenceFormat}`,
      hint: "use the same version of desalt everywhere: the workflows name it",
    });
  }
  return isEvidence<Evidence>(declared) && hasVersions(declared) ? declared : undefined;
}

/** What people wrote into the file by hand may be anything. */
function hasVersions({ gates, verifications }: Evidence): boolean {
  const listed = [...gates.flatMap(({ allowed, soaking, held }) => [...allowed, ...soaking, ...held]), ...verifications];
  return listed.every(({ version }) => parseVersion(version) !== undefined);
}

function formatOf(declared: unknown): number {
  const format: unknown = typeof declared === "object" && declared !== null && "format" in declared ? declared.format : undefined;
  return typeof format === "number" ? format : 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keyOf({ environment, release }: { readonly environment: string; readonly release: string }, version: string): string {
  return `${environment} ${release} ${versionKey(version)}`;
}
