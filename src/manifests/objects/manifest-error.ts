import { UserError } from "../../core/user-error.ts";

/** The release of rendered manifests. */
export interface ManifestOrigin {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  /** The namespace of objects without one. */
  readonly namespace?: string;
}

/** Rendered manifests that cannot be read. Its message names the release; `reason` is the same without it. */
export class ManifestError extends UserError {
  readonly origin: ManifestOrigin;
  readonly reason: string;

  constructor(origin: ManifestOrigin, reason: string, hint: string) {
    super({ message: `${describeOrigin(origin)}: ${reason}`, hint });
    this.origin = origin;
    this.reason = reason;
  }
}

function describeOrigin({ environment, cluster, release }: ManifestOrigin): string {
  return `release "${release}" (${cluster === undefined ? environment : `${environment}/${cluster}`})`;
}
