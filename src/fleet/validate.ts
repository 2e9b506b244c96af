import type { Issue } from "../core/user-error.ts";
import type { DeclaredFleet } from "./declared.ts";

const rules: readonly ((fleet: DeclaredFleet) => Issue[])[] = [];

/** Checks what a schema cannot say: names, cycles, paths, contradictions. Returns every issue. */
export function validateFleet(fleet: DeclaredFleet): Issue[] {
  return rules.flatMap((rule) => rule(fleet));
}
