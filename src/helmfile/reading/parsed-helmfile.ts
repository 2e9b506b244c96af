import type { NotUnderstood } from "./not-understood.ts";

/** The parts of a helmfile that desalt reads, from all its documents. */
export interface ParsedHelmfile {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly repositories: readonly ParsedRepository[];
  readonly releases: readonly ParsedRelease[];
  /**
   * Set if helmfile may run something else than is read here. Repositories and releases are then what could be read all the same, and
   * prove nothing.
   */
  readonly notUnderstood?: NotUnderstood;
  /** The helmfiles that it names under `helmfiles:`, each with repositories of its own. */
  readonly nested?: readonly ParsedHelmfile[];
}

/** An entry of `repositories:`. */
export interface ParsedRepository {
  readonly name: string;
  /** The text as written; it may be a template. */
  readonly url?: string;
  readonly oci: boolean;
  /** In words: what makes it easier to serve another chart from there. */
  readonly trust?: readonly string[];
  /** Whether helm checks the signatures of its charts. */
  readonly isVerified?: true;
  /** The file of the keys for that. */
  readonly keyring?: string;
}

/** An entry of `releases:`, anchors, merge keys and `inherit` followed. */
export interface ParsedRelease {
  /** The text as written; it may be a template. */
  readonly name: string;
  readonly namespace?: string;
  /** The text as written; it may be a template. */
  readonly chart?: string;
  /** The text of the version as written, without quotes: `1.10` stays `1.10`. */
  readonly version?: string;
  /** Whether it does not run, by `installed: false` or by a condition that is not met. */
  readonly isUninstalled?: true;
  /** Why nobody can say whether it runs. */
  readonly doubt?: string;
  /** The context of kubectl in which it runs, if the helmfile names one. */
  readonly kubeContext?: string;
  /** As of a repository, for this release alone. */
  readonly trust?: readonly string[];
  /** Whether helm checks the chart's signature, if it says so itself or by default. */
  readonly isVerified?: boolean;
  readonly keyring?: string;
  /** Whether the version is a template or depends on one. Then only helmfile knows it. */
  readonly isVersionTemplated: boolean;
  /** Whether it adds charts of its own to its chart, whose versions are not read. */
  readonly hasDependencies?: true;
  /** Whether the folder of its chart is there, so that helmfile takes no repository. */
  readonly isFolder?: true;
  /** The version of the local chart that it takes, by its Chart.yaml. It counts in place of `version`, which helmfile ignores then. */
  readonly chartVersion?: string;
  /** The version of helmfile.lock, which counts in place of `version`. */
  readonly lockedVersion?: string;
  /** Why nobody can say from this text which version of the chart runs. */
  readonly inexact?: NotUnderstood;
  /** The line of the version, otherwise of the release; the first line is 1. */
  readonly line: number;
  /** Whole comment lines right above the version, from `#` on. */
  readonly commentsAbove: readonly string[];
  /** The comment behind the version on its line, from `#` on. */
  readonly commentBeside?: string;
}

/** Helmfiles by path. */
export type ParsedHelmfiles = ReadonlyMap<string, ParsedHelmfile>;
