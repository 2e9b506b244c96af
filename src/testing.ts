/** desalt's test kit: runs the real Renovate against a repository, with chart registries from fixtures, in any test runner. */
export { planRepositories, startFixtures } from "./dryrun/index.ts";
export type {
  ChartVersion,
  Credentials,
  DryRunOptions,
  FixtureOptions,
  Plan,
  PlannedRepository,
  Problem,
  PullRequest,
  RegistryFixtures,
  RunningFixtures,
  Update,
  WaitingVersion,
} from "./dryrun/index.ts";
