import { UserError } from "../../core/user-error.ts";
import { compareCharts } from "./chart-change.ts";
import { compareObjects } from "./compare-objects.ts";
import type { DiffError, DiffSummary, EnvironmentDiff, ManifestDiff, ObjectDiff, ReleaseDiff } from "./diff.generated.ts";
import type { HunkOptions } from "./hunks.ts";
import { identify } from "../objects/identity.ts";
import { findMoves, type Relocation } from "./relocated-objects.ts";
import { findLeaving, type LeavingContext } from "./leaving-releases.ts";
import { pairReleases, placeOf, sideOf, type ReleasePair } from "./release-pair.ts";
import type { ManifestObject, RenderedManifests, RenderedRelease, RenderFailure } from "../objects/rendered.ts";

export interface CompareOptions extends HunkOptions {
  /** Whether something deletes what the head no longer renders, as Argo CD does. Default: nobody does. */
  readonly prunes?: boolean;
}

/** Compares the renders of two checkouts. Leaves out unchanged environments, releases and objects. */
export function compareManifests(base: RenderedManifests, head: RenderedManifests, options: CompareOptions): ManifestDiff {
  const errors = listErrors([...head.failures, ...base.failures]);
  const failed = [...head.failures, ...base.failures];
  const pairs = pairReleases(base.releases, head.releases).filter((pair) => !failed.some((failure) => hides(failure, pair)));
  const moves = findMoves(pairs);
  const leaving = { pairs, head, prunes: options.prunes ?? false };
  const namesakes = findNamesakes([...base.releases, ...head.releases]);
  const environments = new Map<string, EnvironmentDiff & { readonly releases: ReleaseDiff[] }>();
  for (const pair of pairs) {
    const compared = compareReleases(pair, { moves, leaving, namesakes, ...options });
    if ("message" in compared) errors.push(compared);
    else if (compared.objects.length > 0 || compared.chart.from !== compared.chart.to || compared.leaves !== undefined) {
      const { environment: name, cluster } = sideOf(pair);
      const key = placeOf({ environment: name, ...(cluster !== undefined && { cluster }) });
      const place = environments.get(key) ?? { name, ...(cluster === undefined ? {} : { cluster }), releases: [] };
      environments.set(key, place);
      place.releases.push(compared);
    }
  }
  const compared = [...environments.values()];
  return { summary: summarise(compared), environments: compared, errors };
}

/** Whether nothing but noise changes in an object. */
export function isFolded({ change, diff }: ObjectDiff): boolean {
  return change === "changed" && diff === "";
}

/** Every object of a diff. */
export function listObjects({ environments }: Pick<ManifestDiff, "environments">): ObjectDiff[] {
  return environments.flatMap(({ releases }) => releases.flatMap(({ objects }) => objects));
}

/** Counts objects by kind of change. */
function summarise(environments: readonly EnvironmentDiff[]): DiffSummary {
  const objects = listObjects({ environments });
  const count = (change: ObjectDiff["change"]): number => objects.filter((object) => object.change === change && !isFolded(object)).length;
  return { added: count("added"), changed: count("changed"), removed: count("removed"), folded: objects.filter(isFolded).length };
}

/** Reports failed releases as errors, because a release that one side could not render is not removed. */
function hides({ environment, cluster, release }: RenderFailure, pair: ReleasePair): boolean {
  const side = sideOf(pair);
  return (
    environment === side.environment &&
    (cluster === undefined || cluster === side.cluster) &&
    (release === undefined || release === side.release)
  );
}

function listErrors(failures: readonly RenderFailure[]): DiffError[] {
  const errors = failures.map(({ environment, cluster, release, message }) => ({
    environment: cluster === undefined ? environment : `${environment}/${cluster}`,
    release: release ?? null,
    message,
  }));
  return [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()];
}

interface Comparison extends HunkOptions {
  readonly moves: ReadonlyMap<ManifestObject, Relocation>;
  readonly leaving: LeavingContext;
  /** Names that several releases of a place have. */
  readonly namesakes: ReadonlySet<string>;
}

function findNamesakes(releases: readonly RenderedRelease[]): ReadonlySet<string> {
  const namespaces = Map.groupBy(releases, nameOf);
  return new Set([...namespaces].flatMap(([name, list]) => (new Set(list.map(({ namespace }) => namespace)).size > 1 ? [name] : [])));
}

function nameOf(release: RenderedRelease): string {
  return JSON.stringify([placeOf(release), release.release]);
}

function compareReleases(pair: ReleasePair, options: Comparison): ReleaseDiff | DiffError {
  const side = sideOf(pair);
  const { release: name, environment, cluster, namespace } = side;
  const leaves = findLeaving(pair, options.leaving);
  try {
    return {
      name,
      ...(namespace !== undefined && options.namesakes.has(nameOf(side)) && { namespace }),
      ...(leaves !== undefined && { leaves }),
      chart: compareCharts(pair.base?.chart, pair.head?.chart),
      objects: compareAll(pair, options),
    };
  } catch (error) {
    // A document with invalid YAML must not hide the other releases.
    if (!(error instanceof UserError)) throw error;
    return { environment: cluster === undefined ? environment : `${environment}/${cluster}`, release: name, message: error.message };
  }
}

function compareAll({ base, head }: ReleasePair, { moves, showNoise }: Comparison): ObjectDiff[] {
  const [before, after] = [indexObjects(base), indexObjects(head)];
  const identities = [...new Set([...after.keys(), ...before.keys()])].sort();
  const objects = identities.flatMap((identity) => {
    const pair = { base: before.get(identity), head: after.get(identity) };
    const compared = compareObjects({ ...pair, namespace: (pair.head === undefined ? base : head)?.namespace }, { showNoise });
    if (compared === undefined) return [];
    const move = pair.base === undefined || pair.head === undefined ? moves.get(pair.head ?? pair.base ?? missing) : undefined;
    return [move === undefined ? compared : { ...compared, ...describeMove(move, compared, { showNoise }) }];
  });
  return objects;
}

/** By identity. Hooks, and objects without a name of their own, may have the same: then by their order too. */
function indexObjects(release: RenderedRelease | undefined): ReadonlyMap<string, ManifestObject> {
  const objects = new Map<string, ManifestObject>();
  for (const object of release?.objects ?? []) {
    const identity = identify(object, release?.namespace);
    let key = identity;
    for (let count = 2; objects.has(key); count += 1) key = `${identity} ${count}`;
    objects.set(key, object);
  }
  return objects;
}

const missing: ManifestObject = { apiVersion: "", kind: "", name: "", value: {} };

/** Pairs objects that move between releases, which are neither removed nor new. Shows their changes at the new place. */
function describeMove({ release, from, to, namespace }: Relocation, { change }: ObjectDiff, options: HunkOptions): Partial<ObjectDiff> {
  if (change === "removed") return { moved: release, dangers: [], diff: "" };
  const compared = compareObjects({ base: from, head: to, namespace }, options);
  return { moved: release, dangers: compared?.dangers ?? [], diff: compared?.diff ?? "", folded: compared?.folded ?? [] };
}
