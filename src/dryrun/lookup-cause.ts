import type { LogLine } from "./renovate-log.ts";
import type { ReportDependency } from "./report.ts";

/** A request of Renovate that had no success. */
export interface FailedRequest {
  readonly url: URL;
  /** -1 when there was no answer. */
  readonly status: number;
  /** Node's or the HTTP client's code, such as `ECONNREFUSED`. */
  readonly code: string;
}

const pattern = /^(?:GET|HEAD) (\S+) = \(code=([^,]*), statusCode=(-?\d+)/u;
const reasons: Readonly<Record<number, string>> = {
  401: "401 Unauthorized",
  403: "403 Forbidden",
  404: "404 Not Found",
  429: "429 Too Many Requests",
};

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
}

/** Where a lookup went and why it failed: Renovate's own message is "no-result" for every cause. */
export function findLookupCause({ dependency, failedRequests, refusedHosts }: Lookup): { readonly host: string; readonly cause: string } {
  const addresses = lookupAddresses(dependency);
  const url = addresses.map((address) => URL.parse(address)).find((candidate) => candidate !== null);
  const host = url?.host ?? addresses[0] ?? "its registry";
  if (url !== undefined && refusedHosts.has(url.hostname)) return { host, cause: `no fixture for host ${url.hostname}` };
  const sameHost = failedRequests.filter((request) => request.url.host === host);
  const request = sameHost.findLast((candidate) => isFor(candidate.url, url, dependency));
  if (request === undefined) return { host, cause: "the registry answers, but does not have it" };
  return { host, cause: request.status > 0 ? (reasons[request.status] ?? `HTTP status ${request.status}`) : request.code };
}

function isFor(requested: URL, registry: URL | undefined, { datasource, packageName }: ReportDependency): boolean {
  if (datasource !== "docker") return requested.pathname.startsWith(registry?.pathname ?? "/");
  const repository = packageName.slice(packageName.indexOf("/"));
  return requested.pathname.includes(repository) || requested.pathname === "/v2/" || requested.pathname.startsWith("/token");
}

function lookupAddresses({ datasource, packageName, registryUrls }: ReportDependency): readonly string[] {
  return datasource === "docker" && packageName.includes(".") ? [`https://${packageName}`] : registryUrls;
}
