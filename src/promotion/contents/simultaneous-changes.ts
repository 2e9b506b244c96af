import type { ReleaseContent } from "../../helmfile/index.ts";
import type { Follower } from "../gates/gate-input.ts";
import { trackKey } from "../history/periods.ts";
import { pairContents } from "./content-pairs.ts";
import type { ChangedEnvironments, EnvironmentContents, GateFinding } from "../check/proposed-change.ts";

/** Says what reaches a follower and its upstream in one change, other than versions. */
export function checkTogether(environment: Follower, reach: ChangedEnvironments): readonly GateFinding[] {
  const { name, follows, promotion } = environment;
  const [own, upstream] = [reach.get(name), reach.get(follows)];
  if (promotion.together === "allow" || own === undefined || upstream === undefined) return [];
  const report = (what: string, release?: string): GateFinding => ({
    severity: promotion.together === "fail" ? "error" : "warning",
    environment: name,
    ...(release !== undefined && { release }),
    rule: "together",
    message: `this change reaches ${follows} and ${name} at once: ${what}; change ${follows} first, and ${name} when it has proved itself`,
  });
  const ownChanges = listChanges(own);
  if (!hasChanged(own, ownChanges)) return [];
  const upstreamChanges = listChanges(upstream);
  if (!hasChanged(upstream, upstreamChanges)) return [];
  const unread = [own, upstream].flatMap(({ before, after }) => [before, after]).find(({ isRead }) => !isRead);
  if (unread !== undefined) return [report(`all that the helmfiles say, because desalt cannot read ${unread.path}`)];
  const items = listCommon(ownChanges, upstreamChanges);
  const groups = Map.groupBy(items, ({ releases }) => [...new Set(releases)].join("\n"));
  return [...groups.values()].map((group) => {
    const [release, ...others] = new Set(group.flatMap(({ releases }) => releases));
    const what = describe(group);
    return others.length === 0 ? report(what, release) : report(`${what} of ${shorten([release ?? "", ...others])}`);
  });
}

/** A key that a change gives other contents in one release. */
interface ChangedPart {
  readonly release: ReleaseContent;
  readonly key: string;
  /** The changed files that it takes. */
  readonly files: readonly string[];
}

function listChanges(environment: EnvironmentContents): readonly ChangedPart[] {
  return pairContents(environment).flatMap(({ from, to }) => {
    const keys = [...new Set([...from.parts.keys(), ...to.parts.keys()])];
    return keys.flatMap((key): ChangedPart[] => {
      const [before, after] = [from.parts.get(key), to.parts.get(key)];
      if (before?.digest === after?.digest) return [];
      const paths = [...new Set([...(before?.files.keys() ?? []), ...(after?.files.keys() ?? [])])];
      return [{ release: to, key, files: paths.filter((path) => before?.files.get(path) !== after?.files.get(path)) }];
    });
  });
}

/** Where desalt cannot read a helmfile, all its texts count, in whatever files they stand. */
function hasChanged({ before, after }: EnvironmentContents, changes: readonly ChangedPart[]): boolean {
  if (changes.length > 0 || (before.isRead && after.isRead)) return changes.length > 0;
  const listTexts = ({ texts }: typeof before): string => JSON.stringify([...texts.values()].toSorted());
  return listTexts(before) !== listTexts(after);
}

interface CommonPart extends Pick<ChangedPart, "key" | "files"> {
  /** Names in the follower. */
  readonly releases: readonly string[];
}

/** Equal keys of the same release, and equal files of any two. */
function listCommon(own: readonly ChangedPart[], upstream: readonly ChangedPart[]): readonly CommonPart[] {
  const byTrack = Map.groupBy(upstream, ({ release }) => trackKey(release));
  const keysOf = new Map([...byTrack].map(([track, parts]) => [track, new Set(parts.map(({ key }) => key))] as const));
  const same = own.filter(({ release, key }) => {
    const keys = keysOf.get(trackKey(release));
    return keys !== undefined && (keys.has(key) || [...keys].some((other) => isWithin(key, other)));
  });
  const said = new Set(same.flatMap(({ files }) => files));
  const upstreamFiles = new Set(upstream.flatMap(({ files }) => files));
  const shared = own.flatMap(({ release, files }) =>
    files.flatMap((file): ChangedPart[] => (upstreamFiles.has(file) && !said.has(file) ? [{ release, key: file, files: [] }] : [])),
  );
  const byPart = Map.groupBy([...same, ...shared], ({ key, files }) => JSON.stringify([key, files]));
  return [...byPart.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, releases: [first, ...others].map(({ release }) => release.name) }],
  );
}

/** A value that is a map on one side has the keys of the other below it. */
function isWithin(a: string, b: string): boolean {
  return a.includes(":") && (a.startsWith(`${b}.`) || b.startsWith(`${a}.`));
}

function describe(parts: readonly CommonPart[]): string {
  const byPlace = Map.groupBy(parts, ({ key, files }) => {
    const colon = key.indexOf(":");
    return colon === -1 ? key : (files[0] ?? key.slice(0, colon));
  });
  const places = [...byPlace].map(([place, list]) => {
    const inside = list.flatMap(({ key, files }) => (key.includes(":") ? [key.slice(key.indexOf(":") + 1)] : files));
    return inside.length === 0 ? place : `${place} (${shorten(inside)})`;
  });
  return shorten(places);
}

function shorten(names: readonly string[]): string {
  const more = names.length > 5 ? `, and ${names.length - 5} more` : "";
  return `${names.slice(0, 5).map(toPrintable).join(", ")}${more}`;
}

/** Names come from the change, and must not end a line or steer a terminal. */
export function toPrintable(name: string): string {
  return name.slice(0, 200).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
}
