import { parseNow } from "../../../core/time.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { readFileAt, resolveCommit } from "../../../io/git/branch-writer.ts";
import { findMergeBase, listChangedFiles } from "../../../io/git/state.ts";
import { openCheckout } from "../../../io/git/checkout.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import { findConfig } from "../../../project/load-config.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { parseHelmfiles } from "../../../helmfile/index.ts";
import {
  checkMove,
  listReach,
  noDecisions,
  type Finding,
  type Move,
  type MoveCheck,
  type Reach,
  type Running,
} from "../../../promotion/index.ts";
import { openProject } from "../../../project/open-project.ts";
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

/** Reads a file as it is in some commit or folder. */
type FileReader = (path: string) => Promise<string | undefined>;

/** `desalt gate`: refuses a change that moves an environment to what has not soaked. All rules come from the base. */
export async function runGate({ directory, json, base, head, now: nowText }: GateOptions): Promise<ExitCode> {
  const now = parseNow(nowText, Date.now());
  await findGitRoot(directory);
  const baseCommit = await resolveBase(directory, base);
  const headCommit = head === undefined ? undefined : await requireCommit(directory, head, "--head");
  const common = await findMergeBase(directory, baseCommit, headCommit ?? "HEAD");
  if (common === undefined) {
    throw new UserError({
      message: `"${base ?? baseCommit}" and "${head ?? "HEAD"}" have no commit in common`,
      hint: 'a shallow clone lacks it: in a GitHub workflow give actions/checkout "fetch-depth: 0"',
    });
  }
  await using baseFolder = await openCheckout(directory, baseCommit);
  if (!(await hasFollowers(baseFolder.directory))) {
    return report([], { json, issues: [{ message: `no environment follows another in ${base ?? "the base"}: nothing is gated yet` }] });
  }
  const input = await loadPromotion({ directory, folder: baseFolder.directory, commit: baseCommit, now });
  await using headFolder = headCommit === undefined ? undefined : await openCheckout(directory, headCommit);
  const headPath = headFolder?.directory ?? directory;
  const headFleet = findConfig(headPath) === undefined ? undefined : await openProject(headPath);
  const { error } = readDecisions(headPath, {
    ...input.known,
    ...(headFleet === undefined ? {} : { environments: headFleet.fleet.environments }),
  });
  if (error !== undefined) throw error;

  const before: FileReader = (path) => readFileAt(directory, common, path);
  const after: FileReader = (path) => Promise.resolve(readIfFile(headPath, path));
  const changedFiles = await listChangedFiles(directory, common, headCommit);
  const recorded = await readVerifications(directory, input.loaded.fleet);
  const checks: MoveCheck[] = [];
  for (const fleet of listPlacements(input.loaded.fleet, headFleet?.fleet)) {
    const running = await readRunning(input.loaded.fleet, before);
    const then = await readRunning(fleet, after);
    refuseUndecided(input, running, then);
    const reach = await readReach(fleet, changedFiles, { before, after });
    const move: Move = { ...input.gateInput, running, head: then, reach, verifications: recorded.verifications };
    checks.push(checkMove(input.decisionError === undefined ? move : { ...move, decisions: noDecisions }));
  }
  const oddities = new Set(checks.flatMap(({ warnings }) => warnings));
  return report(checks, { json, issues: [...input.warnings, ...recorded.warnings, ...[...oddities].map((message) => ({ message }))] });
}

/** The change that brings the config, or the first `follows`, has a base that gates nothing. */
async function hasFollowers(folder: string): Promise<boolean> {
  if (findConfig(folder) === undefined) return false;
  const { fleet } = await openProject(folder);
  return fleet.environments.some(({ follows }) => follows !== undefined);
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

async function readRunning(fleet: ResolvedFleet, read: FileReader): Promise<Running> {
  const texts = await Promise.all(fleet.environments.map(async ({ helmfile }) => ({ path: helmfile, text: (await read(helmfile)) ?? "" })));
  return listRunning(fleet, parseHelmfiles(texts));
}

async function readReach(
  { environments }: ResolvedFleet,
  changedFiles: readonly string[],
  { before, after }: { before: FileReader; after: FileReader },
): Promise<Reach> {
  const reach = new Map<string, ReadonlySet<string>>();
  for (const { name, directory, helmfile } of environments) {
    const texts = { before: (await before(helmfile)) ?? "", after: (await after(helmfile)) ?? "" };
    reach.set(name, listReach({ directory, helmfile, ...texts, changedFiles }));
  }
  return reach;
}

/** Decisions that nobody can read must not keep out the change that mends them, nor let an upgrade in. */
function refuseUndecided({ decisionError }: PromotionInput, before: Running, after: Running): void {
  if (decisionError === undefined) return;
  if (JSON.stringify([...before]) !== JSON.stringify([...after])) throw decisionError;
}

async function resolveBase(directory: string, base: string | undefined): Promise<string> {
  if (base !== undefined) return await requireCommit(directory, base, "--base");
  const target = process.env["GITHUB_BASE_REF"];
  const names = [
    ...(target === undefined || target === "" ? [] : [`origin/${target}`]),
    "origin/HEAD",
    "origin/main",
    "origin/master",
    "main",
    "master",
  ];
  for (const name of names) {
    const commit = await resolveCommit(directory, name);
    if (commit !== undefined) return commit;
  }
  throw new UserError({
    message: `no branch to compare with; looked for ${names.join(", ")}`,
    hint: "name it: npx desalt gate --base origin/BRANCH",
  });
}

async function requireCommit(directory: string, name: string, flag: string): Promise<string> {
  const commit = await resolveCommit(directory, name);
  if (commit !== undefined) return commit;
  throw new UserError({
    message: `git knows no commit "${name}" (${flag})`,
    hint: "fetch it, or name a branch, tag or commit that is here",
  });
}

function report(checks: readonly MoveCheck[], { json, issues }: { json: boolean; issues: PromotionInput["warnings"] }): ExitCode {
  warn(issues);
  const findings = [
    ...new Map(checks.flatMap((check) => check.findings.map((finding) => [JSON.stringify(finding), finding] as const))).values(),
  ];
  const verdict = checks.every((check) => check.verdict === "pass") ? "pass" : "fail";
  process.stdout.write(json ? renderJson({ verdict, findings }) : renderFindings(verdict, findings));
  return verdict === "pass" ? 0 : 1;
}

function renderFindings(verdict: "pass" | "fail", findings: readonly Finding[]): string {
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
