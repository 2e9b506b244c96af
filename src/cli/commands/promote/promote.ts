import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { GeneratedFile } from "../../../core/generated-file.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { digestText } from "../../../io/files/digest.ts";
import { commitToBranch, fetchBranchTip, readFileAt, type BranchTip } from "../../../io/git/branch-writer.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import {
  compareGates,
  decisionsName,
  evidencePath,
  isoTime,
  parseEvidence,
  renderChangeMessage,
  renderEvidence,
  type Evidence,
  type GateChanges,
  type Gates,
  type RecordedVerification,
} from "../../../promotion/index.ts";
import { gatesBranch, gatesPath, isSameGates, renderGatesPreset } from "../../../renovate/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { useColor } from "../../terminal/color.ts";
import { warn } from "../../terminal/report-issues.ts";
import { readDecisionFlags, writeDecision, type DecisionFlags } from "./decision-flags.ts";
import { loadPromotion, readNow, requireScripts, type PromotionInput } from "../../../project/promotion-input.ts";
import { requirePublishable } from "./require-merged.ts";
import { renderGates, renderGatesJson } from "./text.ts";
import { verifyPending } from "../../../project/run-verifications.ts";
import { warnOfUnreadGates } from "../../../project/gates-reference.ts";

export interface PromoteOptions extends DecisionFlags {
  readonly directory: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  /** Write files to this folder, and nothing to git. */
  readonly output?: string | undefined;
  readonly now?: string | undefined;
}

/** So many times somebody else may push first. */
const attempts = 6;

/** `desalt promote`: opens what has soaked, and shuts what has proved bad. */
export async function runPromote(options: PromoteOptions): Promise<ExitCode> {
  const { directory } = options;
  const decision = readDecisionFlags(options);
  const now = readNow(options.now);
  await findGitRoot(directory);
  const input = await loadPromotion({ directory, folder: directory, commit: "HEAD", now });
  warn(input.warnings);
  if (decision !== undefined) {
    const isNew = writeDecision(directory, decision, input.known);
    process.stderr.write(isNew ? "commit it, and let somebody review it: it counts once it is merged\n" : "");
    process.stdout.write(`${isNew ? "updated" : "nothing to add to"} ${decisionsName}\n`);
    return 0;
  }
  if (input.decisionError !== undefined) throw input.decisionError;
  requireScripts(directory, input.loaded);
  const isPublished = !options.dryRun && options.output === undefined;
  if (isPublished) await requirePublishable(directory, input.loaded);
  const promotion = await promote(options, input);
  warn(promotion.gates.warnings.map((message) => ({ message })));
  if (options.output === undefined) warn(await warnOfUnreadGates(directory, input.loaded.fleet));
  if (options.json) process.stdout.write(renderJson(renderGatesJson(promotion)));
  else
    process.stdout.write(
      renderGates({ ...promotion, environments: input.loaded.fleet.environments, now, color: useColor(process.stdout) }),
    );
  return 0;
}

/** Creates the branch where there is none yet, before anything reads it. */
export async function beginGates(
  directory: string,
  input: PromotionInput,
): Promise<{ readonly isNew: boolean; readonly remote?: string | undefined }> {
  if (input.decisionError !== undefined) throw input.decisionError;
  requireScripts(directory, input.loaded);
  const { commit, remote } = await fetchBranchTip({ directory, branch: gatesBranch });
  if (commit !== undefined) return { isNew: false };
  await promote({ directory, json: false, dryRun: false }, input);
  return { isNew: true, remote };
}

/** What a run came to. */
export interface Promotion {
  readonly gates: Gates;
  readonly changes: GateChanges;
  /** What became of the result, in one line. */
  readonly outcome: string;
}

async function promote(options: PromoteOptions, input: PromotionInput): Promise<Promotion> {
  const { directory, output, dryRun } = options;
  const place = { directory, branch: gatesBranch };
  const verified = new Map<string, RecordedVerification>();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const tip = output === undefined ? await fetchBranchTip(place) : undefined;
    const before = await readPrevious(directory, tip, output);
    const recorded = [...(before.evidence?.verifications.filter(({ ok }) => ok) ?? []), ...verified.values()];
    const { gates, results } = await verifyPending({ directory, gateInput: input.gateInput, recorded, dryRun });
    for (const result of results) verified.set(`${result.environment} ${result.release} ${result.version}`, result);
    const changes = compareGates(before.evidence?.gates ?? [], gates.gates);
    const report = { gates, changes };
    if (dryRun) return { ...report, outcome: describeDryRun(gates) };
    const files = renderFiles(gates, input, [...recorded, ...results]);
    if (tip === undefined) {
      writeOutput(resolve(output ?? directory), files);
      return { ...report, outcome: `wrote ${files.map(({ path }) => join(output ?? "", path)).join(" and ")}` };
    }
    if (!isChanged(before, { files, changes, input }))
      return { ...report, outcome: `nothing opened or closed; the branch ${gatesBranch} stays as it is` };
    const time = options.now === undefined ? {} : { time: input.gateInput.now };
    const message = tip.commit === undefined ? `Begin the gates\n\n${renderChangeMessage(changes)}` : renderChangeMessage(changes);
    const end = await commitToBranch({ ...place, tip, files, message, ...time });
    if (end === "done")
      return { ...report, outcome: `wrote the branch ${gatesBranch}${tip.remote === undefined ? "" : ` on ${tip.remote}`}` };
  }
  throw new UserError({
    message: `somebody else pushed to the branch "${gatesBranch}" first, ${attempts} times in a row`,
    hint: "run it again; in a workflow, a concurrency group keeps two runs apart",
  });
}

function describeDryRun({ gates }: Gates): string {
  const isPending = gates.some(({ held }) => held.some(({ pending }) => pending === true));
  return isPending ? "dry run: nothing was written, and no script was asked" : "dry run: nothing was written";
}

interface Previous {
  readonly isThere: boolean;
  readonly evidence: Evidence | undefined;
  readonly preset: string | undefined;
}

async function readPrevious(directory: string, tip: BranchTip | undefined, output: string | undefined): Promise<Previous> {
  const read = async (path: string): Promise<string | undefined> => {
    if (tip === undefined) return readIfFile(resolve(output ?? directory), path);
    return tip.commit === undefined ? undefined : await readFileAt(directory, tip.commit, path);
  };
  const text = await read(evidencePath);
  const evidence = text === undefined ? undefined : parseEvidence(text);
  const isThere = tip?.commit !== undefined;
  if (isThere && evidence === undefined) {
    warn([{ message: `${evidencePath} on the branch "${gatesBranch}" is missing or was edited by hand`, hint: "it is written anew" }]);
  }
  return { isThere, evidence, preset: await read(gatesPath) };
}

function renderFiles(
  gates: Gates,
  { gateInput }: PromotionInput,
  verifications: readonly RecordedVerification[],
): readonly GeneratedFile[] {
  const { fleet, now } = gateInput;
  const preset = renderGatesPreset({ fleet, gates: gates.gates });
  return [preset, renderEvidence(gates, { at: isoTime(now), verifications, presetDigest: digestText(preset.text) })];
}

interface Result {
  readonly files: readonly GeneratedFile[];
  readonly changes: GateChanges;
  readonly input: PromotionInput;
}

/** Whether to commit: something opened or closed, a chart is gated or let go, or the files are not what desalt wrote. */
function isChanged({ isThere, evidence, preset }: Previous, { files, changes, input }: Result): boolean {
  if (!isThere || evidence === undefined || preset === undefined) return true;
  if (changes.opened.length > 0 || changes.closed.length > 0) return true;
  const [next] = files;
  const asRecorded = renderGatesPreset({ fleet: input.gateInput.fleet, gates: evidence.gates });
  if (evidence.presetDigest !== digestText(preset) || !isSameGates(preset, asRecorded.text, "versions")) {
    warn([{ message: `${gatesPath} on the branch "${gatesBranch}" was edited by hand`, hint: "it is written anew" }]);
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
