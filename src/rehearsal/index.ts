/** The simulation of past days: behaviour, journal and report. Other folders import from here only. */
export { countWorkingDays, defaultBehaviour, describeBehaviour, isBad, isWorkingDay, type Behaviour } from "./behaviour.ts";
export { listRuns, type Beginning, type Breach, type Change, type Journal, type RehearsalEvent, type Run } from "./journal.ts";
export { hasSoaked, kindOf } from "./naive-soak.ts";
export { readsAsOpen } from "./offers.ts";
export { findStartingVersion, replaceVersion } from "./starting-version.ts";
export { makeReport } from "./report.ts";
export type { Rehearsal, RehearsedChange, RehearsedEnvironment, UnknownRepository } from "./rehearsal.generated.ts";
