/** The event that a workflow is run for, and where. */
export interface WorkflowEvent {
  /** The forge's address, without a slash at the end. Below it is each repository, as `acme/infra.git`. */
  readonly forge: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly name: "pull_request" | "merge_group" | "push" | "schedule" | "workflow_dispatch";
  /** The ref of the run: `refs/heads/main`, `refs/pull/1/merge`. */
  readonly ref: string;
  /** The commit of the run. Default: where the ref is. */
  readonly commit?: string;
  /** The event's file, except for its repository. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** The job's token. Default: empty, which no forge asks for. */
  readonly token?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** The address of the forge's API. Default: one where nobody answers. */
  readonly api?: string;
  /** The address of a registry, from which the real npx takes desalt. Default: a stand-in. */
  readonly registry?: string;
  /** A script in place of npx. Default: one that starts the desalt just built. */
  readonly npx?: string;
  /** Further variables of the machine. */
  readonly env?: Readonly<Record<string, string>>;
}

type Place = Pick<WorkflowEvent, "forge" | "repository">;

/** What happened to a pull request. */
export interface PullRequestEvent {
  readonly number: number;
  /** Default: opened. */
  readonly action?: "opened" | "synchronize" | "reopened" | "edited" | "ready_for_review";
  /** The branch to merge into. Default: main. */
  readonly target?: string;
  /** The repository of its branch. Default: the one that it goes to. */
  readonly from?: string;
  /** Default: the merge commit that GitHub makes. Gitea runs workflows for the pull request's own commit. */
  readonly ref?: string;
}

/** The event of a pull request. */
export function onPullRequest(place: Place, pullRequest: PullRequestEvent): WorkflowEvent {
  const { number, action = "opened", target = "main", from = place.repository, ref = `refs/pull/${number}/merge` } = pullRequest;
  const branches = { base: { ref: target }, head: { ref: "change", repo: { full_name: from } } };
  return { ...place, name: "pull_request", ref, payload: { action, number, pull_request: { number, ...branches } } };
}

/** The event of a merge queue's group, whose first parent is the base. */
export function onMergeGroup(place: Place, ref: string, base: string): WorkflowEvent {
  const group = { base_ref: "refs/heads/main", base_sha: base, head_ref: ref };
  return { ...place, name: "merge_group", ref, payload: { action: "checks_requested", merge_group: group } };
}

/** The event of a push. */
export function onPush(place: Place, ref = "refs/heads/main"): WorkflowEvent {
  return { ...place, name: "push", ref, payload: { ref } };
}
