import { findAccepted, knownMinors } from "../../../kubernetes/index.ts";
import type { RenderFailure, RenderedManifests, RenderedRelease } from "../../../manifests/objects/index.ts";
import type { ReleaseVariants } from "../../../render/release-variants.ts";

/**
 * Renders releases again that helm refused for the `kubeVersion` of their chart, for a version that the chart accepts: ranges are often
 * wrong, and the manifests tell more. A release that cannot be rendered in this way stays among the failures.
 */
export async function renderRefused({ releases, failures }: RenderedManifests, variants: ReleaseVariants): Promise<RenderedManifests> {
  const outcomes = await Promise.all(failures.map(async (failure) => (await renderAccepted(failure, variants)) ?? failure));
  return {
    releases: [...releases, ...outcomes.flatMap((outcome) => ("message" in outcome ? [] : [outcome]))],
    failures: outcomes.flatMap((outcome) => ("message" in outcome ? [outcome] : [])),
  };
}

async function renderAccepted(failure: RenderFailure, variants: ReleaseVariants): Promise<RenderedRelease | RenderFailure | undefined> {
  const { environment, cluster, release, message } = failure;
  const range = /requires kubeVersion: (.*?) which is incompatible with Kubernetes/u.exec(message)?.[1];
  const kubernetes = range === undefined ? undefined : findAccepted(range, knownMinors());
  if (release === undefined || kubernetes === undefined) return undefined;
  const outcome = await variants.renderAgain({ environment, release, ...(cluster !== undefined && { cluster }) }, { kubernetes });
  return "message" in outcome ? undefined : outcome;
}
