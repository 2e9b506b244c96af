import type { DeclaredFleet } from "./declared.ts";
import type { ArgocdOptions, DestinationOptions } from "./options.generated.ts";
import { present } from "./present.ts";
import { normalizePath } from "./repository-path.ts";
import type { ResolvedArgocd, ResolvedDestination, ResolvedGitops } from "./resolved-gitops.ts";
import type { ResolvedEnvironment } from "./resolved.ts";

/** helmfile's own image, with helm and sops inside. */
const pluginImage = "ghcr.io/helmfile/helmfile:v1.8.0";

/** Fills in the defaults of `gitops`. */
export function resolveGitops(fleet: DeclaredFleet, environments: readonly ResolvedEnvironment[]): ResolvedGitops {
  const { gitops = {} } = fleet;
  const repository = gitops.repository ?? fleet.repository;
  const isOwnRepository = repository === fleet.repository;
  const { argocd } = gitops;
  return {
    isDeclared: fleet.gitops !== undefined,
    isOwnRepository,
    branch: gitops.branch ?? (isOwnRepository ? "desalt-manifests" : "main"),
    directory: normalizePath(gitops.directory ?? ".") ?? ".",
    secrets: gitops.secrets ?? "refuse",
    allowSecretsIn: gitops.allowSecretsIn ?? [],
    hooks: gitops.hooks ?? true,
    removal: { allow: gitops.removal?.allow ?? [], share: gitops.removal?.share ?? 0.2 },
    githubApp: gitops.githubApp ?? false,
    ...present({
      repository,
      argocd: argocd === undefined ? undefined : resolveArgocd(argocd === true ? {} : argocd, { fleet, repository, environments }),
    }),
  };
}

interface ArgocdScope {
  readonly fleet: DeclaredFleet;
  /** The repository of the manifests. */
  readonly repository: string | undefined;
  readonly environments: readonly ResolvedEnvironment[];
}

function resolveArgocd(options: ArgocdOptions, { fleet, repository, environments }: ArgocdScope): ResolvedArgocd {
  const pattern = options.pattern ?? "manifests";
  const source = pattern === "plugin" ? fleet.repository : repository;
  return {
    pattern,
    namespace: options.namespace ?? "argocd",
    project: options.project ?? projectOf(fleet.repository ?? repository ?? ""),
    applicationName: options.applicationName ?? (pattern === "plugin" ? "{{.cluster}}" : "{{.cluster}}-{{.release}}"),
    destinations: environments.flatMap((environment) => resolveDestinations(environment, options)),
    prune: options.prune ?? true,
    selfHeal: options.selfHeal ?? false,
    order: options.order ?? false,
    retry: {
      limit: options.retry?.limit ?? 5,
      backoff: { duration: "30s", factor: 2, maxDuration: "10m", ...options.retry?.backoff },
    },
    plugin: { image: options.plugin?.image ?? pluginImage, secret: options.plugin?.secret ?? "desalt-charts" },
    ...present({ repoURL: options.repoURL ?? (source === undefined ? undefined : `https://github.com/${source}.git`) }),
  };
}

/** Makes a name that Kubernetes accepts from `owner/name`. */
function projectOf(repository: string): string {
  const name = repository.slice(repository.lastIndexOf("/") + 1).toLowerCase();
  return name.replaceAll(/[^a-z0-9-]+/gu, "-").replaceAll(/^-+|-+$/gu, "") || "desalt";
}

function resolveDestinations({ name, clusters }: ResolvedEnvironment, options: ArgocdOptions): readonly ResolvedDestination[] {
  const places =
    clusters.length === 0 ? [{ environment: name }] : clusters.map((cluster) => ({ environment: name, cluster: cluster.name }));
  return places.map((place) => resolveDestination(place, options));
}

function resolveDestination(
  { environment, cluster }: { readonly environment: string; readonly cluster?: string },
  { destinations, sync }: ArgocdOptions,
): ResolvedDestination {
  const own = cluster === undefined ? undefined : destinations?.[cluster];
  const declared = { ...destinations?.[environment], ...own };
  return {
    environment,
    ...present({ cluster }),
    target: targetOf(own ?? declared) ?? targetOf(declared) ?? { name: cluster ?? environment },
    namespace: declared.namespace ?? "default",
    sync:
      typeof sync === "object"
        ? ((cluster === undefined ? undefined : sync[cluster]) ?? sync[environment] ?? "manual")
        : (sync ?? "manual"),
  };
}

function targetOf({ name, server }: DestinationOptions): ResolvedDestination["target"] | undefined {
  if (name !== undefined) return { name };
  return server === undefined ? undefined : { server };
}
