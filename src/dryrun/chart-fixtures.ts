import semver from "semver";
import type { Issue } from "../core/user-error.ts";
import type { Fixtures } from "./fixtures.generated.ts";
import { publish } from "./published.ts";
import type { ChartRegistry } from "./registry.ts";

const defaultPorts: Readonly<Record<string, string>> = { "https:": "443", "oci:": "443", "http:": "80" };

/** The chart registries of the fixtures as they are at a moment; what is wrong is added to `issues`. */
export function publishCharts({ charts = {} }: Fixtures, now: Date, issues: Issue[]): readonly ChartRegistry[] {
  return Object.entries(charts).flatMap(([address, packages]) => {
    const place = parseAddress(address);
    if (place === undefined) {
      issues.push({
        message: `"${address}" is not the address of a chart registry (fixtures, charts)`,
        hint: 'registries are written as "https://charts.example.com" or "oci://ghcr.io/example/charts"',
      });
      return [];
    }
    const published = Object.entries(packages).map(([name, entries]) => {
      const where = `fixtures, charts, "${address}", ${name}`;
      const versions = publish({ entries, where, now, check: checkChartVersion }, issues);
      return {
        name,
        versions: versions.map(({ version, released, entry }) => {
          const { appVersion = version, files = {} } = "files" in entry || "appVersion" in entry ? entry : {};
          return { version, released, appVersion, files };
        }),
      };
    });
    return [{ ...place, packages: published }];
  });
}

function checkChartVersion(version: string): Issue | undefined {
  if (semver.valid(version) !== null) return undefined;
  return { message: `"${version}" is not a chart version`, hint: 'chart versions have three numbers, such as "3.1.0"' };
}

function parseAddress(address: string): Pick<ChartRegistry, "address" | "kind" | "host" | "path"> | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(address);
  const defaultPort = defaultPorts[protocol];
  if (defaultPort === undefined || hostname === "") return undefined;
  const kind = protocol === "oci:" ? "oci" : "helm";
  return { address, kind, host: `${hostname.toLowerCase()}:${port === "" ? defaultPort : port}`, path: pathname.replace(/\/+$/u, "") };
}
