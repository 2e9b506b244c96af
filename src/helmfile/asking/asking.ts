/** Files for helmfile to read, and what to ask it. Nothing in them runs, reads or fetches anything. */
interface Question {
  /** By path in the repository. */
  readonly files: ReadonlyMap<string, string>;
  /** The helmfile among them. */
  readonly entry: string;
  /** The environment's name in the helmfile. */
  readonly environment: string;
}

/** A release as `helmfile list --output json` shows it. */
export interface ListedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly enabled: boolean;
  readonly installed: boolean;
  /** `key:value`, with commas between. */
  readonly labels: string;
  readonly chart: string;
  readonly version: string;
}

/** The releases, or why helmfile has none to list: its own words, on one line. */
type Answer = { readonly releases: readonly ListedRelease[] } | { readonly failure: string };

/** Starts helmfile on a question. */
export type AskHelmfile = (question: Question) => Promise<Answer>;
