/** One Kubernetes object as helmfile rendered it. Its identity is apiVersion's group, kind, namespace and name. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The namespace as written in the object; absent if it has none. */
  readonly namespace?: string;
  readonly name: string;
  /** The whole object. */
  readonly value: Readonly<Record<string, unknown>>;
  /** JSON pointers (RFC 6901) of values that differ at every render; absent if there are none. */
  readonly volatile?: readonly string[];
  /** The template that helm names in a comment: `portal/templates/service.yaml`. */
  readonly source?: string;
  /** The document's text, if available. Objects with equal texts are equal, without a look at `value`. */
  readonly text?: string;
  /** Set if the release renders it more than once. This is the last one. */
  readonly repeated?: Repetition;
}

/** Several documents of one object in one release. */
interface Repetition {
  /** The templates that render it. */
  readonly places: readonly string[];
  /** Whether they are equal. */
  readonly isSame: boolean;
}

/** A value that must not get into git. */
export interface KnownSecret {
  readonly text: string;
  /** What it is, such as `the value of the variable DB_PASSWORD`. */
  readonly origin: string;
}

/** A place of an object that holds a secret. */
export interface Exposure {
  readonly object: ManifestObject;
  /** JSON pointer (RFC 6901). */
  readonly field: string;
  readonly secret: KnownSecret;
}

/** The chart of a rendered release. */
export interface RenderedChart {
  /** The chart's name in the helmfile: `jetstack/cert-manager`, `./charts/portal`. */
  readonly reference: string;
  readonly name: string;
  readonly version?: string;
  /** Of the chart's repository, without credentials. */
  readonly repository?: string;
  readonly appVersion?: string;
  /** Addresses from the chart: home, sources, and the change log in its annotations. */
  readonly home?: string;
  readonly sources?: readonly string[];
  readonly changeLog?: string;
  /** The versions of Kubernetes that the chart accepts, as written. */
  readonly kubeVersion?: string;
  /** Whether its maintainers have deprecated it. */
  readonly deprecated?: boolean;
  /** Only if rendering was asked for them; with those that the values disable. */
  readonly subcharts?: readonly Subchart[];
}

/** A chart in the `charts/` of another one, at any depth. */
export interface Subchart extends Omit<RenderedChart, "reference" | "repository" | "subcharts"> {
  /** Its names in `# Source:` comments: its own, and those that dependencies give it. */
  readonly keys: readonly string[];
}

/** The rendered objects of one release, in one environment and cluster. */
export interface RenderedRelease {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  /** The release's namespace, if it has one, which objects without a namespace get. */
  readonly namespace?: string;
  readonly chart: RenderedChart;
  /** The version of Kubernetes that helm rendered for; absent if helm chose. */
  readonly kubernetes?: string;
  /** Sorted by identity; hooks and tests are left out or kept before this point. */
  readonly objects: readonly ManifestObject[];
  /** Where objects, Secrets aside, hold secrets; absent if there are none. */
  readonly exposed?: readonly Exposure[];
}

/** A release, or a whole environment, that could not be rendered. */
export interface RenderFailure {
  readonly environment: string;
  readonly cluster?: string;
  /** Absent if the helmfile itself failed. */
  readonly release?: string;
  /** The message of helmfile or helm, without secrets. */
  readonly message: string;
  /** The next action, if it is known. */
  readonly hint?: string;
}

/** A release that helmfile does not render, because it uninstalls it: `installed: false`. */
export interface UninstalledRelease {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  readonly namespace?: string;
}

/** The rendered manifests of a checkout. */
export interface RenderedManifests {
  readonly releases: readonly RenderedRelease[];
  /** Absent if there are none. */
  readonly uninstalled?: readonly UninstalledRelease[];
  readonly failures: readonly RenderFailure[];
}
