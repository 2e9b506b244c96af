import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCertificates } from "./certificates.ts";
import { createFixtureHosts, type FixtureHosts } from "./fixture-hosts.ts";
import type { Fixtures } from "../fixtures/fixtures.generated.ts";
import { parseFixtures, type FixtureSet } from "../fixtures/fixtures.ts";
import { startProxy } from "./proxy.ts";
import { parseNow } from "../../core/time.ts";
import { makeTemporaryFolder } from "../../io/files/temporary-folder.ts";

const local = "127.0.0.1,localhost";

/** Running registries, with their proxy. */
export interface RunningFixtures {
  /** The environment variables for programs that use the fixtures, such as `HTTPS_PROXY` and `SSL_CERT_FILE`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly set: FixtureSet;
  /** Names of the requested hosts that have no fixture. */
  readonly refusedHosts: ReadonlySet<string>;
  readonly refusedUrls: ReadonlySet<string>;
  /** Names of the hosts with fixtures. */
  readonly fixtureHosts: ReadonlySet<string>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts fixture registries behind a loopback proxy, for any program that honours proxy variables: Renovate, helm, helmfile. */
export async function startFixtures(options: Fixtures): Promise<RunningFixtures> {
  const folder = await makeTemporaryFolder();
  try {
    const fixtures = await startFixturesIn({ folder: folder.path, fixtures: options, now: new Date(parseNow(options.now, Date.now())) });
    const close = async () => {
      await fixtures.close();
      await folder.remove();
    };
    return { ...fixtures, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

interface FixtureStart {
  /** A folder that the caller removes. */
  readonly folder: string;
  readonly fixtures: Fixtures;
  readonly now: Date;
  readonly answersStrangers?: boolean;
  /** The applications of the hosts. Default: the fixtures at this moment. */
  readonly createHosts?: (set: FixtureSet) => Promise<FixtureHosts>;
}

/** Like `startFixtures`, in the caller's folder. */
export async function startFixturesIn(start: FixtureStart): Promise<RunningFixtures> {
  const { folder, fixtures, now, answersStrangers = false, createHosts = createFixtureHosts } = start;
  const { network = false } = fixtures;
  const set = parseFixtures(fixtures, now);
  const hosts = await createHosts(set);
  if (network && hosts.size === 0) return useRealNetwork(set);
  const fixtureHosts = new Set([...hosts.keys()].map((host) => host.replace(/:\d+$/u, "")));
  const certificates = await createCertificates([...fixtureHosts]);
  const authority = join(folder, "authority.pem");
  await writeFile(authority, certificates.authority);
  const proxy = await startProxy({ hosts, certificates, network, answersStrangers });
  const environment = { ...proxyVariables(proxy.url), ...trustVariables(authority, network) };
  const { refusedHosts, refusedUrls, close } = proxy;
  return { environment, set, refusedHosts, refusedUrls, fixtureHosts, close, [Symbol.asyncDispose]: close };
}

// Without fixtures no proxy is needed, and the user may have another proxy.
function useRealNetwork(set: FixtureSet): RunningFixtures {
  const environment: Record<string, string> = {};
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const direct = [process.env["NO_PROXY"] ?? process.env["no_proxy"] ?? "", local].filter((hosts) => hosts !== "").join(",");
  const close = async () => {};
  return {
    environment: { ...environment, NO_PROXY: direct, no_proxy: direct },
    set,
    refusedHosts: new Set(),
    refusedUrls: new Set(),
    fixtureHosts: new Set(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function proxyVariables(url: string): Readonly<Record<string, string>> {
  return { HTTPS_PROXY: url, HTTP_PROXY: url, NO_PROXY: local, https_proxy: url, http_proxy: url, no_proxy: local };
}

// SSL_CERT_FILE replaces a Go program's own list of authorities. So with the real network, only Node gets the additional one.
function trustVariables(authority: string, network: boolean): Readonly<Record<string, string>> {
  return { NODE_EXTRA_CA_CERTS: authority, ...(network ? {} : { SSL_CERT_FILE: authority }) };
}
