import { isEvidence } from "./evidence.validator.generated.ts";
import type { GeneratedFile } from "../../core/generated-file.ts";
import { renderJson } from "../../core/json-text.ts";
import { UserError } from "../../core/user-error.ts";
import type { Drift, Gate, Gates, Verification } from "./gate.ts";
import { parseVersion, versionKey } from "../history/version.ts";

/** The path of the evidence on its branch. */
export const evidencePath = "desalt/evidence.json";

/** The format's number, raised when an older desalt would misread the file. */
const evidenceFormat = 1;

/** A verification result with the script's output. */
export interface RecordedVerification extends Verification {
  /** Secrets masked. */
  readonly output: string;
}

/** The reasons for the gates. */
export interface Evidence {
  readonly format: number;
  /** The time of the computation, ISO 8601 in UTC. */
  readonly at: string;
  readonly gates: readonly Gate[];
  readonly drift: readonly Drift[];
  readonly verifications: readonly RecordedVerification[];
  /** SHA-256 of the preset written with it, to detect edits by hand. */
  readonly presetDigest: string;
}

/** Renders the evidence, with the verification results of versions that a gate has. */
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

/** Reads the evidence of an earlier run. Returns undefined if it is not valid. Throws a `UserError` if a newer desalt wrote it. */
export function parseEvidence(text: string): Evidence | undefined {
  const declared = parseJson(text);
  if (formatOf(declared) > evidenceFormat) {
    throw new UserError({
      message: `${evidencePath} was written by a newer desalt: format ${formatOf(declared)}, this one knows ${evidenceFormat}`,
      hint: "use the same version of desalt in all workflows",
    });
  }
  return isEvidence<Evidence>(declared) && hasVersions(declared) ? declared : undefined;
}

/** Reads the format. The file may contain anything, because people may have edited it. */
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
