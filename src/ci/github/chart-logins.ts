import { credentialPrefix, type ResolvedFleet, type ResolvedRepository } from "../../fleet/index.ts";

/** The lines of a step's `env:` that log helmfile in to private chart repositories: each secret under its own name. */
export function renderChartLogins({ repositories }: ResolvedFleet): string {
  return repositories
    .filter(takesVariables)
    .flatMap(({ name, username }) => {
      const prefix = credentialPrefix(name);
      return [
        `          ${prefix}_USERNAME: ${username === undefined ? `\${{ secrets.${prefix}_USERNAME }}` : JSON.stringify(username)}\n`,
        `          ${prefix}_PASSWORD: \${{ secrets.${prefix}_PASSWORD }}\n`,
      ];
    })
    .join("");
}

/** Repositories that need a login. The others have credentials from a SOPS file or from AWS. */
function takesVariables({ private: isPrivate, sops, ecr }: ResolvedRepository): boolean {
  return isPrivate && sops === undefined && ecr !== true;
}
