import type { ReleaseState } from "./plan.generated.ts";

/** The state of a release, and why. */
export type Verdict = Pick<ReleaseState, "state" | "reason" | "fix" | "host">;
