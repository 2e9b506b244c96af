import { withoutTrailingSlash } from "../../core/url.ts";
import type { AllowedVersion, Gate, HeldVersion } from "./gate.ts";
import { compareVersions, versionKey } from "../history/version.ts";

/** Gives releases of one chart in one environment the strictest of their gates, because Renovate knows charts, not releases. */
export function shareGates(gates: readonly Gate[]): readonly Gate[] {
  return gates.map((gate) => {
    const others = gates.filter((other) => other !== gate && packageOf(other) === packageOf(gate));
    return others.length === 0 ? gate : shareGate(gate, others);
  });
}

/** A key that is equal for gates of one chart. */
export function packageOf({ environment, chart, repositoryUrl = "", oci }: Gate): string {
  return `${environment} ${oci ? "docker" : "helm"} ${withoutTrailingSlash(repositoryUrl)} ${chart}`;
}

function shareGate(gate: Gate, others: readonly Gate[]): Gate {
  const allowed: AllowedVersion[] = [];
  const held: HeldVersion[] = [];
  for (const version of gate.allowed) {
    const shut = others.find((other) => !lets(other, version.version));
    if (shut === undefined) allowed.push(version);
    else held.push({ version: version.version, reason: `release ${shut.release} uses the same chart, and its gate is shut`, by: "shared" });
  }
  return { ...gate, allowed, held: [...gate.held, ...held], sharedWith: others.map(({ release }) => release) };
}

/** Returns only versions newer than the release's current one. */
function lets({ current, allowed }: Gate, version: string): boolean {
  return compareVersions(version, current) <= 0 || allowed.some((item) => versionKey(item.version) === versionKey(version));
}
