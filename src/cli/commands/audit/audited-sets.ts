import { isPattern, matchesPattern } from "../../../core/path-pattern.ts";
import { UserError } from "../../../core/user-error.ts";
import { describeRepository } from "../../../io/git/repository.ts";
import { detectAt, listEver, listMatches, type AuditedBranch, type AuditedFiles } from "../../../project/audited-histories.ts";
import { findConfig } from "../../../project/load-config.ts";
import { openRules } from "../../../project/open-fleet.ts";

/** The environments to audit, in the order of promotion. */
export interface AuditedSets {
  readonly environments: readonly AuditedFiles[];
  /** What desalt was not sure of when it found them. */
  readonly questions: readonly string[];
  /** Whether they are those of a config. */
  readonly isConfigured?: boolean;
}

interface Wanted {
  readonly directory: string;
  readonly ref: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Finds the environments: by the patterns of the user, else by the config, else by what the repository looks like. */
export async function findAudited(branch: AuditedBranch, { directory, ref, from, to }: Wanted): Promise<AuditedSets> {
  if (from !== undefined || to !== undefined) return { environments: await findByPatterns(branch, from, to), questions: [] };
  const configured = ref === "HEAD" ? await findInConfig(branch, directory) : undefined;
  return configured ?? (await findByDetection(branch));
}

async function findByDetection(branch: AuditedBranch): Promise<AuditedSets> {
  const { environments, questions } = await detectAt(branch);
  return {
    environments: environments.map(({ name, follows, files, helmfileEnvironment }) => ({
      name,
      follows,
      files,
      settings: helmfileEnvironment === undefined ? {} : { helmfileEnvironment },
    })),
    questions: [...questions, ...environments.filter(({ isSure }) => !isSure).map(({ name, why }) => `environment ${name}: ${why}`)],
  };
}

async function findByPatterns(branch: AuditedBranch, from: string | undefined, to: string | undefined): Promise<AuditedFiles[]> {
  if (from === undefined || to === undefined) {
    throw new UserError({
      message: `--${from === undefined ? "from" : "to"} is missing`,
      hint: "name both sides, for example: --from dev/helmfile.yaml --to prd/helmfile.yaml",
    });
  }
  const ever = await listEver(branch);
  const upstream = { name: from, files: listMatches(ever, { pattern: from, option: "--from" }) };
  const downstream = { name: to, follows: from, files: listMatches(ever, { pattern: to, option: "--to" }) };
  const both = upstream.files.find((path) => downstream.files.includes(path));
  if (both === undefined) return [upstream, downstream];
  throw new UserError({ message: `"${both}" matches --from and --to`, hint: "give each side its own files" });
}

/** Without running any code of the repository. */
async function findInConfig(branch: AuditedBranch, directory: string): Promise<AuditedSets | undefined> {
  if (findConfig(directory) === undefined) return undefined;
  const { prefix } = await describeRepository(directory);
  const { fleet } = await openRules(directory);
  if (fleet.environments.every(({ follows }) => follows === undefined)) return undefined;
  const ever = fleet.environments.some(({ helmfiles }) => helmfiles.some(isPattern)) ? await listEver(branch) : [];
  const environments = fleet.environments.map(({ name, follows, helmfiles, helmfileEnvironment, variables }) => ({
    name,
    follows,
    files: helmfiles.flatMap((path) => (isPattern(path) ? ever.filter((one) => matchesPattern(one, prefix + path)) : [prefix + path])),
    settings: { ...(helmfileEnvironment !== undefined && { helmfileEnvironment }), ...(variables !== undefined && { variables }) },
  }));
  return { environments, questions: [], isConfigured: true };
}
