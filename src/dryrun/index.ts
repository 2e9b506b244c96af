export {
  type ChartVersion,
  type Content,
  type Credentials,
  type Fixtures,
  type GithubRepository,
  type Release,
  type VersionedContent,
} from "./fixtures/fixtures.generated.ts";
export { type AppliedRule, type Plan, type Problem, type PullRequest, type Update, type WaitingVersion } from "./plan/plan.generated.ts";
export { explain, renderExplanation, type Explanation } from "./plan/explain.ts";
export { startLiveSession, type LiveSession } from "./live-session.ts";
export type { LivePullRequest } from "./forge/live-forge.ts";
export { listPublications } from "./plan/list-publications.ts";
export { planRepositories, planRepository, type DryRunOptions, type PlannedRepository, type RepositoryOptions } from "./session.ts";
export { startFixtures, type RunningFixtures } from "./hosts/start-fixtures.ts";
export { leftOut } from "./plan/waiting-versions.ts";
export { validateFixtures } from "./fixtures/validate-fixtures.ts";
