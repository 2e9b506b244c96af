import type { ResolvedEnvironment, Soak } from "../../fleet/index.ts";
import type { GateSubject } from "./gate-input.ts";
import type { SoakRule } from "./soak.ts";
import { kindOfUpdate } from "../history/version.ts";

/** The soak that a version needs to replace the follower's. */
export function soakRule({ environment, release }: Pick<GateSubject, "environment" | "release">, version: string): SoakRule {
  const soak = soakOf(environment, release.name);
  const { superseded, minimum } = environment.promotion;
  return { soak: soak[kindOfUpdate(release.version, version)], superseded, minimum };
}

/** The soak of a release by kind of update: its own, otherwise the environment's. */
export function soakOf({ releases, soaks, soak }: Pick<ResolvedEnvironment, "releases" | "soaks" | "soak">, name: string): Soak {
  const own = releases.find((release) => release.name === name)?.soak ?? soaks?.get(name);
  return own ?? soak ?? { patch: 0, minor: 0, major: 0 };
}
