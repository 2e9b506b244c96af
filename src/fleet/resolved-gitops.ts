/** Where rendered manifests go, and what they may hold. */
export interface ResolvedGitops {
  /** The config speaks of it. */
  readonly isDeclared: boolean;
  /** `owner/name` on the forge; absent where the fleet's own is not known either. */
  readonly repository?: string;
  /** The manifests are in the fleet's own repository. */
  readonly isOwnRepository: boolean;
  readonly branch: string;
  /** Relative to the repository's root, without a slash at the end; `.` for the root. */
  readonly directory: string;
  readonly secrets: "refuse" | "omit" | "commit";
  readonly hooks: boolean;
  readonly removal: {
    readonly allow: readonly string[];
    /** From 0 to 1. */
    readonly share: number;
  };
  /** Workflows write as a GitHub App, not with a token of a secret's. */
  readonly githubApp: boolean;
  /** Absent where nothing is generated for Argo CD. */
  readonly argocd?: ResolvedArgocd;
}

/** How Argo CD reads the fleet, in its own terms where a value passes through. */
export interface ResolvedArgocd {
  readonly pattern: "manifests" | "plugin";
  readonly namespace: string;
  readonly project: string;
  /** Of the manifests' repository; with the plugin, of the fleet's. Absent where neither config nor git names it. */
  readonly repoURL?: string;
  /** With `{{.environment}}`, `{{.cluster}}` and `{{.release}}`. */
  readonly applicationName: string;
  /** One for each environment without clusters and for each cluster, in the fleet's order. */
  readonly destinations: readonly ResolvedDestination[];
  readonly prune: boolean;
  readonly selfHeal: boolean;
  readonly order: boolean;
  readonly retry: {
    readonly limit: number;
    readonly backoff: { readonly duration: string; readonly factor: number; readonly maxDuration: string };
  };
  readonly plugin: {
    readonly image: string;
    /** The Secret with the charts' credentials. */
    readonly secret: string;
  };
}

/** Where one environment, or one cluster of it, is deployed. */
export interface ResolvedDestination {
  readonly environment: string;
  /** Absent where the environment declares no clusters. */
  readonly cluster?: string;
  /** By name or by address, as Argo CD knows the cluster. */
  readonly target: { readonly name: string } | { readonly server: string };
  /** For objects without a namespace whose release has none either. */
  readonly namespace: string;
  readonly sync: "manual" | "automated";
}
