/** What the variables of a repository's credentials begin with, in helmfile's way: upper case, `-` becomes `_`. */
export function credentialPrefix(repository: string): string {
  return repository.toUpperCase().replaceAll("-", "_");
}
