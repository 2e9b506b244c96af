/** desalt's test kit: runs the real Renovate against a repository, with chart registries from fixtures, in any test runner. */
export { explain, planRepositories, planRepository, renderExplanation, startFixtures } from "./dryrun/index.ts";
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
  RepositoryOptions,
  RunningFixtures,
  Update,
  VersionedContent,
  WaitingVersion,
} from "./dryrun/index.ts";
