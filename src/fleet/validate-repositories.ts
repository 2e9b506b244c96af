import type { Issue } from "../core/user-error.ts";
import { credentialPrefix } from "./credentials.ts";
import type { DeclaredFleet } from "./declared.ts";
import type { Repository } from "./options.generated.ts";
import { renderLocation } from "../core/config-location.ts";
import { normalizePath } from "./repository-path.ts";

interface Finding extends Issue {
  /** The key with the error; absent for the repository's name. */
  readonly key?: keyof Repository;
}

/** The options for a repository's credentials, of which at most one may be set. */
const ways = ["inherited", "encrypted", "ecr"] as const;

/** Checks chart repositories: names, addresses, and credential options that contradict each other. */
export function validateRepositories(fleet: DeclaredFleet): Issue[] {
  const issues: Issue[] = [];
  const owners = new Map<string, string>();
  for (const [name, repository] of Object.entries(fleet.repositories ?? {})) {
    const path = ["repositories", name];
    const findings = [...validateName(name, owners), ...validateUrl(repository), ...validateCredentials(name, repository)];
    for (const { key, message, ...rest } of findings) {
      const place = renderLocation({ source: fleet.source, path: key === undefined ? path : [...path, key] });
      issues.push({ message: `${message} (${place})`, ...rest });
    }
  }
  return issues;
}

function validateName(name: string, owners: Map<string, string>): Finding[] {
  const prefix = credentialPrefix(name);
  const owner = owners.get(prefix);
  owners.set(prefix, name);
  const findings: Finding[] = [];
  if (owner !== undefined) {
    const message = `repositories "${owner}" and "${name}" would use the same variables ${prefix}_USERNAME and ${prefix}_PASSWORD`;
    findings.push({ message, hint: "rename one of them" });
  }
  if (prefix === "GITHUB" || prefix.startsWith("GITHUB_")) {
    const message = `repository "${name}" would need the secret ${prefix}_PASSWORD, but GitHub does not allow names that start with GITHUB_`;
    findings.push({ message, hint: `rename it, for example to "gh${name.slice("github".length)}"` });
  } else if (!/^[a-z][a-z0-9-]*$/u.test(name)) {
    const hint = "start with a lower-case letter, then use lower-case letters, digits and hyphens";
    findings.push({ message: `"${name}" is not a valid name for a repository`, hint });
  }
  return findings;
}

function validateUrl({ url, oci, insecure }: Repository): Finding[] {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//iu.exec(url)?.[1]?.toLowerCase();
  if (oci === true) {
    if (scheme === undefined) return [];
    return [
      {
        key: "url",
        message: `"${url}" has a scheme, but the address of an OCI registry has none`,
        hint: `write "${url.slice(scheme.length + "://".length)}"`,
      },
    ];
  }
  if (scheme === "oci") {
    const bare = url.slice("oci://".length);
    return [
      {
        key: "url",
        message: `"${url}" is an OCI registry, but the repository is a classic one`,
        hint: `write ociRepository("${bare}"), or url "${bare}" and "oci: true"`,
      },
    ];
  }
  if ((scheme !== "https" && scheme !== "http") || !URL.canParse(url)) {
    const hint = scheme === undefined ? `write "https://${url}", or set "oci: true" if it is an OCI registry` : "write https://…";
    return [{ key: "url", message: `"${url}" is not a valid address of a chart repository`, hint }];
  }
  if (insecure === true && scheme === "https") {
    return [{ key: "insecure", message: `"insecure" contradicts "${url}"`, hint: 'remove it, or write "http://…"' }];
  }
  return [];
}

function validateCredentials(name: string, repository: Repository): Finding[] {
  const { sops, ecr, username, oci } = repository;
  const findings: Finding[] = [];
  const chosen = ways.filter((way) => isSet(repository[way]));
  if (chosen.length > 1) {
    const [first = "", ...others] = chosen;
    findings.push({
      message: `"${first}" and "${others.join('" and "')}" of repository "${name}" cannot be combined`,
      hint: "remove all but one",
    });
  }
  if (repository.private !== true) {
    for (const key of ["username", "inherited", "encrypted", "sops"] as const) {
      if (!isSet(repository[key]) || (ecr === true && key === "inherited")) continue;
      findings.push({ key, message: `"${key}" has no effect, because repository "${name}" is public`, hint: 'add "private: true"' });
    }
  }
  if (ecr === true && oci !== true) {
    findings.push({
      key: "ecr",
      message: `"ecr" needs an OCI registry, but repository "${name}" is a classic one`,
      hint: "write ociRepository(…), or set oci: true",
    });
  }
  if (ecr === true && username !== undefined && repository.private === true) {
    findings.push({
      key: "username",
      message: `"username" has no effect beside "ecr" of repository "${name}"`,
      hint: "remove it, because ECR creates its own credentials",
    });
  }
  if (sops !== undefined && normalizePath(sops) === undefined) {
    findings.push({
      key: "sops",
      message: `"${sops}" is not a path inside the repository`,
      hint: "write it relative to the repository's root, with /",
    });
  }
  return findings;
}

function isSet(option: unknown): boolean {
  return option !== undefined && option !== false;
}
