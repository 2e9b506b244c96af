import type { ResolvedFleet, ResolvedRepository } from "../fleet/index.ts";
import { isLoggedInElsewhere, nameCredentials, needsLogin, type Credential } from "./credentials.ts";
import type { HostRule, LoggedInHostRule } from "./options.ts";
import { loginRule, secretReference } from "./rules.ts";

/** Rules for Renovate's access to chart repositories. They have names of credentials, never values. */
export function renderHostRules({ repositories }: ResolvedFleet): readonly HostRule[] {
  const logins = repositories.filter((repository) => needsLogin(repository) && repository.inherited !== true);
  return [...repositories.flatMap(allowPlainHttp), ...logins.map((repository) => renderLogin(repository, repositories))];
}

/**
 * Host rules with credentials from the environment, for repositories whose credentials the usual Renovate has in its own
 * settings and this machine has not: `desalt plan` adds them to the global config. Those without variables are left out.
 */
export function listHostRulesToPass({ repositories }: ResolvedFleet, environment: Environment): readonly LoggedInHostRule[] {
  return repositories
    .filter((repository) => needsLogin(repository) && isLoggedInElsewhere(repository))
    .flatMap((repository) => {
      const credentials = nameCredentials(repository);
      const username = valueOf(credentials.username, environment);
      const password = valueOf(credentials.password, environment);
      return username === undefined || password === undefined ? [] : [{ ...matchRepository(repository, repositories), username, password }];
    });
}

/** The URL of a repository; for OCI with the scheme that its address does not have. */
export function locate({ oci, url, insecure }: ResolvedRepository): URL {
  return new URL(oci ? `${insecure === true ? "http" : "https"}://${url.replace(/^oci:\/\//u, "")}` : url);
}

/** The value of `hostType` for a repository. */
export function hostType({ oci }: ResolvedRepository): "docker" | "helm" {
  return oci ? "docker" : "helm";
}

type Environment = Readonly<Record<string, string | undefined>>;

function renderLogin(repository: ResolvedRepository, repositories: readonly ResolvedRepository[]): HostRule {
  const { name, username, encrypted } = repository;
  const rule = { description: `Charts of ${name}`, ...matchRepository(repository, repositories) };
  if (encrypted !== undefined) return { ...rule, ...(username === undefined ? {} : { username }), encrypted: { ...encrypted } };
  const credentials = nameCredentials(repository);
  const user = "literal" in credentials.username ? credentials.username.literal : secretReference(credentials.username.variable);
  return loginRule(rule, { username: user, password: secretReference(credentials.password.variable) });
}

function matchRepository(
  repository: ResolvedRepository,
  repositories: readonly ResolvedRepository[],
): Pick<HostRule, "matchHost" | "hostType"> {
  const matchHost = repository.oci ? matchRegistry(repository, repositories) : withSlash(locate(repository).href);
  return { matchHost, hostType: hostType(repository) };
}

/**
 * Matches an OCI registry by its host. Two with different credentials on one host are distinguished by the path of the API that
 * lists versions. Renovate then requests the chart's home page, at `/v2/` itself, without credentials.
 */
function matchRegistry(repository: ResolvedRepository, repositories: readonly ResolvedRepository[]): string {
  const { hostname, host, origin, pathname } = locate(repository);
  // Docker Hub answers under several names, and a name without a scheme matches all below it.
  if (hostname === "docker.io" || hostname.endsWith(".docker.io")) return "docker.io";
  const neighbours = repositories.filter((other) => other.oci && other.url !== repository.url && locate(other).host === host);
  return neighbours.some(needsLogin) ? withSlash(`${origin}/v2${pathname}`) : `${origin}/`;
}

/** Names the host without a scheme, because Renovate's first request to a registry always uses https. */
function allowPlainHttp(repository: ResolvedRepository): readonly HostRule[] {
  if (!repository.oci || repository.insecure !== true) return [];
  const { hostname } = locate(repository);
  return [{ description: `${repository.name} speaks plain HTTP`, matchHost: hostname, hostType: "docker", insecureRegistry: true }];
}

/** Adds a final slash, because addresses match as prefixes, and `/stable` would also match `/stable-2`. */
function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

function valueOf(credential: Credential, environment: Environment): string | undefined {
  const value = "literal" in credential ? credential.literal : environment[credential.variable];
  return value === "" ? undefined : value;
}
