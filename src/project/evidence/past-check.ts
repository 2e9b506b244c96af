import type { Issue } from "../../core/user-error.ts";
import { openCheckout } from "../../io/git/checkout.ts";
import { isAncestor } from "../../io/git/commits.ts";
import {
  digestOfUnread,
  isoTime,
  isStanding,
  judgeCommit,
  listUnjudged,
  type Decisions,
  type PastChange,
  type Remembered,
  type ReviewInput,
} from "../../promotion/index.ts";
import { readSide } from "../read-side.ts";
import { addRollbacks, readDecisionsAt, type PromotionInput } from "../promotion-input.ts";

/** So many commits are judged in one run, newest first. */
const limit = 20;

/** So many past changes are remembered. */
const memory = 100;

/** What came past the merge check. */
export interface PastReview {
  /** All that is remembered, oldest first. */
  readonly past: readonly PastChange[];
  readonly standing: readonly PastChange[];
  /** How many commits were judged. */
  readonly judged: number;
  /** Whether an earlier run saw a newer tip than this clone has. */
  readonly isBehind: boolean;
  readonly warnings: readonly Issue[];
}

/** Judges the commits since the last recorded tip, and looks which earlier findings still stand. Without a record it judges nothing. */
export async function reviewPast(
  { directory, isOffline = false }: { readonly directory: string; readonly isOffline?: boolean },
  { loaded, gateInput, known }: PromotionInput,
  before: Remembered,
): Promise<PastReview> {
  const { commits } = gateInput.mainline;
  const isContentApproved = async ({ rule, environment, commit }: PastChange, { files = [] }: Decisions): Promise<boolean> => {
    const follower = loaded.fleet.environments.find(({ name }) => name === environment);
    const approved = files.filter((item) => item.files === environment).map(({ digest }) => digest);
    if (rule !== "unreadable" || follower === undefined || approved.length === 0) return false;
    await using checkout = await openCheckout(directory, commit);
    const readings = await readSide({ ...loaded.fleet, environments: [follower] }, checkout.directory);
    return approved.includes(digestOfUnread(readings.get(environment) ?? []));
  };
  const input: ReviewInput = { ...gateInput, mainline: { commits, seen: before.seen }, verifications: before.verifications };
  const tip = before.seen.at(-1)?.tip;
  const isLost = tip !== undefined && !commits.some(({ id }) => id === tip);
  // A commit that this clone does not know is asked of the remote.
  const isBehind = isLost && (isOffline || (await isAncestor(directory, commits.at(-1)?.id ?? "HEAD", tip)));
  const warnings: Issue[] = [];
  if (isLost && !isBehind) {
    const message = `the default branch no longer has commit ${tip.slice(0, 10)}, which promote saw at its tip: its history was rewritten`;
    warnings.push({ message, hint: "block force pushes, because history decides what has soaked" });
  }
  const unjudged = isBehind ? [] : listUnjudged(input);
  const recent = unjudged.slice(-limit);
  const left = unjudged.length - recent.length;
  if (left > 0) warnings.push({ message: `only the last ${limit} changes of followers were judged, and ${left} older ones were not` });
  const found: PastChange[] = [];
  for (const commit of recent) {
    const parent = commits[commits.findLastIndex(({ id }) => id === commit) - 1]?.id;
    if (parent === undefined) continue;
    const decisions = await readDecisionsAt({ directory, commit: parent }, known);
    const dated = await addRollbacks({ ...input, decisions }, directory, known);
    for (const item of judgeCommit(dated, commit, decisions)) if (!(await isContentApproved(item, decisions))) found.push(item);
  }
  const all: PastChange[] = [];
  for (const item of [...before.past, ...found]) {
    const stands = item.ended !== undefined || (isStanding(item, gateInput) && !(await isContentApproved(item, gateInput.decisions)));
    all.push(stands ? item : { ...item, ended: isoTime(gateInput.now) });
  }
  const standing = all.filter(({ ended }) => ended === undefined);
  const ended = all.filter((item) => item.ended !== undefined).slice(-memory);
  const past = all.filter((item) => item.ended === undefined || ended.includes(item));
  return { past, standing, judged: recent.length, isBehind, warnings };
}
