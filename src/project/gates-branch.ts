import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { GeneratedFile } from "../core/generated-file.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import { sha256 } from "../core/hash.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { replaceFile } from "../io/files/replace-file.ts";
import { commitToBranch, fetchBranchTip, findKnownTip, type BranchTip } from "../io/git/branch-writer.ts";
import { readFileAt } from "../io/git/commits.ts";
import { retryWhileStale } from "../io/git/push-commit.ts";
import {
  addSighting,
  compareGates,
  evidencePath,
  isoTime,
  isSightingDue,
  parseEvidence,
  rememberedIn,
  renderChangeMessage,
  renderEvidence,
  type EvidenceReading,
  type GateChanges,
  type Gates,
  type PastChange,
  type RecordedVerification,
  type Remembered,
  type ReviewInput,
} from "../promotion/index.ts";
import { gatesBranch, gatesPath, isSameGates, renderGatesPreset } from "../renovate/index.ts";
import { reviewPast, type PastReview } from "./evidence/past-check.ts";
import { addRefusals, requireScripts, type PromotionInput } from "./promotion-input.ts";
import { verifyPending, type VerificationReporter } from "./verifications.ts";

/** Shows the progress of a run of promote. */
export interface GatesReporter extends VerificationReporter {
  readonly warn: (issues: readonly Issue[]) => void;
}

/** The options of a run of promote. */
export interface GatesOptions {
  readonly directory: string;
  readonly dryRun: boolean;
  /** Write the files to this folder, and nothing to git. */
  readonly output?: string | undefined;
  /** The user's `--now`, which is then the date of the commit. */
  readonly now?: string | undefined;
  readonly reporter: GatesReporter;
}

/** Creates the branch if it does not exist, before anything reads it. */
export async function beginGates(
  input: PromotionInput,
  options: Pick<GatesOptions, "directory" | "reporter">,
): Promise<{ readonly isNew: boolean; readonly remote?: string | undefined }> {
  const { directory } = options;
  if (input.decisionError !== undefined) throw input.decisionError;
  requireScripts(directory, input.loaded);
  const { commit, remote } = await fetchBranchTip({ directory, branch: gatesBranch });
  if (commit !== undefined) return { isNew: false };
  await updateGates({ ...options, dryRun: false }, input);
  return { isNew: true, remote };
}

/** The result of a run. */
export interface Promotion {
  readonly gates: Gates;
  readonly changes: GateChanges;
  /** What came past the merge check, and still stands. */
  readonly past: readonly PastChange[];
  /** Whether the remote could not be reached, so that a dry run compares with the branch of the last fetch. */
  readonly isStale?: true;
  /** One line that says where the result was written. */
  readonly outcome: string;
}

interface FoundTip {
  readonly tip: BranchTip;
  readonly isStale?: true;
}

/** A dry run pushes nothing, so it can do without the remote. */
async function findTip({ directory, dryRun, reporter }: GatesOptions): Promise<FoundTip> {
  const place = { directory, branch: gatesBranch };
  try {
    return { tip: await fetchBranchTip(place) };
  } catch (error) {
    if (!dryRun || !(error instanceof UserError)) throw error;
    const tip = await findKnownTip(place);
    const known = tip.commit === undefined ? "without it" : "as of the last fetch";
    const [issue] = error.issues;
    reporter.warn([
      {
        message: `the branch "${gatesBranch}" is used ${known}: ${issue?.message ?? error.message}`,
        hint: "results of verifications may be missing; run it again online",
      },
    ]);
    return { tip, isStale: true };
  }
}

/** Computes the gates and writes them to their branch or folder. Starts again if somebody else pushes first. */
export async function updateGates(options: GatesOptions, input: PromotionInput): Promise<Promotion> {
  const { directory, output, dryRun, reporter } = options;
  const place = { directory, branch: gatesBranch };
  const verified = new Map<string, RecordedVerification>();
  return await retryWhileStale(gatesBranch, async () => {
    const found = output === undefined ? await findTip(options) : undefined;
    const tip = found?.tip;
    const before = await readPrevious(options, { tip, now: input.gateInput.now });
    const remembered = rememberedIn(before);
    const recorded = [...remembered.verifications, ...verified.values()];
    const mainline = { ...input.gateInput.mainline, seen: remembered.seen };
    const remembering = { ...input.gateInput, mainline, verifications: recorded };
    const gateInput = await addRefusals(remembering, { directory, commit: "HEAD" }, input.known);
    const { gates, results } = await verifyPending({ directory, gateInput, recorded, dryRun, ...reporter });
    for (const result of results) verified.set(`${result.environment} ${result.release} ${result.version}`, result);
    const changes = compareGates(before.evidence?.gates ?? [], gates.gates);
    const review = await reviewPast({ directory }, input, remembered);
    reporter.warn(review.warnings);
    const report = { gates, changes, past: review.standing, ...(found?.isStale === true && { isStale: true as const }) };
    if (dryRun) return { ...report, outcome: describeDryRun(gates) };
    const files = renderFiles(gates, input, {
      verifications: [...recorded, ...results],
      seen: noteTip(mainline, review, input.gateInput.now),
      past: review.past,
    });
    if (tip === undefined) {
      writeOutput(resolve(output ?? directory), files);
      return { ...report, outcome: `wrote ${files.map(({ path }) => join(output ?? "", path)).join(" and ")}` };
    }
    const isRecordDue = review.judged > 0 || isSightingDue(remembered.seen, input.gateInput.now) || isDifferent(remembered, review);
    const isNew = isChanged(before, { files, changes, input, reporter });
    if (!isNew && !isRecordDue) return { ...report, outcome: `nothing opened or closed; the branch ${gatesBranch} is unchanged` };
    const time = options.now === undefined ? {} : { time: input.gateInput.now };
    const what = isNew ? renderChangeMessage(changes) : "Record that promote ran\n";
    const message = tip.commit === undefined ? `Begin the gates\n\n${what}` : what;
    const end = await commitToBranch({ ...place, tip, files, message, ...time });
    if (end === "stale") return end;
    const where = `the branch ${gatesBranch}${tip.remote === undefined ? "" : ` on ${tip.remote}`}`;
    return { ...report, outcome: isNew ? `wrote ${where}` : `nothing opened or closed; ${where} records this run` };
  });
}

/** An older clone says nothing about the tip. */
function noteTip({ commits, seen }: ReviewInput["mainline"], { isBehind }: PastReview, now: number): Remembered["seen"] {
  const tip = commits.at(-1)?.id;
  return tip === undefined || isBehind ? seen : addSighting(seen, tip, now);
}

/** Whether something came past the check, or ended. */
function isDifferent(before: Remembered, { past }: PastReview): boolean {
  return JSON.stringify(before.past) !== JSON.stringify(past);
}

function describeDryRun({ gates }: Gates): string {
  const isPending = gates.some(({ held }) => held.some(({ pending }) => pending === true));
  return isPending ? "dry run; nothing was written, and no script ran" : "dry run; nothing was written";
}

interface Previous extends EvidenceReading {
  readonly isThere: boolean;
  readonly preset: string | undefined;
}

interface PreviousPlace {
  readonly tip: BranchTip | undefined;
  readonly now: number;
}

async function readPrevious({ directory, output, reporter }: GatesOptions, { tip, now }: PreviousPlace): Promise<Previous> {
  const read = async (path: string): Promise<string | undefined> => {
    if (tip === undefined) return readIfFile(resolve(output ?? directory), path);
    return tip.commit === undefined ? undefined : await readFileAt(directory, tip.commit, path);
  };
  const isThere = tip?.commit !== undefined;
  const preset = await read(gatesPath);
  // A look at an earlier moment, by `--now`, does not make what was recorded since a forgery.
  const reading = parseEvidence(await read(evidencePath), preset, Math.max(now, Date.now()));
  if (isThere && reading.problem !== undefined) {
    const message = `${evidencePath} on the branch "${gatesBranch}" ${reading.problem}, so nothing of it counts`;
    reporter.warn([{ message, hint: "desalt regenerates it" }]);
  }
  return { isThere, ...reading, preset };
}

function renderFiles(gates: Gates, { gateInput }: PromotionInput, remembered: Remembered): readonly GeneratedFile[] {
  const { fleet, now } = gateInput;
  const preset = renderGatesPreset({ fleet, gates: gates.gates });
  return [preset, renderEvidence(gates, remembered, { at: isoTime(now), presetDigest: sha256(preset.text) })];
}

interface Result {
  readonly files: readonly GeneratedFile[];
  readonly changes: GateChanges;
  readonly input: PromotionInput;
  readonly reporter: GatesReporter;
}

/** Whether to commit: a gate opened, closed, appeared or disappeared, or the files were edited. */
function isChanged({ isThere, evidence, problem, preset }: Previous, { files, changes, input, reporter }: Result): boolean {
  if (!isThere || evidence === undefined || problem !== undefined || preset === undefined) return true;
  if (changes.opened.length > 0 || changes.closed.length > 0) return true;
  const [next] = files;
  const asRecorded = renderGatesPreset({ fleet: input.gateInput.fleet, gates: evidence.gates });
  if (!isSameGates(preset, asRecorded.text, "versions")) {
    reporter.warn([{ message: `${gatesPath} on the branch "${gatesBranch}" was edited by hand`, hint: "desalt regenerates it" }]);
    return true;
  }
  return next === undefined || !isSameGates(preset, next.text, "charts");
}

function writeOutput(folder: string, files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    replaceFile(join(folder, path), text);
  }
}
