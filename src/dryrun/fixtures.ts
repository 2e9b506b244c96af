import semver from "semver";
import { suggestName } from "../core/suggestion.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import { parseReleaseDate } from "./release-date.ts";

/** One published version of a chart in a fixture registry. */
export interface ChartVersion {
  readonly version: string;
  /** ISO date, or words relative to now such as `"10 days ago"`. Default: 400 days ago. */
  readonly released?: string;
  /** Default: the version. */
  readonly appVersion?: string;
  /** Files of the chart by path below its folder. With a file in `templates/`, the default templates are left out. */
  readonly files?: Readonly<Record<string, string>>;
}

/** User name and password that a fixture registry asks for. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Chart registries under their real addresses, answered on loopback. */
export interface RegistryFixtures {
  /** Versions by chart by registry, such as `{ "https://charts.example.com": { billing: ["3.1.0"] } }`; OCI registries start with `oci://`. */
  readonly charts?: Readonly<Record<string, Readonly<Record<string, readonly (string | ChartVersion)[]>>>>;
  /** What a registry of `charts` asks for, by the same address. Without an entry it is public. */
  readonly credentials?: Readonly<Record<string, Credentials>>;
}

export interface PublishedVersion {
  readonly version: string;
  readonly released: Date;
  readonly appVersion: string;
  readonly files: Readonly<Record<string, string>>;
}

interface PublishedChart {
  readonly name: string;
  readonly versions: readonly PublishedVersion[];
}

/** A fixture registry, checked, as it is at one moment. */
export interface Registry {
  readonly address: string;
  readonly kind: "helm" | "oci";
  /** With the port, as in `charts.example.com:443`. */
  readonly host: string;
  /** Without a slash at the end; empty for the root. */
  readonly path: string;
  readonly credentials?: Credentials;
  readonly charts: readonly PublishedChart[];
}

const defaultPorts: Readonly<Record<string, string>> = { "https:": "443", "oci:": "443", "http:": "80" };
const hint = 'registries are written as "https://charts.example.com" or "oci://ghcr.io/example/charts"';

/**
 * Checks registry fixtures and resolves them at a moment: versions released later are left out.
 * Throws a `UserError` that names every mistake.
 */
export function parseFixtures(fixtures: RegistryFixtures, now: Date): readonly Registry[] {
  const issues: Issue[] = [];
  const addresses = Object.keys(fixtures.charts ?? {});
  for (const address of Object.keys(fixtures.credentials ?? {})) {
    if (addresses.includes(address)) continue;
    issues.push({
      message: `credentials for "${address}", which has no charts (fixtures, credentials)`,
      hint: suggestName(address, addresses),
    });
  }
  const registries: Registry[] = [];
  for (const [address, charts] of Object.entries(fixtures.charts ?? {})) {
    const place = parseAddress(address);
    if (place === undefined) {
      issues.push({ message: `"${address}" is not the address of a chart registry (fixtures, charts)`, hint });
      continue;
    }
    const published = Object.entries(charts).map(([name, versions]) => publishChart({ name, versions, address, now }, issues));
    const credentials = fixtures.credentials?.[address];
    registries.push({ ...place, charts: published, ...(credentials === undefined ? {} : { credentials }) });
  }
  if (issues.length > 0) throw new UserError(issues);
  return registries;
}

function parseAddress(address: string): Pick<Registry, "address" | "kind" | "host" | "path"> | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(address);
  const defaultPort = defaultPorts[protocol];
  if (defaultPort === undefined || hostname === "") return undefined;
  const kind = protocol === "oci:" ? "oci" : "helm";
  return { address, kind, host: `${hostname.toLowerCase()}:${port === "" ? defaultPort : port}`, path: pathname.replace(/\/+$/u, "") };
}

interface ChartFixture {
  readonly address: string;
  readonly name: string;
  readonly versions: readonly (string | ChartVersion)[];
  readonly now: Date;
}

function publishChart({ address, name, versions, now }: ChartFixture, issues: Issue[]): PublishedChart {
  const where = `fixtures, charts, "${address}", ${name}`;
  const seen = new Set<string>();
  const published: PublishedVersion[] = [];
  for (const entry of versions) {
    const { version, released = "400 days ago", appVersion, files = {} } = typeof entry === "string" ? { version: entry } : entry;
    if (seen.has(version)) issues.push({ message: `version "${version}" is given twice (${where})`, hint: "remove one of them" });
    seen.add(version);
    if (semver.valid(version) === null) {
      issues.push({
        message: `"${version}" is not a chart version (${where})`,
        hint: 'chart versions have three numbers, such as "3.1.0"',
      });
    }
    const date = parseReleaseDate(released, now);
    if (date === undefined) {
      issues.push({
        message: `"${released}" is not a date (${where}, ${version})`,
        hint: 'write "2026-11-01", "2026-11-01T08:00:00Z" or "10 days ago"',
      });
    } else if (date <= now) {
      published.push({ version, released: date, appVersion: appVersion ?? version, files });
    }
  }
  return { name, versions: published };
}
