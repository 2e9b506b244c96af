import { count } from "../../../core/count.ts";
import { suggestName } from "../../../core/suggestion.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import type { DetectedEnvironment, Detection } from "../../../project/detect/detect-environments.ts";
import type { FirstEnvironment } from "./first-config.ts";
import { nameFiles } from "./named-files.ts";

/** The environments of a first config, or why there is none. */
export interface Proposal {
  readonly environments: readonly FirstEnvironment[];
  /** What a config cannot say, or only people can. Nothing is written then. */
  readonly issues: readonly Issue[];
  /** What keeps environments from being upgraded apart. */
  readonly notes: readonly string[];
}

/** Proposes the environments that were found. What is a guess is asked instead. */
export function proposeEnvironments({ environments, leftOut, questions }: Detection): Proposal {
  const guesses = environments.filter(({ isSure }) => !isSure).map(({ name, why }) => `is ${name} an environment (${why})?`);
  const asked = (questions.length > 0 ? questions : guesses).map((question) => ({ message: `desalt cannot tell: ${question}` }));
  const answer = { hint: "run `npx desalt init` in a terminal and name the environments in order, or write desalt.yaml yourself" };
  const issues = asked.map((issue, index) => (index === asked.length - 1 ? { ...issue, ...answer } : issue));
  const upstreams = new Map(environments.map(({ name, follows }) => [name, follows]));
  return { ...describe({ environments, leftOut }, environments, upstreams), issues };
}

/** Proposes environments in the order that people gave. */
export function orderEnvironments({ environments, leftOut }: Detection, names: readonly string[]): Proposal {
  const known = environments.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(unknown.map((name) => ({ message: `"${name}" was not found`, hint: suggestName(name, known, "found") })));
  }
  const chosen = [...new Set(names)].flatMap((name) => environments.filter((environment) => environment.name === name));
  const upstreams = new Map(chosen.map(({ name }, index) => [name, chosen[index - 1]?.name]));
  return { ...describe({ environments, leftOut }, chosen, upstreams), issues: [] };
}

type Upstreams = ReadonlyMap<string, string | undefined>;

function describe(
  { environments: all, leftOut }: Pick<Detection, "environments" | "leftOut">,
  environments: readonly DetectedEnvironment[],
  upstreams: Upstreams,
): Pick<Proposal, "environments" | "notes"> {
  const shared = listShared(environments);
  const known = [...all.flatMap(({ files }) => files), ...leftOut.map(({ path }) => path)];
  const first = environments.map(({ name, files, helmfileEnvironment }): FirstEnvironment => {
    const others = known.filter((path) => !files.includes(path));
    const follows = shared.some((one) => one.name === name) ? undefined : upstreams.get(name);
    return {
      name,
      helmfile: nameFiles(files, others),
      ...(helmfileEnvironment !== undefined && { helmfileEnvironment }),
      ...(follows !== undefined && { follows }),
    };
  });
  return { environments: first, notes: describeShared(shared) };
}

/** A version that is written once for several environments reaches all of them at once, so none of them can wait for another. */
function listShared(environments: readonly DetectedEnvironment[]): readonly DetectedEnvironment[] {
  const sharesFiles = (one: DetectedEnvironment): boolean =>
    environments.some((other) => other !== one && other.files.some((path) => one.files.includes(path)));
  return environments.filter((environment) => environment.shared > 0 && sharesFiles(environment));
}

function describeShared(environments: readonly DetectedEnvironment[]): readonly string[] {
  const [first] = environments;
  if (first === undefined) return [];
  const versions = count(first.shared, "version is", "versions are");
  const names = environments.map(({ name }) => name).join(", ");
  return [
    `${versions} written in ${describeFiles(first.files)} for ${names} at once, so no environment can follow another`,
    "to upgrade them apart, move each version to the values of the environments, then add `follows` and `soak` to desalt.yaml",
  ];
}

function describeFiles([first = "", ...rest]: readonly string[]): string {
  return rest.length === 0 ? first : `${first} and ${count(rest.length, "other helmfile")}`;
}
