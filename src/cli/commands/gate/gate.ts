import { parseNow } from "../../../core/time.ts";
import { renderJson } from "../../../core/json-text.ts";
import { readCi } from "../../../ci/index.ts";
import { openCheckout } from "../../../io/git/checkout.ts";
import { listChangedFiles } from "../../../io/git/state.ts";
import { resolveRange } from "../../../project/commit-range.ts";
import { findConfig } from "../../../project/load-config.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { parseHelmfiles } from "../../../helmfile/index.ts";
import {
  checkChange,
  listChangedEnvironments,
  noDecisions,
  type GateFinding,
  type ChangeCheck,
  type ChangedEnvironments,
  type Running,
  type Verification,
} from "../../../promotion/index.ts";
import { openProject, type Project } from "../../../project/open-project.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { readVerifications } from "../../../project/recorded-verifications.ts";
import { listRunning, loadPromotion, readDecisions, type PromotionInput } from "../../../project/promotion-input.ts";

export interface GateOptions {
  readonly directory: string;
  readonly json: boolean;
  readonly base?: string | undefined;
  /** Default: the working tree. */
  readonly head?: string | undefined;
  readonly now?: string | undefined;
}

/** `desalt gate`: refuses a change that moves an environment to what has not soaked. All rules come from the base. */
export async function runGate({ directory, json, now: nowText, ...names }: GateOptions): Promise<ExitCode> {
  const now = parseNow(nowText, Date.now());
  const range = await resolveRange(directory, { ...names, targetBranch: readCi(process.env).targetBranch });
  await using base = await openCheckout(directory, range.base);
  const project = await openIfConfigured(base.directory);
  // The change that brings the config, or the first `follows`, has a base that gates nothing.
  if (project === undefined || project.fleet.environments.every(({ follows }) => follows === undefined))
    return report([], {
      json,
      issues: [{ message: `no environment follows another in ${names.base ?? "the base"}: nothing is gated yet` }],
    });
  const input = await loadPromotion(project, { directory, commit: range.base, now });
  await using common = range.common === range.base ? undefined : await openCheckout(directory, range.common);
  await using head = range.head === undefined ? undefined : await openCheckout(directory, range.head);
  const changedFiles = await listChangedFiles(directory, range.common, range.head);
  const recorded = await readVerifications(directory, project.fleet);
  const folders = { before: (common ?? base).directory, after: head?.directory ?? directory };
  const checks = await checkFolders({ input, verifications: recorded.verifications, folders, changedFiles });
  const oddities = new Set(checks.flatMap(({ warnings }) => warnings));
  return report(checks, { json, issues: [...input.warnings, ...recorded.warnings, ...[...oddities].map((message) => ({ message }))] });
}

interface Change {
  /** The rules, the history and the decisions of the base. */
  readonly input: PromotionInput;
  readonly verifications: readonly Verification[];
  /** The files as the change found them, and as it leaves them. */
  readonly folders: { readonly before: string; readonly after: string };
  readonly changedFiles: readonly string[];
}

async function checkFolders({ input, verifications, folders, changedFiles }: Change): Promise<readonly ChangeCheck[]> {
  const { fleet } = input.loaded;
  const after = await openIfConfigured(folders.after);
  const environments = after === undefined ? {} : { environments: after.fleet.environments };
  const { error } = readDecisions(folders.after, { ...input.known, ...environments });
  if (error !== undefined) throw error;
  const decisions = input.decisionError === undefined ? {} : { decisions: noDecisions };
  const running = readRunning(fleet, folders.before);
  return listPlacements(fleet, after?.fleet).map((placed) => {
    const then = readRunning(placed, folders.after);
    refuseUndecided(input, running, then);
    return checkChange({
      ...input.gateInput,
      running,
      head: then,
      reach: readReach(placed, changedFiles, folders),
      verifications,
      ...decisions,
    });
  });
}

async function openIfConfigured(directory: string): Promise<Project | undefined> {
  return findConfig(directory) === undefined ? undefined : await openProject(directory);
}

/** The base's environments, and where the head's config has some of their helmfiles elsewhere, those in addition: neither place may be used to get around the gate. */
function listPlacements(base: ResolvedFleet, head: ResolvedFleet | undefined): readonly ResolvedFleet[] {
  const moved = base.environments.map((environment) => {
    const same = head?.environments.find(({ name }) => name === environment.name);
    return same === undefined ? environment : { ...environment, helmfile: same.helmfile, directory: same.directory };
  });
  const isMoved = moved.some(({ helmfile }, index) => helmfile !== base.environments[index]?.helmfile);
  return isMoved ? [base, { ...base, environments: moved }] : [base];
}

function readRunning(fleet: ResolvedFleet, folder: string): Running {
  const texts = fleet.environments.map(({ helmfile }) => ({ path: helmfile, text: readIfFile(folder, helmfile) ?? "" }));
  return listRunning(fleet, parseHelmfiles(texts));
}

function readReach(
  { environments }: ResolvedFleet,
  changedFiles: readonly string[],
  { before, after }: Change["folders"],
): ChangedEnvironments {
  const reach = new Map<string, ReadonlySet<string>>();
  for (const { name, directory, helmfile } of environments) {
    const texts = { before: readIfFile(before, helmfile) ?? "", after: readIfFile(after, helmfile) ?? "" };
    reach.set(name, listChangedEnvironments({ directory, helmfile, ...texts, changedFiles }));
  }
  return reach;
}

/** Decisions that nobody can read must not keep out the change that mends them, nor let an upgrade in. */
function refuseUndecided({ decisionError }: PromotionInput, before: Running, after: Running): void {
  if (decisionError === undefined) return;
  if (JSON.stringify([...before]) !== JSON.stringify([...after])) throw decisionError;
}

function report(checks: readonly ChangeCheck[], { json, issues }: { json: boolean; issues: PromotionInput["warnings"] }): ExitCode {
  warn(issues);
  const findings = [
    ...new Map(checks.flatMap((check) => check.findings.map((finding) => [JSON.stringify(finding), finding] as const))).values(),
  ];
  const verdict = checks.every((check) => check.verdict === "pass") ? "pass" : "fail";
  process.stdout.write(json ? renderJson({ verdict, findings }) : renderFindings(verdict, findings));
  return verdict === "pass" ? 0 : 1;
}

function renderFindings(verdict: "pass" | "fail", findings: readonly GateFinding[]): string {
  const lines = findings.map((finding) => {
    const { severity, environment, release, from, to, message, rule } = finding;
    const versions = from === to || to === undefined ? "" : from === undefined ? ` ${to}` : ` ${from} → ${to}`;
    return `${severity}: ${environment}${release === undefined ? "" : ` ${release}${versions}`}: ${message} (${rule})`;
  });
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const summary =
    verdict === "pass"
      ? "pass: no environment gets what it may not have yet"
      : `fail: ${errors} ${errors === 1 ? "change" : "changes"} may not be merged yet`;
  return `${[...lines, summary].join("\n")}\n`;
}
