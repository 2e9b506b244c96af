import type { ResolvedFleet } from "../fleet/index.ts";
import { matchFiles } from "./match.ts";
import type { PackageRule } from "./options.ts";

/**
 * The rule that keeps followers back until Renovate reads the gates: without them it knows nothing of upstreams. It sets no
 * minimum age, since the age of a version does not say whether the upstream runs it.
 */
export function renderApprovalWithoutGates({ environments }: ResolvedFleet, gates: string | undefined): readonly PackageRule[] {
  const followers = environments.filter(({ follows }) => follows !== undefined);
  if (followers.length === 0 || gates !== undefined) return [];
  const pairs = followers.map(({ name, follows = "" }) => `${name} follows ${follows}`).join(", ");
  return [
    {
      description: `${pairs}: approval until \`npx desalt init --promotion\` sets up the gates`,
      ...matchFiles(followers),
      dependencyDashboardApproval: true,
    },
  ];
}

/** A config's rules without the one that keeps followers back, as `generate` writes them once the gates exist. */
export function dropApprovalWithoutGates(rules: readonly unknown[], fleet: ResolvedFleet): readonly unknown[] {
  const dropped = new Set(renderApprovalWithoutGates(fleet, undefined).map((rule) => JSON.stringify(rule)));
  return rules.filter((rule) => !dropped.has(JSON.stringify(rule)));
}
