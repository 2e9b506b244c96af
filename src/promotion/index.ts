/** History → periods → gates, evidence, merge check. Other folders import from here only. */
export { checkChange, type ChangeCheck } from "./check/check-change.ts";
export { computeGates } from "./gates/compute-gates.ts";
export { decisionsName, listFreezeStarts, noDecisions, type Decisions } from "./decisions/decisions.ts";
export type { ChangedEnvironments, GateFinding } from "./check/proposed-change.ts";
export type { AllowedVersion, Gate, Gates, HeldVersion, SoakingVersion, Verification } from "./gates/gate.ts";
export type { GateInput } from "./gates/gate-input.ts";
export type { Histories, History, HelmfileAt, Running, RunningRelease } from "./history/history.ts";
export { listRunningReleases } from "./history/running-releases.ts";
export { formatDays, isoTime } from "./history/times.ts";
export { listChangedEnvironments } from "./check/simultaneous-changes.ts";
export { parseVersion, versionKey } from "./history/version.ts";
export { packageOf } from "./gates/shared-gates.ts";
export { addDecision, type NewDecision } from "./decisions/edited-decisions.ts";
export { describeSoak } from "./gates/describe-soak.ts";
export { evidencePath, parseEvidence, renderEvidence, type Evidence, type RecordedVerification } from "./gates/evidence.ts";
export { compareGates, renderChangeMessage, type GateChanges } from "./gates/gate-changes.ts";
export { parseDecisions } from "./decisions/parse-decisions.ts";
export type { KnownNames } from "./decisions/validate-decisions.ts";
