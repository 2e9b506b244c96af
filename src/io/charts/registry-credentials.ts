import { UserError } from "../../core/user-error.ts";
import { credentialPrefix, type ResolvedRepository } from "../../fleet/index.ts";

/** A chart repository as far as a client is concerned. */
export type ClientRepository = Pick<ResolvedRepository, "name" | "url" | "oci" | "private" | "username" | "sops" | "ecr" | "insecure">;

/** A user name and a password as the Authorization header takes them; undefined for a public repository. Throws when variables are missing. */
export function readCredentials(
  repository: ClientRepository,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (!repository.private) return undefined;
  if (repository.ecr === true) {
    throw new UserError({
      message: `repository "${repository.name}" is in AWS ECR, which desalt does not log in to`,
      hint: "give the version yourself: --version",
    });
  }
  const variables = listCredentialVariables(repository);
  const missing = variables.filter((name) => (environment[name] ?? "") === "");
  if (missing.length > 0) {
    const command = repository.sops === undefined ? "" : `, or run it through: sops exec-env ${repository.sops}`;
    throw new UserError({
      message: `repository "${repository.name}" is private, and ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`,
      hint: `export ${missing.map((name) => `${name}=…`).join(" ")}${command}`,
    });
  }
  const prefix = credentialPrefix(repository.name);
  const username = repository.username ?? environment[`${prefix}_USERNAME`] ?? "";
  return Buffer.from(`${username}:${environment[`${prefix}_PASSWORD`] ?? ""}`).toString("base64");
}

/** What a user is told who was refused; never says with what. */
export function explainRefusal(repository: ClientRepository, status: number): UserError {
  const { name, url } = repository;
  if (repository.private) {
    const variables = listCredentialVariables(repository).join(" and ");
    return new UserError({
      message: `repository "${name}" refused the credentials in ${variables} (${url}, ${status})`,
      hint: "check them where the registry is managed",
    });
  }
  return new UserError({
    message: `repository "${name}" asks for credentials (${url}, ${status})`,
    hint: `it is private: say so with \`private: true\` (desalt add --private), and export ${listCredentialVariables(repository).join(" and ")}`,
  });
}

/** Where helmfile looks for them too. */
function listCredentialVariables({ name, username }: ClientRepository): string[] {
  const prefix = credentialPrefix(name);
  return username === undefined ? [`${prefix}_USERNAME`, `${prefix}_PASSWORD`] : [`${prefix}_PASSWORD`];
}
