import type { Issue } from "../core/user-error.ts";
import { generatedHelmfile, type ResolvedEnvironment, type ResolvedFleet, type ResolvedRelease } from "../fleet/index.ts";
import type { ParsedHelmfiles, ParsedRelease } from "./reading/parsed-helmfile.ts";

/** A release that a generated helmfile has, and will no longer have: nothing uninstalls it. */
interface LeavingRelease {
  readonly environment: string;
  readonly release: ParsedRelease;
  /** The release that takes its place. */
  readonly next: ResolvedRelease | undefined;
}

/**
 * Warns about releases that leave a helmfile: removed, renamed, or moved to another namespace. helmfile forgets them, helm keeps them
 * in the cluster, and refuses their objects to other releases. Argo CD deletes what is gone by itself.
 */
export function warnOfLeavingReleases(fleet: ResolvedFleet, existing: ParsedHelmfiles): Issue[] {
  if (fleet.gitops.argocd?.prune === true) return [];
  const leaving = fleet.environments.flatMap((environment) => findLeaving(environment, existing));
  return [...Map.groupBy(leaving, ({ release, next }) => JSON.stringify([release.name, release.namespace, next?.name])).values()].map(
    describe,
  );
}

function findLeaving(environment: ResolvedEnvironment, existing: ParsedHelmfiles): LeavingRelease[] {
  const { name, directory, isHandWritten, releases } = environment;
  const before = isHandWritten ? [] : (existing.get(generatedHelmfile(directory))?.releases ?? []);
  const known = new Set(before.map(keyOf));
  const after = new Set(releases.map(keyOf));
  const isNew = (release: ResolvedRelease): boolean => !known.has(keyOf(release));
  return before
    .filter((release) => release.isUninstalled !== true && !after.has(keyOf(release)))
    .map((release) => ({
      environment: name,
      release,
      next:
        releases.find((candidate) => candidate.name === release.name) ??
        releases.find((candidate) => isNew(candidate) && candidate.chart === release.chart && candidate.namespace === release.namespace),
    }));
}

function keyOf({ name, namespace = "" }: Pick<ParsedRelease | ResolvedRelease, "name" | "namespace">): string {
  return `${namespace}/${name}`;
}

function describe(group: readonly LeavingRelease[]): Issue {
  const [first] = group;
  if (first === undefined) throw new Error("a group without releases");
  const { release, next } = first;
  const place = group.map(({ environment }) => environment).join(", ");
  const title = `release "${release.name}" (${place})`;
  const hint = `first set \`helmfile: { installed: false }\` on "${release.name}", generate and apply that; then make this change`;
  if (next === undefined)
    return { message: `${title} leaves the helmfile, and stays in the cluster: helmfile apply does not uninstall it`, hint };
  if (next.name === release.name)
    return { message: `${title} moves to namespace "${next.namespace ?? "default"}", and the old one stays in the cluster`, hint };
  return { message: `${title} is now called "${next.name}", and helm refuses objects that the old one owns`, hint };
}
