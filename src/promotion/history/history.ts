/** A commit of the default branch, first parents only. */
export interface Commit {
  readonly id: string;
  /** Committer time as recorded, in milliseconds since 1970 UTC. */
  readonly time: number;
}

/** A release as a helmfile has it. Its identity is its name and its chart's name; neither namespace nor repository belong to it. */
export interface RunningRelease {
  readonly name: string;
  readonly namespace?: string;
  /** The chart's name in its repository, or the path of a local chart. */
  readonly chart: string;
  /** As written, without a scheme for OCI; undefined where the helmfile does not say, or says it by a template. */
  readonly repositoryUrl?: string;
  readonly oci: boolean;
  /** As written; undefined where it is missing, a range or a template. */
  readonly version?: string;
}

/** A helmfile after a commit that changed it. */
export interface HelmfileAt {
  readonly commit: Commit;
  /** Empty where the file is gone; undefined where nobody can read it: such a commit is skipped. */
  readonly releases: readonly RunningRelease[] | undefined;
}

/** What one environment's helmfile was through time, oldest first. */
export type History = readonly HelmfileAt[];

/** Histories by environment. */
export type Histories = ReadonlyMap<string, History>;

/** What runs in each environment: the releases of its helmfile. */
export type Running = ReadonlyMap<string, readonly RunningRelease[]>;
