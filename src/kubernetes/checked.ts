import type { ManifestObject, RenderedChart } from "../manifests/objects/index.ts";
import type { CheckFinding } from "./check.generated.ts";
import type { Minor } from "./minor.ts";

/** The releases of an environment, rendered for one version of Kubernetes. */
export interface CheckedManifests {
  readonly environment: string;
  readonly cluster?: string;
  /** Absent if nobody declares it. */
  readonly kubernetes?: Minor;
  readonly version: "declared" | "next" | "asked";
  readonly releases: readonly CheckedRelease[];
  /** Releases, or the whole environment, that could not be rendered. */
  readonly failures: readonly { readonly release?: string; readonly message: string }[];
}

/** One release as it was rendered. */
export interface CheckedRelease {
  readonly release: string;
  readonly namespace?: string;
  /** Absent for manifests without a chart. */
  readonly chart?: RenderedChart;
  readonly objects: readonly ManifestObject[];
  /** Why ranges in `kubeVersion` do not count for this release. */
  readonly ignoresKubeVersion?: string;
  /** Findings that rendering made, for example a refusal of helm. */
  readonly findings?: readonly CheckFinding[];
}
