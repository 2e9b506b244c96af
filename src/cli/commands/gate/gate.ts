import { parseNow } from "../../../core/time.ts";
import { renderJson } from "../../../core/json-text.ts";
import type { Issue } from "../../../core/user-error.ts";
import { readCi, readEvent } from "../../../ci/index.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { openCheckout } from "../../../io/git/checkout.ts";
import { listChangedFiles } from "../../../io/git/state.ts";
import { resolveJudgedRange, type JudgedNames } from "../../../project/commit-range.ts";
import { configNames } from "../../../project/load-config.ts";
import { openRules } from "../../../project/open-fleet.ts";
import { addRefusals, loadPromotion, readDecisions, type PromotionInput } from "../../../project/promotion-input.ts";
import { readReach } from "../../../project/read-reach.ts";
import { readSide } from "../../../project/read-side.ts";
import { readEvidence, withRemembered } from "../../../project/evidence/read-evidence.ts";
import { readSchedule } from "../../../project/evidence/schedule.ts";
import {
  checkChange,
  checkUncovered,
  compareReadings,
  decisionsName,
  describeConfigChange,
  noDecisions,
  refuseUnjudged,
  refuseVersionsBeside,
  rulesPath,
  type GateFinding,
} from "../../../promotion/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { listPlacements, readConfig, type ConfigReading, type Folders } from "./sides.ts";
import { renderFindings } from "./text.ts";
import { listUncovered } from "./uncovered.ts";
import { judgeByHead } from "./unread-base.ts";

export interface GateOptions {
  readonly directory: string;
  readonly json: boolean;
  readonly base?: string | undefined;
  /** Default: the working tree. */
  readonly head?: string | undefined;
  readonly now?: string | undefined;
}

/** `desalt gate`: blocks a change that brings a follower a version that has not soaked. All rules come from the base. */
export async function runGate({ directory, json, now: nowText, ...names }: GateOptions): Promise<ExitCode> {
  const now = parseNow(nowText, Date.now());
  const range = await resolveJudgedRange(directory, { ...names, run: readRun() });
  await using tip = await openCheckout(directory, range.tip);
  await using common = range.common === range.tip ? undefined : await openCheckout(directory, range.common);
  await using head = range.head === undefined ? undefined : await openCheckout(directory, range.head);
  const folders = { before: (common ?? tip).directory, after: head?.directory ?? directory };
  const changedFiles = await listChangedFiles(directory, range.common, range.head);
  const [rules, after] = [await readConfig(tip.directory), await readConfig(folders.after)];
  // The change that brings the config, or the first `follows`, has a base that gates nothing.
  if (rules.issues === undefined && (rules.fleet?.environments ?? []).every(({ follows }) => follows === undefined)) {
    const message = `no environment follows another in ${names.base ?? "the base"}, so nothing is gated yet`;
    return report(blockConfig(after, changedFiles), { json, issues: [{ message }] });
  }
  if (rules.issues !== undefined) {
    const findings = await judgeByHead({ issues: rules.issues, head: after, folders, changedFiles });
    return report([...blockConfig(after, changedFiles), ...findings], { json, issues: rules.issues.map(ofBase) });
  }
  const opened = rules.opened ?? (await openRules(tip.directory));
  const place = { directory, commit: range.tip, now };
  const loaded = await loadPromotion({ ...opened, directory: tip.directory }, place);
  const recorded = await readEvidence({ directory, now, schedule: readSchedule(tip.directory) }, opened.fleet);
  const input = { ...loaded, gateInput: await addRefusals(withRemembered(loaded.gateInput, recorded), place, loaded.known) };
  const { findings, warnings } = await judge({ input, folders, changedFiles, after });
  return report(findings, { json, issues: [...input.warnings, ...recorded.warnings, ...warnings] });
}

/** What the run of a workflow says about the branches of the change. */
function readRun(): JudgedNames["run"] {
  const { targetBranch, isInQueue, eventFile } = readCi(process.env);
  const event = readEvent(eventFile === undefined ? undefined : readIfFile("/", eventFile));
  return { ...(targetBranch !== undefined && { targetBranch }), ...event, isInQueue };
}

interface Change {
  /** The rules, the history and the decisions of the base. */
  readonly input: PromotionInput;
  readonly folders: Folders;
  readonly changedFiles: readonly string[];
  /** The head's config. */
  readonly after: ConfigReading;
}

interface Judgement {
  readonly findings: readonly GateFinding[];
  readonly warnings: readonly Issue[];
}

async function judge({ input, folders, changedFiles, after }: Change): Promise<Judgement> {
  const { fleet } = input.loaded;
  const findings: GateFinding[] = blockIssues(after.issues);
  const warnings: Issue[] = input.decisionError?.issues.map(ofBase) ?? [];
  const isConfigRead = after.issues === undefined || after.fleet !== undefined;
  const edits = isConfigRead ? describeConfigChange({ base: fleet, head: after.fleet }) : [];
  findings.push(...edits.map((edit): GateFinding => ({ ...edit, severity: "warning", rule: "config" })));
  if (changedFiles.includes(decisionsName)) {
    const environments = after.fleet?.environments ?? fleet.environments;
    const read = readDecisions(folders.after, { ...input.known, environments });
    findings.push(...(read.error?.issues ?? []).map(({ message }): GateFinding => ({ severity: "error", rule: "decisions", message })));
    warnings.push(...read.idle);
  }
  const before = await readSide(fleet, folders.before);
  const placements = await Promise.all(
    listPlacements(fleet, after.fleet).map(async (placed) => ({ placed, side: await readSide(placed, folders.after) })),
  );
  const named = { configs: [fleet, after.fleet], sides: placements.map(({ side }) => side) };
  const uncovered = listUncovered(changedFiles, folders.after, named);
  const decided = { ...input.gateInput, ...(input.decisionError !== undefined && { decisions: noDecisions }) };
  for (const { placed, side } of placements) {
    const rules = { ...decided, environments: placed.environments };
    const { running, head, findings: unread } = compareReadings(rules, before, side);
    findings.push(...unread);
    const move = {
      ...decided,
      running,
      head,
      reach: readReach(placed, changedFiles, {
        before: { folder: folders.before, readings: before },
        after: { folder: folders.after, readings: side },
      }),
    };
    const check = checkChange(move);
    if (edits.length > 0) findings.push(...refuseVersionsBeside(move));
    if (input.decisionError !== undefined) findings.push(...refuseUnjudged(move, { rule: "decisions", file: decisionsName }));
    findings.push(...check.findings, ...checkUncovered(move, uncovered));
    warnings.push(...check.warnings.map((message) => ({ message })));
  }
  return { findings, warnings };
}

/** Blocks a change that leaves a config that cannot be used, if the change touches it. */
function blockConfig({ issues = [] }: ConfigReading, changedFiles: readonly string[]): readonly GateFinding[] {
  if (![...configNames, rulesPath].some((name) => changedFiles.includes(name))) return [];
  return blockIssues(issues);
}

function blockIssues(issues: readonly Issue[] = []): GateFinding[] {
  return issues.map(({ message }) => ({ severity: "error", rule: "config", message }));
}

function ofBase({ message, hint }: Issue): Issue {
  return { message: `the base: ${message}`, ...(hint !== undefined && { hint }) };
}

function report(all: readonly GateFinding[], { json, issues }: { json: boolean; issues: readonly Issue[] }): ExitCode {
  warn([...new Map(issues.map((issue) => [issue.message, issue])).values()]);
  const distinct = [...new Map(all.map((finding) => [JSON.stringify(finding), finding] as const)).values()];
  const isError = ({ severity }: GateFinding): boolean => severity === "error";
  const findings = [...distinct.filter(isError), ...distinct.filter((finding) => !isError(finding))];
  const verdict = findings.some(isError) ? "fail" : "pass";
  process.stdout.write(json ? renderJson({ verdict, findings }) : renderFindings(findings));
  return verdict === "pass" ? 0 : 1;
}
