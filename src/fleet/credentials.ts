/** The prefix of a repository's credential variables, as helmfile forms it: upper case, with `_` for `-`. */
export function credentialPrefix(repository: string): string {
  return repository.toUpperCase().replaceAll("-", "_");
}
