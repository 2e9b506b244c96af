import { expect, test } from "vitest";
import { parseLogLine, type LogLine } from "../renovate/log.ts";
import { findGivenUp, findLeftOutRegistry, leaveOut } from "./given-up.ts";

function failed(url: string, status: number): LogLine {
  return parseLogLine(
    JSON.stringify({ level: 20, msg: `GET ${url} = (code=ERR_NON_2XX_3XX_RESPONSE, statusCode=${status} retryCount=2, duration=8)` }),
  );
}

function addresses(log: readonly LogLine[], before = findGivenUp({ log: [], overdue: [] }, [])) {
  return findGivenUp({ log, overdue: [] }, before).map(({ address, cause }) => `${address} ${cause}`);
}

const index = "https://artifactory.example.com/helm-a/index.yaml";
const tags = "https://ghcr.io/v2/acme/charts/portal/tags/list?n=1000&last=x";

test("only the repository or the chart that failed is left out at first, and the host if it fails again or has had too many requests", () => {
  expect(addresses([failed(index, 500), failed(tags, 503)])).toEqual([
    "https://artifactory.example.com/helm-a/ 500 Internal Server Error",
    "https://ghcr.io/v2/acme/charts/portal/ 503 Service Unavailable",
  ]);
  const before = findGivenUp({ log: [failed(tags, 503)], overdue: [] }, []);
  expect(addresses([failed(tags.replace("portal", "ledger"), 503)], before)).toEqual(["https://ghcr.io/ 503 Service Unavailable"]);
  expect(addresses([failed(index, 429)])).toEqual(["https://artifactory.example.com/ 429 Too Many Requests"]);
  expect(addresses([failed(index, 404), failed(index, 401)])).toEqual([]);
});

test("Renovate is told by host rules, and of a bucket by a rule for its packages", () => {
  const bucket = parseLogLine(
    JSON.stringify({ msg: 'Helm S3 lookup error: missing region, check "AWS_REGION" variable', indexUrl: "s3://b/c/index.yaml" }),
  );
  expect(leaveOut(findGivenUp({ log: [failed(index, 500), bucket], overdue: [] }, []))).toEqual({
    hostRules: [{ matchHost: "https://artifactory.example.com/helm-a/", enabled: false }],
    packageRules: [{ matchRegistryUrls: ["s3://b/c/", "s3://b/c"], enabled: false }],
  });
});

test("a dependency belongs to a registry that was left out, in whatever spelling of its address", () => {
  const givenUp = findGivenUp({ log: [failed(index, 500), failed(tags, 503)], overdue: [] }, []);
  const dependency = {
    depName: "x",
    packageName: "x",
    datasource: "helm",
    currentValue: "1.0.0",
    registryUrls: [],
    warnings: [],
    updates: [],
  };
  const hostOf = (change: object) => findLeftOutRegistry({ ...dependency, ...change }, givenUp)?.host;
  expect(hostOf({ registryUrls: ["https://Artifactory.example.com:443/helm-a"] })).toBe("artifactory.example.com");
  expect(hostOf({ registryUrls: ["https://artifactory.example.com/helm-ab"] })).toBeUndefined();
  expect(hostOf({ datasource: "docker", packageName: "ghcr.io/acme/charts/portal" })).toBe("ghcr.io");
  expect(hostOf({ datasource: "docker", packageName: "ghcr.io/acme/charts/ledger" })).toBeUndefined();
});
