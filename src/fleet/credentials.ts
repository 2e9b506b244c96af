import type { ResolvedRepository } from "./resolved.ts";

/** What the variables of a repository's credentials begin with, in helmfile's way: upper case, `-` becomes `_`. */
export function credentialPrefix(repository: string): string {
  return repository.toUpperCase().replaceAll("-", "_");
}

/** The environment variables that a repository's credentials come in; none for a public one. */
export function listCredentialVariables(repository: Pick<ResolvedRepository, "name" | "private" | "username" | "ecr">): readonly string[] {
  const prefix = credentialPrefix(repository.name);
  if (repository.ecr === true) return [`${prefix}_AWS_ACCESS_KEY_ID`, `${prefix}_AWS_SECRET_ACCESS_KEY`];
  if (!repository.private) return [];
  return repository.username === undefined ? [`${prefix}_USERNAME`, `${prefix}_PASSWORD`] : [`${prefix}_PASSWORD`];
}
