import { isEvidence } from "./evidence.validator.generated.ts";
import type { GeneratedFile } from "../../core/generated-file.ts";
import { parseJson, renderJson } from "../../core/json-text.ts";
import { sha256 } from "../../core/hash.ts";
import type { Drift, Gate, Gates, Verification } from "./gate.ts";
import type { Sighting } from "../history/history.ts";
import { isoTime } from "../history/times.ts";
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
  /** Tips of the default branch, oldest first. Times are ISO 8601 in UTC. */
  readonly seen?: readonly RecordedSighting[];
  /** Changes that came past the merge check, oldest first. */
  readonly past?: readonly PastChange[];
}

/** A sighting of the default branch, in its JSON form. */
interface RecordedSighting {
  readonly tip: string;
  readonly first: string;
  readonly last: string;
}

/** A change on the default branch that the merge check would have refused at its moment. */
export interface PastChange {
  readonly environment: string;
  /** Absent if nobody can read the helmfile since. */
  readonly release?: string;
  readonly from?: string;
  readonly to?: string;
  readonly commit: string;
  /** ISO 8601 in UTC, like `ended`. */
  readonly at: string;
  readonly rule: string;
  readonly message: string;
  /** When a rollback or an approval was seen. Absent while neither was. */
  readonly ended?: string;
}

/** What `promote` remembers from run to run, beside the gates. */
export interface Remembered {
  readonly verifications: readonly RecordedVerification[];
  readonly seen: readonly Sighting[];
  readonly past: readonly PastChange[];
}

/** Renders the evidence, with the verification results of versions that a gate has. */
export function renderEvidence(
  { gates, drift }: Gates,
  { verifications, seen, past }: Remembered,
  { at, presetDigest }: Pick<Evidence, "at" | "presetDigest">,
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
    seen: seen.map(({ tip, first, last }) => ({ tip, first: isoTime(first), last: isoTime(last) })),
    past,
  };
  return { path: evidencePath, text: renderJson(evidence) };
}

/** What a file says, and why nothing of it counts. */
export interface EvidenceReading {
  readonly evidence?: Evidence;
  /** What is wrong with the file, as the end of a sentence. */
  readonly problem?: string;
}

/** Clocks of two machines may differ by so much. */
const slack = 5 * 60_000;

/** Reads the evidence of an earlier run, beside the gates that were written with it. */
export function parseEvidence(text: string | undefined, gatesText: string | undefined, now: number): EvidenceReading {
  if (text === undefined) return { problem: "is missing" };
  const declared = parseJson(text);
  if (formatOf(declared) > evidenceFormat) {
    return { problem: `was written by a newer desalt (format ${formatOf(declared)}, this one knows ${evidenceFormat})` };
  }
  if (!isEvidence<Evidence>(declared) || !hasVersions(declared)) return { problem: "was edited by hand" };
  const times = listTimes(declared).map((time) => Date.parse(time));
  if (times.some((time) => Number.isNaN(time))) return { problem: "was edited by hand" };
  if (times.some((time) => time > now + slack)) return { evidence: declared, problem: "has a date in the future" };
  if (gatesText === undefined || declared.presetDigest !== sha256(gatesText))
    return { evidence: declared, problem: "does not fit the gates beside it: one of both was edited by hand" };
  return { evidence: declared };
}

/** What earlier runs remembered; nothing if their evidence does not count. */
export function rememberedIn({ evidence, problem }: EvidenceReading): Remembered {
  if (evidence === undefined || problem !== undefined) return { verifications: [], seen: [], past: [] };
  const { verifications, seen = [], past = [] } = evidence;
  return {
    verifications,
    seen: seen.map(({ tip, first, last }) => ({ tip, first: Date.parse(first), last: Date.parse(last) })),
    past,
  };
}

function listTimes({ at, verifications, seen = [], past = [] }: Evidence): readonly string[] {
  return [at, ...[...verifications, ...past].map((item) => item.at), ...seen.flatMap(({ first, last }) => [first, last])];
}

function hasVersions({ gates, verifications }: Evidence): boolean {
  const listed = [...gates.flatMap(({ allowed, soaking, held }) => [...allowed, ...soaking, ...held]), ...verifications];
  return listed.every(({ version }) => parseVersion(version) !== undefined);
}

/** The file may contain anything, because people may have edited it. */
function formatOf(declared: unknown): number {
  const format: unknown = typeof declared === "object" && declared !== null && "format" in declared ? declared.format : undefined;
  return typeof format === "number" ? format : 0;
}

function keyOf({ environment, release }: { readonly environment: string; readonly release: string }, version: string): string {
  return `${environment} ${release} ${versionKey(version)}`;
}
