import { formatDays } from "../promotion/index.ts";
import { findConfig } from "./load-config.ts";
import { openFleet } from "./open-fleet.ts";

/** The parts of a config that concern `desalt check`. */
export interface CheckRules {
  /** Why ranges in `kubeVersion` do not count, by release. */
  readonly ignoredRanges: ReadonlyMap<string, string>;
  /** When a new version may come to an environment that follows another one. */
  readonly waits: ReadonlyMap<string, string>;
  /** Declared versions of Kubernetes, by environment. */
  readonly declared: ReadonlyMap<string, string>;
}

/** Reads the rules of a folder's config; none without a config. */
export async function readCheckRules(directory: string): Promise<CheckRules> {
  if (findConfig(directory) === undefined) return { ignoredRanges: new Map(), waits: new Map(), declared: new Map() };
  const { fleet } = await openFleet(directory);
  return {
    ignoredRanges: new Map((fleet.ignoreKubeVersionOf ?? []).map(({ release, reason }) => [release, reason])),
    waits: new Map(
      fleet.environments.flatMap(({ name, follows, soak }) =>
        follows === undefined || soak === undefined
          ? []
          : [[name, `${name} may have it after ${formatDays(soak.minor)} in ${follows}`] as const],
      ),
    ),
    declared: new Map(
      fleet.environments.flatMap(({ name, kubernetes }) => (kubernetes === undefined ? [] : [[name, kubernetes] as const])),
    ),
  };
}
