/** Histories of environments → how long versions ran upstream before they came downstream. Other folders import from here only. */
export type { Audit, AuditedPair } from "./audit.generated.ts";
export { auditHistories, listChangingCommits, type EnvironmentHistory } from "./audit.ts";
