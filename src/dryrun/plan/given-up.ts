import type { RenovateOutput } from "../renovate/process.ts";
import type { ReportDependency } from "../renovate/report.ts";
import type { LogLine } from "../renovate/log.ts";
import { withoutTrailingSlash } from "../../core/url.ts";
import { describeRequest, parseFailedRequests } from "./lookup-cause.ts";

/** A registry, or a part of one, that Renovate could not ask, and is not to ask again in this plan. */
export interface GivenUp {
  /** The beginning of the addresses that are left out: of a repository, of an OCI chart, or of all of a host. */
  readonly address: string;
  readonly host: string;
  readonly cause: string;
}

/** Statuses for which Renovate gives the whole repository up. */
function isOutage(status: number): boolean {
  return status === 429 || status >= 500 || status === -1;
}

/**
 * The registries for which Renovate gave a repository up, by its log. At first only the repository or the OCI chart that failed is left
 * out, because one host may serve many. If its host fails again, or refuses too many requests, all of the host is.
 */
export function findGivenUp({ log, overdue }: Pick<RenovateOutput, "log" | "overdue">, before: readonly GivenUp[]): readonly GivenUp[] {
  const outages = parseFailedRequests(log).filter(({ status }) => isOutage(status));
  const giveUp = ({ url, cause, status }: { readonly url: URL; readonly cause: string; readonly status?: number }): GivenUp => {
    const isWhole = status === 429 || before.some(({ host }) => host === url.host);
    return { address: isWhole ? `${url.origin}/` : narrow(url), host: url.host, cause };
  };
  const requests = [...overdue, ...outages.map((request) => ({ ...request, cause: describeRequest(request) }))].map(giveUp);
  const all = [...requests, ...findBuckets(log)];
  return [...new Map(all.map((one) => [one.address, one])).values()].filter(({ address }) =>
    before.every((known) => known.address !== address),
  );
}

/** The part of a registry that a request is for. */
function narrow({ origin, pathname }: URL): string {
  const chart = /^\/v2\/.+?\/(?=(?:tags|manifests|blobs)\/)/u.exec(pathname)?.[0];
  if (chart !== undefined) return `${origin}${chart}`;
  return pathname.endsWith("/index.yaml") ? `${origin}${pathname.slice(0, -"index.yaml".length)}` : `${origin}/`;
}

/** An S3 client makes no requests that Renovate logs, but its error has the package, and the index is named for known causes. */
function findBuckets(log: readonly LogLine[]): readonly GivenUp[] {
  return log.flatMap(({ message, fields }): readonly GivenUp[] => {
    const address = /^(s3:\/\/.+)index\.yaml$/u.exec(text(fields["indexUrl"]))?.[1];
    if (address === undefined || !message.startsWith("Helm S3 lookup error: ")) return [];
    return [{ address, host: withoutTrailingSlash(address), cause: describeBucketError(message) }];
  });
}

function describeBucketError(message: string): string {
  if (message.includes("missing region")) return "AWS_REGION is not set";
  if (message.includes("credentials error")) return "AWS refused the credentials";
  return "S3 did not answer";
}

/** The options of Renovate's global config that leave registries out. Never `force`, which would replace the user's own rules. */
export function leaveOut(givenUp: readonly GivenUp[]): { readonly hostRules: readonly object[]; readonly packageRules: readonly object[] } {
  const buckets = givenUp.filter(({ address }) => address.startsWith("s3:"));
  return {
    hostRules: givenUp.filter((one) => !buckets.includes(one)).map(({ address }) => ({ matchHost: address, enabled: false })),
    packageRules: buckets.map(({ address }) => ({ matchRegistryUrls: [address, withoutTrailingSlash(address)], enabled: false })),
  };
}

/** The registry that was left out and would have answered for a dependency. */
export function findLeftOutRegistry(dependency: ReportDependency, givenUp: readonly GivenUp[]): GivenUp | undefined {
  const addresses = listAddresses(dependency);
  return givenUp.find(({ address }) => addresses.some((one) => withoutScheme(one).startsWith(withoutScheme(address))));
}

function listAddresses({ datasource, packageName, registryUrls }: ReportDependency): readonly string[] {
  if (datasource !== "docker") return registryUrls.map((url) => `${withoutTrailingSlash(url)}/`);
  const slash = packageName.indexOf("/");
  return [`https://${packageName.slice(0, slash)}/v2${packageName.slice(slash)}/`];
}

/** An OCI registry may be asked by http. Hosts are equal in capitals, and without the default port. */
function withoutScheme(address: string): string {
  const url = URL.parse(address);
  return url === null ? address : `${url.protocol === "s3:" ? "s3:" : ""}${url.host.toLowerCase()}${url.pathname}`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
