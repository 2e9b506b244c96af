/** desalt's test kit: runs the real Renovate against a repository, with chart registries from fixtures, in any test runner. */
export { explain, renderExplanation, startFixtures } from "./dryrun/index.ts";
export { planRepositories, planRepository } from "./project/plan-repositories.ts";
export type {
  AppliedRule,
  ChartVersion,
  Content,
  Credentials,
  DryRunOptions,
  Explanation,
  Fixtures,
  GithubRepository,
  Plan,
  PlannedRepository,
  Problem,
  PullRequest,
  Release,
  ReleaseState,
  RepositoryOptions,
  RunningFixtures,
  Summary,
  Update,
  VersionedContent,
  WaitingVersion,
} from "./dryrun/index.ts";
