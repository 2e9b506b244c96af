import { UserError } from "../../core/user-error.ts";
import { credentialPrefix, type ResolvedRepository } from "../../fleet/index.ts";

/** The parts of a chart repository that a client needs. */
export type ClientRepository = Pick<ResolvedRepository, "name" | "url" | "oci" | "private" | "username" | "sops" | "ecr" | "insecure">;

/** Renders user name and password for the Authorization header. Returns undefined for a public repository. Throws if variables are missing. */
export function readCredentials(
  repository: ClientRepository,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (!repository.private) return undefined;
  if (repository.ecr === true) {
    throw new UserError({
      message: `repository "${repository.name}" is in AWS ECR, where desalt cannot log in`,
      hint: "add the version: --version VERSION",
    });
  }
  const variables = listCredentialVariables(repository);
  const missing = variables.filter((name) => (environment[name] ?? "") === "");
  if (missing.length > 0) {
    const command = repository.sops === undefined ? "" : `, or run it through: sops exec-env ${repository.sops}`;
    throw new UserError({
      message: `repository "${repository.name}" is private, but ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`,
      hint: `run: export ${missing.map((name) => `${name}=…`).join(" ")}${command}`,
    });
  }
  const prefix = credentialPrefix(repository.name);
  const username = repository.username ?? environment[`${prefix}_USERNAME`] ?? "";
  return Buffer.from(`${username}:${environment[`${prefix}_PASSWORD`] ?? ""}`).toString("base64");
}

/** The error after a refused login. Never shows the credentials. */
export function explainRefusal(repository: ClientRepository, status: number): UserError {
  const { name, url } = repository;
  if (repository.private) {
    const variables = listCredentialVariables(repository).join(" and ");
    return new UserError({
      message: `repository "${name}" refused the credentials in ${variables} (${url}, ${status})`,
      hint: "check the credentials in the registry's settings",
    });
  }
  return new UserError({
    message: `repository "${name}" asks for credentials (${url}, ${status})`,
    hint: `set \`private: true\` on the repository (desalt add --private), and export ${listCredentialVariables(repository).join(" and ")}`,
  });
}

/** The variables in which helmfile also looks for credentials. */
function listCredentialVariables({ name, username }: ClientRepository): string[] {
  const prefix = credentialPrefix(name);
  return username === undefined ? [`${prefix}_USERNAME`, `${prefix}_PASSWORD`] : [`${prefix}_PASSWORD`];
}
