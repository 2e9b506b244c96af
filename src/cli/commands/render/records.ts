import type { GeneratedFile } from "../../../core/generated-file.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { placeFolder, renderApplicationRecords, safeName, type ManifestFiles, type RecordedRelease } from "../../../gitops/index.ts";
import { readRecords } from "../../../render/written-manifests.ts";
import type { RenderedManifests, RenderedRelease } from "../../../manifests/objects/index.ts";

export interface RecordsInput {
  readonly fleet: ResolvedFleet;
  readonly manifests: RenderedManifests;
  readonly folders: ManifestFiles["folders"];
  readonly out: string;
  /** The environments to render. Empty for all. */
  readonly environments: readonly string[];
}

/** Renders the records that Argo CD's ApplicationSets read, one file per release. None if nothing is generated for Argo CD. */
export function renderRecords({ fleet, manifests, folders, out, environments }: RecordsInput): readonly GeneratedFile[] {
  const { argocd, directory } = fleet.gitops;
  if (argocd?.pattern !== "manifests") return [];
  const releases = manifests.releases.flatMap((release) => describeRelease(release, folders.get(release), fleet));
  return renderApplicationRecords({
    directory,
    releases,
    namespaceOf: ({ environment, cluster }) =>
      argocd.destinations.find((destination) => destination.environment === environment && destination.cluster === cluster)?.namespace ??
      "default",
    previous: readRecords(out, environments.map(safeName)),
    failed: manifests.failures.map((failure) =>
      failure.release === undefined ? placeFolder(failure) : `${placeFolder(failure)}/${safeName(failure.release)}`,
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
