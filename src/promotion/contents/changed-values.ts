import type { ReleaseContent } from "../../helmfile/index.ts";
import type { Follower } from "../gates/gate-input.ts";
import { chartName } from "../history/chart-source.ts";
import { trackKey } from "../history/periods.ts";
import type { ChangedEnvironments, GateFinding } from "../check/proposed-change.ts";
import { toPrintable } from "./simultaneous-changes.ts";
import { pairContents } from "./content-pairs.ts";

/** Says which versions of images and sources a change brings a follower in values, where no gate is, and what the upstream has. */
export function checkValues({ name: environment, follows }: Follower, reach: ChangedEnvironments): readonly GateFinding[] {
  const [own, upstream] = [reach.get(environment), reach.get(follows)];
  if (own === undefined) return [];
  return pairContents(own).flatMap(({ from, to }) => {
    const paths = [...new Set([...from.versions.keys(), ...to.versions.keys()])];
    return paths.flatMap((path): GateFinding[] => {
      const [before, after] = [from.versions.get(path), to.versions.get(path)];
      if (before === after) return [];
      const running = findAlike(to, upstream?.before.listReleases() ?? []);
      const arriving = findAlike(to, upstream?.after.listReleases() ?? []);
      const state = describeUpstream(follows, { path, after, running, arriving });
      const message = `${describeEdit(toPrintable(path), before, after)} in its values; ${state}`;
      return [{ severity: "warning", environment, release: to.name, rule: "values", message }];
    });
  });
}

function describeEdit(path: string, before: string | undefined, after: string | undefined): string {
  if (after === undefined) return `${path} ${before ?? ""} is deleted`;
  return before === undefined ? `${path} is set to ${after}` : `${path} changes from ${before} to ${after}`;
}

interface UpstreamValue {
  readonly path: string;
  readonly after: string | undefined;
  readonly running: ReleaseContent | undefined;
  /** After the change. */
  readonly arriving: ReleaseContent | undefined;
}

function describeUpstream(follows: string, { path, after, running, arriving }: UpstreamValue): string {
  if (running === undefined) return `${follows} has no such release`;
  const there = running.versions.get(path);
  if (there === after) return after === undefined ? `${follows} does not set it either` : `${follows} has ${after} as well`;
  const state = there === undefined ? `${follows} does not set it` : `${follows} has ${there}`;
  return after !== undefined && arriving?.versions.get(path) === after ? `${state}, and gets ${after} in this change too` : state;
}

function findAlike(release: ReleaseContent, others: readonly ReleaseContent[]): ReleaseContent | undefined {
  return (
    others.find((other) => trackKey(other) === trackKey(release)) ??
    others.find((other) => other.name === release.name) ??
    others.find((other) => chartName(other) === chartName(release))
  );
}
