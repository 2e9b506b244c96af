import { alone, isExactVersion } from "../../helmfile/index.ts";
import { listRunningReleases, type HelmfileAt, type RunningRelease } from "../../promotion/index.ts";
import type { FilePatch, Hunk, PatchedCommit } from "../../io/git/patches.ts";
import { needsAsking, type TemplateSettings } from "../reading/asked-helmfile.ts";
import { readDeclared } from "../reading/declared-releases.ts";

/** The history of a helmfile, built one patch after the other. */
export interface Timeline {
  readonly path: string;
  readonly settings: TemplateSettings;
  readonly entries: HelmfileAt[];
  /** Commits with unreadable text, and the reason for the first one. */
  readonly unreadable: string[];
  reason: string;
  /** Paths of other files that the helmfile would pull in, if they were there. */
  readonly asked: Set<string>;
  lines: string[];
  /** Whether the last line has no newline. */
  isUnterminated: boolean;
  /** The releases in the text; undefined if it cannot be read. */
  read: ReadText | undefined;
}

interface ReadText {
  readonly releases: readonly RunningRelease[];
  /** By line, from 1: the releases whose literal version is there. Lines with templates are absent. */
  readonly versionLines: ReadonlyMap<number, readonly number[]>;
}

/** A literal version on its own line, so that a change of it needs no second parse of the file. */
const versionLine = /^([ ]*(?:- +)?version: +)(["']?)(v?\d+\.\d+\.\d+[\w.+-]*)\2(?: +#[ -z|]*| *)\r?$/u;

/** A file that does not exist yet. */
export function openTimeline(path: string, settings: TemplateSettings = {}): Timeline {
  return {
    path,
    settings,
    entries: [],
    unreadable: [],
    reason: "",
    asked: new Set(),
    lines: [],
    isUnterminated: false,
    read: { releases: [], versionLines: new Map() },
  };
}

/** Applies a commit's patch to the timeline. */
export async function applyPatch(timeline: Timeline, { id, time }: PatchedCommit, patch: FilePatch): Promise<void> {
  if (patch.kind === "changed" && patch.hunks.length === 0) return;
  if (patch.kind !== "changed") timeline.lines = [];
  if (patch.kind !== "deleted") for (const hunk of patch.hunks) applyHunk(timeline, hunk);
  const { read, lines, isUnterminated } = timeline;
  // A carriage return alone at the end is a question for the parser.
  const isOdd = isUnterminated && lines.at(-1)?.endsWith("\r") === true;
  const changed = patch.kind === "changed" && read !== undefined && !isOdd ? changeVersions(read, patch.hunks) : undefined;
  timeline.read = changed ?? (await readText(timeline, id));
  timeline.entries.push({ commit: { id, time }, releases: timeline.read?.releases });
}

/** A warning about commits that cannot be read. */
export function describeUnreadable({
  path,
  unreadable,
  reason,
}: Pick<Timeline, "path" | "reason"> & { readonly unreadable: readonly string[] }): readonly string[] {
  const [first] = unreadable;
  if (first === undefined) return [];
  const commits =
    unreadable.length === 1 ? `commit ${first.slice(0, 10)}` : `${unreadable.length} commits (the first is ${first.slice(0, 10)})`;
  return [`${path} in ${commits} cannot be read, and its time counts for nothing: ${reason}`];
}

function applyHunk(timeline: Timeline, { start, removed, added, isUnterminated = false }: Hunk): void {
  const { lines } = timeline;
  // Not spread into the call, because a new file may have more lines than a call can have arguments.
  if (lines.length === 0) for (const line of added) lines.push(line);
  else lines.splice(start - 1, removed.length, ...added);
  if (start - 1 + added.length >= lines.length) timeline.isUnterminated = isUnterminated;
}

async function readText(timeline: Timeline, commit: string): Promise<ReadText | undefined> {
  const { path, settings, lines, isUnterminated } = timeline;
  if (lines.length === 0) return { releases: [], versionLines: new Map() };
  // Only the whole reading asks helmfile.
  if (needsAsking(path)) return { releases: [], versionLines: new Map() };
  const text = `${lines.join("\n")}${isUnterminated ? "" : "\n"}`;
  const helmfile = await readDeclared({ path, files: alone(path, text), settings });
  for (const file of helmfile.involved) if (file !== path) timeline.asked.add(file);
  if (helmfile.notUnderstood !== undefined) {
    if (timeline.unreadable.length === 0) timeline.reason = `line ${helmfile.notUnderstood.line}: ${helmfile.notUnderstood.reason}`;
    timeline.unreadable.push(commit);
    return undefined;
  }
  const releases: RunningRelease[] = [];
  const versionLines = new Map<number, number[]>();
  for (const release of helmfile.releases) {
    const [running] = listRunningReleases({ ...helmfile, releases: [release] });
    if (running === undefined) continue;
    versionLines.set(release.line, [...(versionLines.get(release.line) ?? []), running.version === undefined ? -1 : releases.length]);
    releases.push(running);
  }
  return { releases, versionLines };
}

/** The releases after a change of literal versions only; undefined if more changed. */
function changeVersions({ releases, versionLines }: ReadText, hunks: readonly Hunk[]): ReadText | undefined {
  const changed = [...releases];
  for (const { start, removed, added } of hunks) {
    if (removed.length !== added.length) return undefined;
    for (const [offset, text] of added.entries()) {
      const before = versionLine.exec(removed[offset] ?? "");
      const after = versionLine.exec(text);
      const version = after?.[3];
      if (version === undefined || before === null || before[1] !== after?.[1] || !isExactVersion(version)) return undefined;
      const indexes = versionLines.get(start + offset) ?? [-1];
      for (const index of indexes) {
        const release = changed[index];
        if (release?.version !== before[3]) return undefined;
        if (release !== undefined) changed[index] = { ...release, version };
      }
    }
  }
  return { releases: changed, versionLines };
}
