import { computeGates, type Gate } from "../promotion/index.ts";
import { gatesBranch, gatesPath, gatesReference, renderGatesPreset } from "../renovate/index.ts";
import type { PlannedRepository, WaitingVersion } from "../dryrun/index.ts";
import { readIfFile } from "../io/read-file.ts";
import { listRenovateConfigs } from "../io/renovate-config.ts";
import type { LoadedFleet } from "./fleet-files.ts";
import { loadPromotion, readNow } from "./promotion-input.ts";
import { describeSoak } from "./promotion-text.ts";
import { readVerifications } from "./recorded-verifications.ts";

/** The gates as they would be now, in place of the branch that Renovate reads them from. */
export interface PlanGates {
  readonly refs: NonNullable<PlannedRepository["refs"]>;
  /** Versions that a gate keeps from a follower. */
  readonly waiting: readonly WaitingVersion[];
}

/** Computes the gates for a plan; `undefined` where renovate.json does not read any. */
export async function computePlanGates(directory: string, { fleet }: LoadedFleet, at: string | undefined): Promise<PlanGates | undefined> {
  const reference = gatesReference(fleet);
  const isRead = (path: string): boolean => reference !== undefined && readIfFile(directory, path)?.includes(reference) === true;
  if (!listRenovateConfigs(directory).some(isRead)) return undefined;
  const now = readNow(at);
  const { gateInput, decisionError } = await loadPromotion({ directory, folder: directory, commit: "HEAD", now });
  if (decisionError !== undefined) throw decisionError;
  const { verifications } = await readVerifications(directory, fleet);
  const { gates } = computeGates({ ...gateInput, verifications });
  const { text } = renderGatesPreset({ fleet, gates });
  return { refs: { [gatesBranch]: { files: { [gatesPath]: text } } }, waiting: gates.flatMap((gate) => listWaiting(gate, now)) };
}

/** The same without what the plan already has: a gate knows better why a version waits. */
export function mergeWaiting(waiting: readonly WaitingVersion[], gated: readonly WaitingVersion[]): WaitingVersion[] {
  const isGated = (version: WaitingVersion): boolean =>
    gated.some(
      (other) => other.environment === version.environment && other.release === version.release && other.version === version.version,
    );
  return [...waiting.filter((version) => !isGated(version)), ...gated];
}

function listWaiting({ environment, release, upstream, soaking, held, frozen }: Gate, now: number): WaitingVersion[] {
  const freeze = frozen === undefined ? "" : `; frozen until ${frozen.until.slice(0, 10)}: ${frozen.reason}`;
  return [
    ...soaking.map((item) => ({
      environment,
      release,
      version: item.version,
      reason: `soaking in ${upstream}, ${describeSoak(item, now)}${freeze}`,
      until: item.opensAt,
    })),
    ...held.map(({ version, reason, by }) => ({
      environment,
      release,
      version,
      reason: by === "freeze" ? reason : `held: ${reason}${freeze}`,
    })),
  ];
}
