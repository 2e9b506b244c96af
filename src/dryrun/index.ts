export {
  type ChartVersion,
  type Content,
  type Credentials,
  type Fixtures,
  type GithubRepository,
  type Release,
  type VersionedContent,
} from "./fixtures/fixtures.generated.ts";
export type { DeclaredFleet, DeclaredRelease, UnreadHelmfile } from "./plan/declared-release.ts";
export { countStates } from "./plan/account-releases.ts";
export type { AppliedRule, Plan, Problem, PullRequest, ReleaseState, Summary, Update, WaitingVersion } from "./plan/plan.generated.ts";
export { explain, renderExplanation, type Explanation } from "./plan/explain.ts";
export { startLiveSession, type LiveSession } from "./live-session.ts";
export type { LivePullRequest } from "./forge/live-forge.ts";
export { listPublications } from "./plan/list-publications.ts";
export type { PlannedRepository } from "./planned-repository.ts";
export { planRepositories, planRepository, type DryRunOptions, type RepositoryOptions } from "./session.ts";
export { startFixtures, type RunningFixtures } from "./hosts/start-fixtures.ts";
export { leftOut } from "./plan/waiting-versions.ts";
export { validateFixtures } from "./fixtures/validate-fixtures.ts";
