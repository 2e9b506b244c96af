/** A release that a helmfile declares, as its reader says. */
export interface DeclaredRelease {
  readonly environment: string;
  /** The cluster, if it runs in only one of the environment's. */
  readonly cluster?: string;
  readonly release: string;
  readonly namespace?: string;
  /** The chart as in the helmfile. */
  readonly chart: string;
  /** The version as written. Absent if the newest one runs. */
  readonly version?: string;
  /** The file that declares it. */
  readonly file: string;
  /** All files in which its version may be written. */
  readonly involved: readonly string[];
  /** Renovate's name of the package, if the helmfile shows where the chart comes from. */
  readonly packageName?: string;
  /** The address of the chart's repository. */
  readonly registry?: string;
  /** The reason for which the config keeps its version. */
  readonly pin?: string;
  /** Whether its chart is a folder, or a file at an address, which no registry serves. */
  readonly isUnserved?: true;
  /** Why nobody can say whether, or in which version, it runs. */
  readonly doubt?: string;
}

/** The helmfiles of a repository, read as helmfile does. */
export interface DeclaredFleet {
  readonly releases: readonly DeclaredRelease[];
  /** Helmfiles that cannot be read exactly, so that releases of theirs may be missing. */
  readonly unread: readonly UnreadHelmfile[];
}

export interface UnreadHelmfile {
  readonly environment: string;
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}
