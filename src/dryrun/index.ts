export {
  type ChartVersion,
  type Content,
  type Credentials,
  type Fixtures,
  type GithubRepository,
  type Release,
  type VersionedContent,
} from "./fixtures.generated.ts";
export { type Plan, type Problem, type PullRequest, type Update, type WaitingVersion } from "./plan.generated.ts";
export { planRepositories, type DryRunOptions, type PlannedRepository } from "./session.ts";
export { startFixtures, type RunningFixtures } from "./start-fixtures.ts";
