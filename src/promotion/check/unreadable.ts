import type { NotUnderstood } from "../../helmfile/index.ts";
import type { ResolvedEnvironment, ResolvedFleet } from "../../fleet/index.ts";
import { digestOfFiles, findFreeze, type Decisions } from "../decisions/decisions.ts";
import type { Running, RunningRelease } from "../history/history.ts";
import { isLocalChart } from "../history/chart-source.ts";
import { listRunningReleases } from "../history/running-releases.ts";
import { checkContexts } from "./context.ts";
import { describeEmergency, describeFreeze } from "./frozen-upstreams.ts";
import type { GateFinding, HelmfileReading, Readings } from "./proposed-change.ts";

/** The environments to compare, and the base's decisions about them. */
interface ReadingRules extends Pick<ResolvedFleet, "environments"> {
  readonly decisions: Decisions;
  readonly now: number;
}

/** What both sides of a change run, and what is not understood of it. */
export interface ComparedReadings {
  readonly running: Running;
  readonly head: Running;
  readonly findings: readonly GateFinding[];
}

/**
 * Compares the helmfiles of two sides. A follower's text that is not understood is refused if the change brings it, unless
 * people approved exactly this content, and a warning otherwise. Nothing else is judged there, because nobody can say what its
 * releases would be.
 */
export function compareReadings(rules: ReadingRules, before: Readings, after: Readings): ComparedReadings {
  const running = new Map<string, readonly RunningRelease[]>();
  const head = new Map<string, readonly RunningRelease[]>();
  const findings: GateFinding[] = [];
  for (const environment of rules.environments) {
    const { name } = environment;
    const readings = after.get(name) ?? [];
    const files = pairFiles(before.get(name) ?? [], readings).map((pair) => compareFiles(environment, pair));
    const [left, right] = withoutSharedFolders(
      files.flatMap(({ releases }) => releases),
      files.flatMap(({ proposed }) => proposed),
    );
    running.set(name, left);
    head.set(name, right);
    for (const { what, isBrought } of files) {
      if (what === undefined) continue;
      if (isBrought) findings.push(...judgeContent({ environment, what, readings }, rules));
      else {
        const message = `${what}${environment.follows === undefined ? "; nothing soaks there meanwhile" : ""}`;
        findings.push({ severity: "warning", environment: name, rule: "unreadable", message });
      }
    }
  }
  findings.push(...checkContexts(rules, before, after));
  return { running, head, findings };
}

interface FilePair {
  readonly from: HelmfileReading | undefined;
  readonly to: HelmfileReading | undefined;
}

/** Pairs files by path. The only one that is left on each side is one file that moved. */
function pairFiles(before: readonly HelmfileReading[], after: readonly HelmfileReading[]): readonly FilePair[] {
  const byPath = new Map(before.map((reading) => [reading.helmfile.path, reading]));
  const pairs = after.map((to) => ({ from: byPath.get(to.helmfile.path), to }));
  const kept = new Set(pairs.map(({ from }) => from));
  const left = before.filter((reading) => !kept.has(reading));
  const added = pairs.filter(({ from }) => from === undefined);
  if (left.length === 1 && added.length === 1) return pairs.map(({ from, to }) => ({ from: from ?? left[0], to }));
  return [...pairs, ...left.map((from) => ({ from, to: undefined }))];
}

interface ComparedFile {
  readonly releases: readonly RunningRelease[];
  /** The same releases if nobody can say what they would be. */
  readonly proposed: readonly RunningRelease[];
  /** Why the file cannot be read after the change. */
  readonly what?: string;
  /** Whether the change brings that to a follower. */
  readonly isBrought: boolean;
}

function compareFiles({ follows }: ResolvedEnvironment, { from, to }: FilePair): ComparedFile {
  const releases = from === undefined ? [] : listRunningReleases(from.helmfile);
  if (to === undefined) return { releases, proposed: [], isBrought: false };
  const place = findUnread(from, to);
  if (place === undefined) return { releases, proposed: listRunningReleases(to.helmfile), isBrought: false };
  const isBrought = follows !== undefined && !isSame(from, to);
  const what = `${place.path ?? to.helmfile.path} cannot be read as helmfile reads it (line ${place.line}): ${place.reason}`;
  return { releases, proposed: isBrought ? releases : listRunningReleases(to.helmfile), what, isBrought };
}

interface UnreadContent {
  readonly environment: ResolvedEnvironment;
  readonly what: string;
  readonly readings: readonly HelmfileReading[];
}

/** The digest of all that an environment's unreadable helmfiles depend on; if there are none, of all its helmfiles. */
export function digestOfUnread(readings: readonly HelmfileReading[]): string {
  const unread = readings.filter((reading) => findUnread(undefined, reading) !== undefined);
  return digestOfFiles(new Map((unread.length > 0 ? unread : readings).flatMap(({ texts }) => [...texts])));
}

/** A content that nobody can read passes with an approval of exactly it; in a freeze, with one for emergencies. */
function judgeContent({ environment, what, readings }: UnreadContent, { decisions, now }: ReadingRules): readonly GateFinding[] {
  const { name } = environment;
  const digest = digestOfUnread(readings);
  const approvals = (decisions.files ?? []).filter((item) => item.files === name && item.digest === digest);
  const approval = approvals.find(({ emergency }) => emergency === true) ?? approvals[0];
  if (approval === undefined) {
    const command = `npx desalt promote --approve-files ${name}@${digest} --reason TEXT`;
    const message = `${what}; write it without that, or approve exactly this content first, in a pull request of its own: ${command}`;
    return [{ severity: "error", environment: name, rule: "unreadable", message }];
  }
  const freeze = approval.emergency === true ? undefined : findFreeze(decisions, environment, now);
  if (freeze !== undefined) return [{ severity: "error", environment: name, ...describeFreeze(name, freeze) }];
  return [
    {
      severity: "warning",
      environment: name,
      rule: "unreadable",
      message: `${what}; exactly this content is approved: ${approval.reason}`,
    },
    ...(approval.emergency === true ? [{ environment: name, ...describeEmergency(approval) }] : []),
  ];
}

function isSame(from: HelmfileReading | undefined, to: HelmfileReading | undefined): boolean {
  const [before, after] = [from?.texts ?? new Map<string, string>(), to?.texts ?? new Map<string, string>()];
  return [...before.keys(), ...after.keys()].every((path) => before.get(path) === after.get(path));
}

function findUnread(from: HelmfileReading | undefined, to: HelmfileReading): NotUnderstood | undefined {
  return to.helmfile.notUnderstood ?? findNewBraces(from?.text ?? "", to);
}

/** helmfile before version 1 runs templates in comments of all files, so that a change may not bring any. */
function findNewBraces(before: string, { text, helmfile }: HelmfileReading): NotUnderstood | undefined {
  if (helmfile.path.endsWith(".gotmpl") || !/#.*(?:\{\{|\}\})/u.test(text)) return undefined;
  const known = new Set(before.split("\n"));
  const index = text.split("\n").findIndex((line) => /(?:^|\s)#.*(?:\{\{|\}\})/u.test(line) && !known.has(line));
  return index === -1 ? undefined : { line: index + 1, reason: "template text in a comment, which helmfile 0.x runs" };
}

/** A chart in a folder that both sides take has no gate: its versions are those of the repository itself. */
function withoutSharedFolders(
  before: readonly RunningRelease[],
  after: readonly RunningRelease[],
): readonly [readonly RunningRelease[], readonly RunningRelease[]] {
  const keyOf = ({ name, namespace, chart }: RunningRelease): string => JSON.stringify([name, namespace, chart]);
  const listFolders = (releases: readonly RunningRelease[]): Set<string> => new Set(releases.filter(isLocalChart).map(keyOf));
  const [old, now] = [listFolders(before), listFolders(after)];
  const strip = (release: RunningRelease): RunningRelease => {
    const key = keyOf(release);
    if (!old.has(key) || !now.has(key)) return release;
    const { version: _, range: __, doubt: ___, ...rest } = release;
    return rest;
  };
  return [before.map(strip), after.map(strip)];
}
