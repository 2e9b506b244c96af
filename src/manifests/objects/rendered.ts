/** One Kubernetes object as helmfile rendered it. Its identity is apiVersion's group, kind, namespace and name. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** As written in the object; absent where it is not. */
  readonly namespace?: string;
  readonly name: string;
  /** The whole object. */
  readonly value: Readonly<Record<string, unknown>>;
  /** JSON pointers (RFC 6901) of values that differ at every render; absent where there are none. */
  readonly volatile?: readonly string[];
  /** The document as it was written, where it is at hand: two with the same text need no reading of `value`. */
  readonly text?: string;
}

/** The chart of a rendered release. */
export interface RenderedChart {
  /** As the helmfile names it: `jetstack/cert-manager`, `./charts/portal`. */
  readonly reference: string;
  readonly name: string;
  readonly version?: string;
  /** Of the chart's repository, without credentials. */
  readonly repository?: string;
  readonly appVersion?: string;
  /** What the chart itself names: home, sources, and the change log of its annotations. */
  readonly home?: string;
  readonly sources?: readonly string[];
  readonly changeLog?: string;
}

/** What one release renders to, in one environment and cluster. */
export interface RenderedRelease {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  /** Of the release, where it has one: where objects without a namespace go. */
  readonly namespace?: string;
  readonly chart: RenderedChart;
  /** Sorted by identity; hooks and tests are left out or kept before this point. */
  readonly objects: readonly ManifestObject[];
  /** Objects, Secrets aside, that hold values which helmfile decrypted; absent where there are none. */
  readonly exposed?: readonly ManifestObject[];
}

/** A release, or a whole environment, that could not be rendered. */
export interface RenderFailure {
  readonly environment: string;
  readonly cluster?: string;
  /** Absent where the helmfile itself failed. */
  readonly release?: string;
  /** What helmfile or helm said, without secrets. */
  readonly message: string;
}

/** What a checkout renders to. */
export interface RenderedManifests {
  readonly releases: readonly RenderedRelease[];
  readonly failures: readonly RenderFailure[];
}
