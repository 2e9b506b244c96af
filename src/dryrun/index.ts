export { type ChartVersion, type Credentials, type RegistryFixtures } from "./fixtures.ts";
export { type Plan, type Problem, type PullRequest, type Update, type WaitingVersion } from "./plan.generated.ts";
export { planRepositories, type DryRunOptions, type PlannedRepository } from "./session.ts";
export { startFixtures, type FixtureOptions, type RunningFixtures } from "./start-fixtures.ts";
