import type { Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "./resolved.ts";

/** Warns about releases without a namespace: helm then takes the one of whoever's context it runs with. */
export function findMissingNamespaces({ environments }: Pick<ResolvedFleet, "environments">): Issue[] {
  const without = new Set(
    environments.flatMap(({ isHandWritten, releases }) =>
      isHandWritten ? [] : releases.filter(({ namespace }) => namespace === undefined).map(({ name }) => name),
    ),
  );
  if (without.size === 0) return [];
  const names = [...without].map((name) => `"${name}"`);
  const shown = names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  const message = `${shown.join(", ")} ${names.length === 1 ? "has" : "have"} no namespace, so helm uses the namespace of the current context`;
  return [{ message, hint: "set `namespace` on each release, or `defaults: { namespace: NAME }` for all of them" }];
}
