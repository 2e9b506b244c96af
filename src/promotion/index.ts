/** History → periods → gates, evidence, merge check. Other folders import from here only. */
export { computeGates } from "./compute-gates.ts";
export { noDecisions, type Approval, type Decisions, type Freeze, type Hold } from "./decisions.ts";
export type { AllowedVersion, Drift, Gate, Gates, HeldVersion, SoakingVersion, Verification } from "./gate.ts";
export type { GateInput } from "./gate-input.ts";
export type { Commit, Histories, History, HelmfileAt, Running, RunningRelease } from "./history.ts";
export { computePeriods, type Period, type PeriodEnd, type Track, type Tracks } from "./periods.ts";
export { listRunningReleases } from "./running-releases.ts";
export { formatDays, isoTime } from "./times.ts";
export { compareVersions, parseVersion, versionKey } from "./version.ts";
