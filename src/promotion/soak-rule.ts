import type { Soak } from "../fleet/index.ts";
import type { GateSubject } from "./gate-input.ts";
import type { SoakRule } from "./soaked.ts";
import { kindOfUpdate } from "./version.ts";

/** What a version must have soaked to come after the follower's. */
export function soakRule({ environment, release }: Pick<GateSubject, "environment" | "release">, version: string): SoakRule {
  const own = environment.releases.find(({ name }) => name === release.name)?.soak;
  const soak: Soak = own ?? environment.soak ?? { patch: 0, minor: 0, major: 0 };
  const { superseded, minimum } = environment.promotion;
  return { soak: soak[kindOfUpdate(release.version, version)], superseded, minimum };
}
