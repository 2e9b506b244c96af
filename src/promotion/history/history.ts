/** A commit of the default branch, first parents only. */
export interface Commit {
  readonly id: string;
  /** Committer time as recorded, in milliseconds since 1970 UTC. */
  readonly time: number;
}

/** When `promote` saw a tip of the default branch. Times are in milliseconds since 1970 UTC. */
export interface Sighting {
  readonly tip: string;
  readonly first: number;
  readonly last: number;
}

/** The default branch: all its commits along first parents, oldest first, and what `promote` saw of it. */
export interface Mainline {
  readonly commits: readonly Commit[];
  readonly seen: readonly Sighting[];
}

/** A release in a helmfile. Its identity is its name and its chart's name, without namespace and repository. */
export interface RunningRelease {
  readonly name: string;
  readonly namespace?: string;
  /** The chart's name in its repository, or the path of a local chart. */
  readonly chart: string;
  /** The repository as written, without a scheme for OCI. Undefined if the helmfile does not say, or uses a template. */
  readonly repositoryUrl?: string;
  readonly oci: boolean;
  /** The version as written; undefined if nobody can tell from the text which version runs. */
  readonly version?: string;
  /** The range or template as written, if there is one in place of a version. */
  readonly range?: string;
  /** The version or range as written, if a lock file decides in its place. */
  readonly lockedOver?: string;
  /** Why nobody can tell the version. */
  readonly doubt?: string;
  /** In words: what makes it easier to serve another chart from its address. */
  readonly trust?: readonly string[];
  /** Whose keys must have signed the chart. Undefined if helm does not check that. */
  readonly signedBy?: string;
  /** The context of kubectl in which it runs, if the helmfile names one. */
  readonly kubeContext?: string;
}

/** A helmfile, or all of an environment, after a commit that changed it. */
export interface HelmfileAt {
  readonly commit: Commit;
  /**
   * Empty if the file was deleted. Undefined if desalt does not understand it: nothing counts until it does. Of several files, only
   * the releases of the one that is not understood have no version.
   */
  readonly releases: readonly RunningRelease[] | undefined;
  /** Set while one of several files is not understood: all releases with the last known version of each. */
  readonly known?: readonly RunningRelease[];
  /** Whether this commit changed one of several files that is not understood afterwards. */
  readonly isUnread?: true;
}

/** The history of an environment's helmfiles, oldest first. */
export type History = readonly HelmfileAt[];

/** Histories by environment. */
export type Histories = ReadonlyMap<string, History>;

/** The releases in each environment's helmfile. */
export type Running = ReadonlyMap<string, readonly RunningRelease[]>;
