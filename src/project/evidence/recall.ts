import type { Issue } from "../../core/user-error.ts";
import type { PastChange } from "../../promotion/index.ts";
import { openFleet } from "../open-fleet.ts";
import { loadPromotion, type PromotionInput } from "../promotion-input.ts";
import { reviewPast } from "./past-check.ts";
import { readEvidence, withRemembered, type Recollection } from "./read-evidence.ts";
import { readSchedule } from "./schedule.ts";

/** All that desalt knows about a repository's promotion. */
export interface Recalled {
  readonly input: PromotionInput;
  readonly recorded: Recollection;
  /** What came past the merge check, oldest first. */
  readonly past: readonly PastChange[];
  readonly warnings: readonly Issue[];
}

/** Reads a folder's promotion and what promote remembers of it. Asks no remote, and decisions that cannot be read are a warning. */
export async function recall(directory: string, now: number): Promise<Recalled> {
  const loaded = { ...(await openFleet(directory)), directory };
  const input = await loadPromotion(loaded, { directory, commit: "HEAD", now });
  const recorded = await readEvidence({ directory, now, schedule: readSchedule(directory), isOffline: true }, loaded.fleet);
  const review = await reviewPast({ directory, isOffline: true }, input, recorded);
  return {
    input: { ...input, gateInput: withRemembered(input.gateInput, recorded) },
    recorded,
    past: review.past,
    warnings: [...input.warnings, ...(input.decisionError?.issues ?? []), ...recorded.warnings, ...review.warnings],
  };
}
