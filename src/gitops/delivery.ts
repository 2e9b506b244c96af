import type { GeneratedFile } from "../core/generated-file.ts";
import type { ResolvedFleet, ResolvedGitops } from "../fleet/index.ts";
import type { RenderedManifests, RenderedRelease } from "../manifests/objects/index.ts";
import { renderApplicationRecords, type RecordedRelease } from "./argocd/application-records.ts";
import { argocdFolder, renderArgocd } from "./argocd/render.ts";
import { safeName } from "./file-name.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import { folderOf } from "./release-folders.ts";

/** The files that {@link renderDelivery} may have generated, as patterns of git's. */
export const deliveryPatterns: readonly string[] = [`${argocdFolder}/*.yaml`];

/** Renders the objects that bring the manifests into the clusters. Today they are Argo CD's; none if the config has none. */
export function renderDelivery(fleet: ResolvedFleet, source: string): readonly GeneratedFile[] {
  return renderArgocd(fleet, source);
}

/** Whether the config asks for a delivery. */
export function isDelivered({ argocd }: Pick<ResolvedGitops, "argocd">): boolean {
  return argocd !== undefined;
}

/** A render, and the records of the one before. */
export interface RecordsInput {
  readonly fleet: ResolvedFleet;
  readonly manifests: RenderedManifests;
  readonly folders: ManifestFiles["folders"];
  /** The current records of the rendered environments, below the manifests' directory. */
  readonly previous: readonly GeneratedFile[];
}

/** Renders the records that the delivery reads, one file per release. None if the delivery reads the manifests without. */
export function renderRecords({ fleet, manifests, folders, previous }: RecordsInput): readonly GeneratedFile[] {
  const { argocd, directory } = fleet.gitops;
  if (argocd?.pattern !== "manifests") return [];
  const releases = manifests.releases.flatMap((release) => describeRelease(release, folders.get(release), fleet));
  return renderApplicationRecords({
    directory,
    releases,
    namespaceOf: ({ environment, cluster }) =>
      argocd.destinations.find((destination) => destination.environment === environment && destination.cluster === cluster)?.namespace ??
      "default",
    previous,
    failed: manifests.failures.map((failure) =>
      failure.release === undefined ? folderOf(failure) : `${folderOf(failure)}/${safeName(failure.release)}`,
    ),
  });
}

function describeRelease(rendered: RenderedRelease, folder: string | undefined, fleet: ResolvedFleet): RecordedRelease[] {
  const { environment, cluster, release, namespace } = rendered;
  if (folder === undefined) return [];
  const declared = fleet.environments.find(({ name }) => name === environment)?.releases.find(({ name }) => name === release);
  return [
    {
      environment,
      ...(cluster !== undefined && { cluster }),
      release,
      folder,
      ...(namespace !== undefined && { namespace }),
      ...(declared !== undefined && { needs: declared.needs }),
    },
  ];
}
