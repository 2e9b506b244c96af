import type { Base, Fleet, Release, ReleaseGroup, Settings } from "./fleet.ts";
import type { Repository } from "./options.generated.ts";

/** The options of a repository besides its address. */
export type RepositoryOptions = Omit<Repository, "url" | "oci">;

/**
 * Declares a fleet. Returns the literal unchanged. Unknown names and keys are compile errors at their place, and
 * everything else is checked when desalt loads the file.
 */
export function defineFleet<E extends string, R extends string, S extends Settings = Settings>(fleet: Fleet<E, R, S>): Fleet<E, R, S> {
  return fleet;
}

/** Declares the environments and repositories that the files of a large fleet share. Spread it into `defineFleet`, and pass it to `defineReleases`. */
export function defineBase<E extends string, R extends string, S extends Settings = Settings>(base: Base<E, R, S>): Base<E, R, S> {
  return base;
}

/** Declares releases in a file of their own, for a fleet's `include`. */
export function defineReleases<E extends string, R extends string, S extends Settings>(
  _base: Base<E, R, S>,
  releases: { readonly [name: string]: Release<NoInfer<E>, NoInfer<R>, NoInfer<S>> },
): ReleaseGroup {
  return { releases };
}

/** A classic chart repository, one with an `index.yaml` at `https://…`. */
export function helmRepository(url: `https://${string}` | `http://${string}`, options: RepositoryOptions = {}): Repository {
  return { url, ...options };
}

/** Charts in an OCI registry, at `host/path` without a scheme. */
export function ociRepository(url: string, options: RepositoryOptions = {}): Repository {
  return { url, oci: true, ...options };
}
