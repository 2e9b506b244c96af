/** What a run of GitHub Actions, Gitea or Forgejo tells the programs that it starts. Empty outside of one. */
export interface CiRun {
  /** The branch that the run's pull request is to be merged into. */
  readonly targetBranch?: string;
  /** Whether a merge queue started the run. */
  readonly isInQueue: boolean;
  /** The file that the run's summary page is made of. */
  readonly summaryFile?: string;
  /** The file with the folders that later steps find programs in. */
  readonly pathFile?: string;
  /** The file with the event that started the run. */
  readonly eventFile?: string;
  /** The run's page. */
  readonly url?: string;
}

/** Reads the variables of a run. An empty variable is an absent one. */
export function readCi(env: NodeJS.ProcessEnv): CiRun {
  const read = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const targetBranch = read("GITHUB_BASE_REF");
  const summaryFile = read("GITHUB_STEP_SUMMARY");
  const pathFile = read("GITHUB_PATH");
  const eventFile = read("GITHUB_EVENT_PATH");
  const [server, repository, run] = [read("GITHUB_SERVER_URL"), read("GITHUB_REPOSITORY"), read("GITHUB_RUN_ID")];
  return {
    isInQueue: read("GITHUB_EVENT_NAME") === "merge_group",
    ...(targetBranch !== undefined && { targetBranch }),
    ...(summaryFile !== undefined && { summaryFile }),
    ...(pathFile !== undefined && { pathFile }),
    ...(eventFile !== undefined && { eventFile }),
    ...(server !== undefined && repository !== undefined && run !== undefined && { url: `${server}/${repository}/actions/runs/${run}` }),
  };
}
