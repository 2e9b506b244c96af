/** History → periods → gates, evidence, merge check. Other folders import from here only. */
export { checkMove, type MoveCheck } from "./check-move.ts";
export { computeGates } from "./compute-gates.ts";
export { listFreezeStarts, noDecisions, type Approval, type Decisions, type Freeze, type Hold } from "./decisions.ts";
export type { Finding } from "./finding.ts";
export type { AllowedVersion, Drift, Gate, Gates, HeldVersion, SoakingVersion, Verification } from "./gate.ts";
export type { GateInput } from "./gate-input.ts";
export type { Commit, Histories, History, HelmfileAt, Running, RunningRelease } from "./history.ts";
export type { Move } from "./move.ts";
export { listRunningReleases } from "./running-releases.ts";
export { formatDays, isoTime } from "./times.ts";
export { listReach, type ChangedEnvironment, type Reach } from "./together.ts";
export { parseVersion, versionKey } from "./version.ts";
export { packageOf } from "./shared-gates.ts";
export { addDecision, type NewDecision } from "./edited-decisions.ts";
export { evidencePath, parseEvidence, renderEvidence, type Evidence, type RecordedVerification } from "./evidence.ts";
export { compareGates, renderChangeMessage, type GateChange, type GateChanges } from "./gate-changes.ts";
export { parseDecisions } from "./parse-decisions.ts";
export { parseTime, type KnownNames } from "./validate-decisions.ts";
