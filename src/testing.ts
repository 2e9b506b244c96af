/** desalt's test kit: runs the real Renovate against a repository, with chart registries from fixtures, in any test runner. */
export { planRepositories, startFixtures } from "./dryrun/index.ts";
export type {
  ChartVersion,
  Content,
  Credentials,
  DryRunOptions,
  Fixtures,
  GithubRepository,
  Plan,
  PlannedRepository,
  Problem,
  PullRequest,
  Release,
  RunningFixtures,
  Update,
  VersionedContent,
  WaitingVersion,
} from "./dryrun/index.ts";
