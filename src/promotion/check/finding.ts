/** One thing that the merge check found. */
export interface GateFinding {
  readonly severity: "error" | "warning";
  readonly environment: string;
  /** Undefined where it is about more than one release. */
  readonly release?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly rule:
    | "frozen"
    | "hold"
    | "verification"
    | "rollback"
    | "shared"
    | "soaking"
    | "not-soaked"
    | "no-version"
    | "added"
    | "together"
    | "moved"
    | "rolled-back-upstream";
  readonly message: string;
  /** When the same change would pass, ISO 8601 in UTC. */
  readonly opensAt?: string;
}
