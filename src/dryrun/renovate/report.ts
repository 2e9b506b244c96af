import { UserError } from "../../core/user-error.ts";
import { count } from "../../core/count.ts";
import { parseJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { isLoggedAs, type LogLine } from "./log.ts";

/** The part of Renovate's report that a plan needs, for one repository. */
export interface RepositoryReport {
  readonly problems: readonly ReportProblem[];
  readonly branches: readonly ReportBranch[];
  readonly files: readonly ReportFile[];
}

interface ReportProblem {
  readonly level: number;
  readonly message: string;
  /** What Renovate's error object adds: a validation's message and file, or the message of an exception. */
  readonly detail?: string;
  readonly file?: string;
  readonly isConfigError: boolean;
}

export interface ReportBranch {
  readonly name: string;
  readonly title: string;
  readonly result: string;
  readonly blockedBy?: string;
  readonly upgrades: readonly ReportUpgrade[];
}

export interface ReportUpgrade {
  readonly depName: string;
  readonly packageName: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly type: string;
}

export interface ReportFile {
  readonly manager: string;
  readonly path: string;
  readonly dependencies: readonly ReportDependency[];
}

export interface ReportDependency {
  readonly depName: string;
  readonly packageName: string;
  readonly datasource: string;
  readonly currentValue: string;
  readonly registryUrls: readonly string[];
  readonly skipReason?: string;
  readonly warnings: readonly string[];
  /** The version that updates start from. Set by every lookup that found versions. */
  readonly currentVersion?: string;
  /** When that version was released, if the registry has it and says so. */
  readonly currentReleased?: string;
  /** When the highest version was released, if the registry says so. */
  readonly newestReleased?: string;
  readonly updates: readonly ReportUpdate[];
}

interface ReportUpdate {
  readonly version: string;
  readonly branch: string;
  readonly released?: string;
  readonly pendingVersions: readonly string[];
}

/** Reads the text of a report. Missing parts are empty. Throws a `UserError` if the text is not a report. */
export function parseReport(json: string): ReadonlyMap<string, RepositoryReport> {
  const report = parseJson(json);
  if (report === undefined) {
    throw new UserError({
      message: `Renovate's report is not complete (${count(json.length, "character")})`,
      hint: "check the space in the temporary folder, then run it again",
    });
  }
  if (!isRecord(report) || !isRecord(report["repositories"])) {
    throw new UserError({
      message: "Renovate's report has no repositories",
      hint: "this version of Renovate may be newer than desalt knows: update desalt",
    });
  }
  const general = records(report["problems"]).map(parseProblem);
  return new Map(Object.entries(report["repositories"]).map(([name, repository]) => [name, parseRepository(repository, general)]));
}

/** The settings of a repository's branches, as Renovate logs them; no report has them. */
export function parseBranchSettings(log: readonly LogLine[], branches: readonly string[]): ReadonlyMap<string, BranchSettings> {
  const settings = new Map<string, BranchSettings>();
  for (const { message, fields } of log) {
    const config = fields["config"];
    if (message !== "processBranch()" || !isRecord(config)) continue;
    const logged = text(config["branchName"]);
    const branch = branches.find((name) => name === logged) ?? branches.find((name) => isLoggedAs(logged, name));
    if (branch === undefined) continue;
    settings.set(branch, {
      labels: [...new Set([...strings(config["labels"]), ...strings(config["addLabels"])])],
      automerge: config["automerge"] === true,
      assignees: strings(config["assignees"]),
      reviewers: strings(config["reviewers"]),
      schedule: strings(config["schedule"]),
      ...optionalText("group", config["groupName"]),
      ...optionalText("timezone", config["timezone"]),
      ...optionalText("minimumReleaseAge", config["minimumReleaseAge"]),
      ...optionalText("minimumReleaseAgeBuffer", config["minimumReleaseAgeBuffer"]),
      ...(typeof config["prPriority"] === "number" ? { priority: config["prPriority"] } : {}),
    });
  }
  return settings;
}

export interface BranchSettings {
  readonly labels: readonly string[];
  readonly automerge: boolean;
  readonly assignees: readonly string[];
  readonly reviewers: readonly string[];
  readonly schedule: readonly string[];
  readonly group?: string;
  readonly timezone?: string;
  readonly minimumReleaseAge?: string;
  readonly minimumReleaseAgeBuffer?: string;
  readonly priority?: number;
}

function parseRepository(value: unknown, general: readonly ReportProblem[]): RepositoryReport {
  const repository = isRecord(value) ? value : {};
  const managers = isRecord(repository["packageFiles"]) ? Object.entries(repository["packageFiles"]) : [];
  return {
    problems: [...general, ...records(repository["problems"]).map(parseProblem)],
    branches: records(repository["branches"]).map(parseBranch),
    files: managers.flatMap(([manager, files]) => records(files).map((file) => parseFile(manager, file))),
  };
}

function parseProblem(problem: Readonly<Record<string, unknown>>): ReportProblem {
  const error = isRecord(problem["err"]) ? problem["err"] : {};
  const validation = [text(error["validationError"]), text(error["validationMessage"])].filter((part) => part !== "").join(": ");
  const detail = validation === "" ? text(error["message"]) : validation;
  const warnings = records(problem["warnings"]).map(({ topic, message }) => `${text(topic)}: ${text(message)}`);
  const parts = [detail, ...warnings].filter((part) => part !== "");
  const file = text(error["validationSource"]);
  return {
    level: typeof problem["level"] === "number" ? problem["level"] : 50,
    message: text(problem["msg"]),
    isConfigError: error["message"] === "config-validation",
    ...(parts.length === 0 ? {} : { detail: parts.join("; ") }),
    ...(file === "" ? {} : { file }),
  };
}

function parseBranch(branch: Readonly<Record<string, unknown>>): ReportBranch {
  return {
    name: text(branch["branchName"]),
    title: text(branch["prTitle"]),
    result: text(branch["result"]),
    ...optionalText("blockedBy", branch["prBlockedBy"]),
    upgrades: records(branch["upgrades"]).map((upgrade) => ({
      depName: text(upgrade["depName"]),
      packageName: text(upgrade["packageName"]),
      file: text(upgrade["packageFile"]),
      from: text(upgrade["currentVersion"]) || text(upgrade["currentValue"]),
      to: text(upgrade["newVersion"]) || text(upgrade["newValue"]) || text(upgrade["newDigest"]),
      type: text(upgrade["updateType"]),
    })),
  };
}

function parseFile(manager: string, file: Readonly<Record<string, unknown>>): ReportFile {
  const dependencies = records(file["deps"]).map((dependency) => ({
    depName: text(dependency["depName"]),
    packageName: text(dependency["packageName"]),
    datasource: text(dependency["datasource"]) || text(file["datasource"]),
    currentValue: text(dependency["currentValue"]),
    registryUrls: strings(dependency["registryUrls"]),
    warnings: records(dependency["warnings"]).map(({ message }) => text(message)),
    updates: records(dependency["updates"]).map((update) => ({
      version: text(update["newVersion"]) || text(update["newValue"]),
      branch: text(update["branchName"]),
      pendingVersions: strings(update["pendingVersions"]),
      ...optionalText("released", update["releaseTimestamp"]),
    })),
    ...optionalText("skipReason", dependency["skipReason"]),
    ...optionalText("currentVersion", dependency["currentVersion"]),
    ...optionalText("currentReleased", dependency["currentVersionTimestamp"]),
    ...optionalText("newestReleased", dependency["mostRecentTimestamp"]),
  }));
  return { manager, path: text(file["packageFile"]), dependencies };
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function optionalText<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  const result: Partial<Record<K, string>> = {};
  if (typeof value === "string" && value !== "") result[key] = value;
  return result;
}
