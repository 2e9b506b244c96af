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
    const { name, follows } = environment;
    const [from, to] = [before.get(name), after.get(name)];
    const releases = from === undefined ? [] : listRunningReleases(from.helmfile);
    const proposed = to === undefined ? [] : listRunningReleases(to.helmfile);
    const place = to === undefined ? undefined : findUnread(from, to);
    const isBrought = place !== undefined && follows !== undefined && !isSame(from, to);
    const [left, right] = isBrought ? [releases, releases] : withoutSharedFolders(releases, proposed);
    running.set(name, left);
    head.set(name, right);
    if (place === undefined || to === undefined) continue;
    const what = `${place.path ?? to.helmfile.path} cannot be read as helmfile reads it (line ${place.line}): ${place.reason}`;
    if (isBrought) findings.push(...judgeContent({ environment, what, texts: to.texts }, rules));
    else {
      const message = `${what}${follows === undefined ? "; nothing soaks there meanwhile" : ""}`;
      findings.push({ severity: "warning", environment: name, rule: "unreadable", message });
    }
  }
  findings.push(...checkContexts(rules, before, after));
  return { running, head, findings };
}

interface UnreadContent {
  readonly environment: ResolvedEnvironment;
  readonly what: string;
  readonly texts: ReadonlyMap<string, string>;
}

/** A content that nobody can read passes with an approval of exactly it; in a freeze, with one for emergencies. */
function judgeContent({ environment, what, texts }: UnreadContent, { decisions, now }: ReadingRules): readonly GateFinding[] {
  const { name } = environment;
  const digest = digestOfFiles(texts);
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
