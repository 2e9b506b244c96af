import { credentialPrefix, type ResolvedFleet, type ResolvedRepository } from "../fleet/index.ts";

/** A secret or environment variable that a program must have. */
export interface RequiredName {
  readonly name: string;
  /** The chart repository's name. */
  readonly for: string;
}

/** The secrets that Renovate must have before it reads the generated config. An unknown one stops the whole repository. */
export function requiredSecrets({ repositories }: ResolvedFleet): readonly RequiredName[] {
  return repositories.filter((repository) => needsLogin(repository) && !isLoggedInElsewhere(repository)).flatMap(listNames);
}

/** Whether Renovate must log in to the repository. */
export function needsLogin(repository: ResolvedRepository): boolean {
  return repository.private || repository.ecr === true;
}

/** Whether Renovate's credentials are in its own settings or encrypted, and not secrets by name. */
export function isLoggedInElsewhere({ inherited, encrypted }: ResolvedRepository): boolean {
  return inherited === true || encrypted !== undefined;
}

/** The credentials of a repository in `hostRules`: the names of variables, or a user name that is not secret. */
export function nameCredentials({ name, username, ecr }: ResolvedRepository): {
  readonly username: Credential;
  readonly password: { readonly variable: string };
} {
  const prefix = credentialPrefix(name);
  if (ecr === true)
    return { username: { variable: `${prefix}_AWS_ACCESS_KEY_ID` }, password: { variable: `${prefix}_AWS_SECRET_ACCESS_KEY` } };
  const known = username === undefined ? { variable: `${prefix}_USERNAME` } : { literal: username };
  return { username: known, password: { variable: `${prefix}_PASSWORD` } };
}

/** A value itself, or the name of the variable or secret that holds it. */
export type Credential = { readonly literal: string } | { readonly variable: string };

function listNames(repository: ResolvedRepository): readonly RequiredName[] {
  const { username, password } = nameCredentials(repository);
  return [username, password].flatMap((credential) =>
    "variable" in credential ? [{ name: credential.variable, for: repository.name }] : [],
  );
}
