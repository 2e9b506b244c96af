import { parseDuration } from "../core/duration.ts";
import type { InheritedEnvironment } from "./inheritance.ts";
import { present } from "./present.ts";
import type { PromotionRules } from "./resolved.ts";

const day = parseDuration("1 day") ?? Number.NaN;

/** Fills in the defaults of an environment's rules. */
export function resolvePromotion({ superseded, strict, additions, together, verify, verifySecrets }: InheritedEnvironment): PromotionRules {
  const minimum = typeof superseded === "object" && superseded !== null ? parseDuration(superseded.minimum) : undefined;
  return {
    superseded: superseded === "restarts" ? "restarts" : "continues",
    minimum: minimum ?? day,
    strict: strict ?? false,
    together: together ?? "warn",
    additions: additions ?? "gated",
    ...present({ verify, verifySecrets }),
  };
}
