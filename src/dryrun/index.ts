export {
  type ChartVersion,
  type Content,
  type Credentials,
  type Fixtures,
  type GithubRepository,
  type Release,
  type VersionedContent,
} from "./fixtures.generated.ts";
export { type AppliedRule, type Plan, type Problem, type PullRequest, type Update, type WaitingVersion } from "./plan.generated.ts";
export { explain, renderExplanation, type Explanation } from "./explain.ts";
export { startLiveSession, type LiveOptions, type LiveSession } from "./live-session.ts";
export type { LivePullRequest } from "./live-forge.ts";
export { listPublications } from "./published-versions.ts";
export { planRepositories, planRepository, type DryRunOptions, type PlannedRepository, type RepositoryOptions } from "./session.ts";
export { startFixtures, type RunningFixtures } from "./start-fixtures.ts";
export { leftOut } from "./waiting-versions.ts";
export { validateFixtures } from "./validate-fixtures.ts";
