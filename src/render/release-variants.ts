import type { RenderFailure, RenderedRelease } from "../manifests/objects/index.ts";
import type { ChartStore, ListedVersion } from "./chart-store.ts";
import type { PlannedTarget } from "./plan-target.ts";
import type { RecordedTemplate } from "./recording-helm.ts";

/** A release of a run. */
type ReleasePlace = Pick<RenderedRelease, "environment" | "cluster" | "release" | "namespace">;

/** Renders a release of a run again, with the same values. */
export interface ReleaseVariants {
  /** The versions of its chart; undefined if its source cannot list them. */
  readonly listVersions: (place: ReleasePlace) => Promise<readonly ListedVersion[] | undefined>;
  readonly renderAgain: (place: ReleasePlace, change: VariantChange) => Promise<RenderedRelease | RenderFailure>;
}

interface VariantChange {
  /** The chart's version. */
  readonly version?: string;
  /** The version of Kubernetes. */
  readonly kubernetes?: string;
}

interface VariantTools {
  readonly store: ChartStore;
  readonly render: (planned: PlannedTarget, template: RecordedTemplate) => Promise<RenderedRelease | RenderFailure>;
}

export function createVariants(planned: readonly PlannedTarget[], { store, render }: VariantTools): ReleaseVariants {
  const find = ({ environment, cluster, release, namespace }: ReleasePlace) => {
    for (const plan of planned) {
      if (plan.target.environment !== environment || plan.target.cluster !== cluster) continue;
      const isIt = (template: RecordedTemplate): boolean =>
        template.release === release && (namespace === undefined || template.namespace === namespace);
      const template = plan.templates.find(isIt);
      if (template !== undefined) return { plan, template };
    }
    throw new Error(`release "${release}" is not in this run`);
  };
  return {
    listVersions: async (place) => {
      const { plan, template } = find(place);
      return await store.list({ template, repositories: plan.repositories });
    },
    renderAgain: async (place, { version, kubernetes }) => {
      const { plan, template } = find(place);
      let { flags } = template;
      if (version !== undefined) flags = withValue(flags, "--version", version);
      if (kubernetes !== undefined) flags = withValue(flags, "--kube-version", kubernetes);
      return await render(plan, { ...template, flags });
    },
  };
}

/** The value behind a flag. */
export function valueOf(flags: readonly string[], name: string): string | undefined {
  const index = flags.indexOf(name);
  return index === -1 ? undefined : flags[index + 1];
}

function withValue(flags: readonly string[], name: string, value: string): string[] {
  const index = flags.indexOf(name);
  return index === -1 ? [...flags, name, value] : flags.with(index + 1, value);
}
