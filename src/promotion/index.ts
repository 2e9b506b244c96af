/** History → periods → gates, evidence, merge check. Other folders import from here only. */
export { chartName } from "./history/chart-source.ts";
export { listOtherSources } from "./check/chart-source-change.ts";
export { checkChange, type ChangeCheck } from "./check/check-change.ts";
export { describeConfigChange, findSuccessors, refuseVersionsBeside } from "./check/config-change.ts";
export { refuseUnjudged } from "./check/unread-base.ts";
export { listRollbackCommits } from "./gates/rollback-commits.ts";
export { computeGates } from "./gates/compute-gates.ts";
export { listUnpaired } from "./gates/unpaired-releases.ts";
export { decisionsName, findFreeze, findHold, listFreezeStarts, noDecisions, type Decisions } from "./decisions/decisions.ts";
export type { ChangedEnvironments, EnvironmentContents, GateFinding, HelmfileReading, Readings } from "./check/proposed-change.ts";
export type { AllowedVersion, Gate, Gates, HeldVersion, SoakingVersion } from "./gates/gate.ts";
export type { GateInput } from "./gates/gate-input.ts";
export { joinTenures, listTenures, type NamedHelmfiles } from "./history/tenures.ts";
export type { Commit, Histories, History, HelmfileAt, Running, RunningRelease, Sighting } from "./history/history.ts";
export { mergeHistories } from "./history/merged-histories.ts";
export { listRunningReleases } from "./history/running-releases.ts";
export { formatDays, isoTime } from "./history/times.ts";
export { checkUncovered, type UncoveredHelmfile } from "./check/uncovered.ts";
export { compareReadings, digestOfUnread } from "./check/unreadable.ts";
export { settleCommitTimes, type CommitTimes } from "./history/commit-times.ts";
export { computePeriods, trackKey, type Track } from "./history/periods.ts";
export { computeSoakState, findSoakReason } from "./gates/soak.ts";
export { compareVersions, parseVersion, versionKey } from "./history/version.ts";
export { packageOf } from "./gates/shared-gates.ts";
export { parseRules, renderRules, rulesPath } from "./rules/rules-file.ts";
export { addDecision, endFreeze, type NewDecision } from "./decisions/edited-decisions.ts";
export { describeSoak } from "./gates/describe-soak.ts";
export {
  evidencePath,
  parseEvidence,
  rememberedIn,
  renderEvidence,
  type EvidenceReading,
  type PastChange,
  type RecordedVerification,
  type Remembered,
} from "./gates/evidence.ts";
export { addSighting, isSightingDue } from "./history/sightings.ts";
export { describePast, isStanding, judgeCommit, listUnjudged, type ReviewInput } from "./review/past-changes.ts";
export { compareGates, renderChangeMessage, type GateChanges } from "./gates/gate-changes.ts";
export { parseDecisions } from "./decisions/parse-decisions.ts";
export type { KnownNames } from "./decisions/validate-decisions.ts";
export {
  findRunningSince,
  foreseeRevert,
  foreseeVersion,
  listEnvironmentChanges,
  type EnvironmentChange,
  type Foresight,
} from "./review/environment-changes.ts";
