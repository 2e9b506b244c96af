import type { RepositorySource } from "./forge/forge.ts";
import type { DeclaredFleet } from "./plan/declared-release.ts";
import type { PlanInput } from "./plan/plan-context.ts";

/** A repository to plan: a directory, committed or not, or files in memory. */
export interface PlannedRepository extends RepositorySource, Pick<PlanInput, "environmentOf" | "releasesOf"> {
  /** The releases to account for. Default: those of all helmfiles. */
  readonly declared?: DeclaredFleet;
}
