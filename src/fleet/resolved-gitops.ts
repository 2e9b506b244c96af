/** The place of rendered manifests, and the rules for them. */
export interface ResolvedGitops {
  /** Whether the config has `gitops`. */
  readonly isDeclared: boolean;
  /** `owner/name` on the forge; absent if the fleet's own is unknown too. */
  readonly repository?: string;
  /** Whether the manifests are in the fleet's own repository. */
  readonly isOwnRepository: boolean;
  readonly branch: string;
  /** Relative to the repository's root, without a slash at the end; `.` for the root. */
  readonly directory: string;
  readonly secrets: "refuse" | "omit" | "commit";
  /** Fields that may hold what looks like a secret. */
  readonly allowSecretsIn: readonly { readonly object: string; readonly field: string; readonly reason: string }[];
  readonly hooks: boolean;
  readonly removal: {
    readonly allow: readonly string[];
    /** The largest share of objects that may be removed at once, from 0 to 1. */
    readonly share: number;
  };
  /** Whether workflows write as a GitHub App, instead of with a token from a secret. */
  readonly githubApp: boolean;
  /** Absent if nothing is generated for Argo CD. */
  readonly argocd?: ResolvedArgocd;
}

/** The settings of Argo CD, in its own terms if a value passes through unchanged. */
export interface ResolvedArgocd {
  readonly pattern: "manifests" | "plugin";
  readonly namespace: string;
  readonly project: string;
  /** The URL of the manifests' repository; with the plugin, of the fleet's. Absent if neither config nor git names it. */
  readonly repoURL?: string;
  /** A template with `{{.environment}}`, `{{.cluster}}` and `{{.release}}`. */
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
    /** The name of the Secret with the charts' credentials. */
    readonly secret: string;
  };
}

/** The destination of one environment, or of one cluster of it. */
export interface ResolvedDestination {
  readonly environment: string;
  /** Absent if the environment declares no clusters. */
  readonly cluster?: string;
  /** The cluster by the name or address that Argo CD uses. */
  readonly target: { readonly name: string } | { readonly server: string };
  /** The namespace of objects that have none, if their release has none either. */
  readonly namespace: string;
  readonly sync: "manual" | "automated";
}
