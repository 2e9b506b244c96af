import { STATUS_CODES } from "node:http";
import type { FailedRequest } from "../renovate/request-watch.ts";
import type { LogLine } from "../renovate/log.ts";
import type { ReportDependency } from "../renovate/report.ts";

const pattern = /^(?:GET|HEAD) (\S+) = \(code=([^,]*), statusCode=(-?\d+)/u;

/** Why a request failed, in words. */
export function describeRequest({ status, code }: FailedRequest): string {
  if (status <= 0) return code;
  const name = STATUS_CODES[status];
  return name === undefined ? `HTTP status ${status}` : `${status} ${name}`;
}

/** Finds the failed requests in Renovate's log. */
export function parseFailedRequests(log: readonly LogLine[]): readonly FailedRequest[] {
  return log.flatMap(({ message }) => {
    const [, address = "", code = "", status = ""] = pattern.exec(message) ?? [];
    const url = URL.parse(address);
    return url === null || (Number(status) >= 200 && Number(status) < 400) ? [] : [{ url, code, status: Number(status) }];
  });
}

interface Lookup {
  readonly dependency: ReportDependency;
  readonly failedRequests: readonly FailedRequest[];
  readonly refusedHosts: ReadonlySet<string>;
  /** The requests without a fixture. */
  readonly refusedUrls: ReadonlySet<string>;
  /** Hosts with fixtures. */
  readonly fixtureHosts: ReadonlySet<string>;
}

/** Where a lookup failed, and why. */
export interface LookupCause {
  readonly host: string;
  readonly cause: string;
}

/** The default registries: the host that people know, and the one that Renovate asks. */
const defaultHosts: Readonly<Record<string, readonly [known: string, asked: string]>> = {
  docker: ["docker.io", "index.docker.io"],
  "github-tags": ["github.com", "api.github.com"],
  "github-releases": ["github.com", "api.github.com"],
  "github-digest": ["github.com", "api.github.com"],
  npm: ["registry.npmjs.org", "registry.npmjs.org"],
};

/** Finds the host and the cause of a failed lookup, because Renovate's own message is "no-result" for every cause. */
export function findLookupCause({ dependency, failedRequests, refusedHosts, refusedUrls, fixtureHosts }: Lookup): LookupCause {
  const address = findAddress(dependency, refusedUrls);
  if (address === undefined)
    return { host: `the registry of ${dependency.datasource}`, cause: describeSilence(dependency.datasource, refusedHosts) };
  const { host, asked, url } = address;
  if (refusedHosts.has(asked.replace(/:\d+$/u, ""))) return { host, cause: `no fixture for host ${host}` };
  const request = failedRequests.findLast((candidate) => candidate.url.host === asked && isFor(candidate.url, url, dependency));
  const isAbsent = request === undefined || request.status === 404;
  if (isAbsent && fixtureHosts.has(asked.replace(/:\d+$/u, ""))) return { host, cause: `no fixture for "${dependency.packageName}"` };
  if (request === undefined) return { host, cause: "the registry answered, but does not have it" };
  return { host, cause: describeRequest(request) };
}

function describeSilence(datasource: string, refusedHosts: ReadonlySet<string>): string {
  if (refusedHosts.size === 0) return "its registry does not have it";
  return `no fixture for ${datasource}; requested hosts without a fixture: ${[...refusedHosts].toSorted().join(", ")}`;
}

interface LookupAddress {
  readonly host: string;
  readonly asked: string;
  readonly url?: URL;
}

function findAddress(dependency: ReportDependency, refusedUrls: ReadonlySet<string>): LookupAddress | undefined {
  const { datasource, packageName, registryUrls } = dependency;
  const isQualified = datasource === "docker" && /^[^/]*[.:]/u.test(packageName) && !packageName.startsWith("docker.io/");
  const urls = (isQualified ? [`https://${packageName}`] : registryUrls).map((text) => URL.parse(text)).filter((url) => url !== null);
  const [url] = urls;
  if (url !== undefined) return { host: url.host, asked: url.host, url };
  const known = defaultHosts[datasource];
  if (known !== undefined) return { host: known[0], asked: known[1] };
  const refused = [...refusedUrls].map((text) => new URL(text)).find(({ pathname }) => decodeURIComponent(pathname).includes(packageName));
  return refused === undefined ? undefined : { host: refused.host, asked: refused.host, url: refused };
}

function isFor(requested: URL, registry: URL | undefined, { datasource, packageName }: ReportDependency): boolean {
  if (datasource !== "docker") return requested.pathname.startsWith(registry?.pathname ?? "/");
  const repository = packageName.slice(packageName.indexOf("/"));
  return requested.pathname.includes(repository) || requested.pathname === "/v2/" || requested.pathname.startsWith("/token");
}
