import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCertificates } from "./certificates.ts";
import { createFixtureHosts } from "./fixture-hosts.ts";
import { parseFixtures, type Registry, type RegistryFixtures } from "./fixtures.ts";
import { parsePresetFixtures, type PresetFixtures, type PresetRepository } from "./preset-fixtures.ts";
import { startProxy } from "./proxy.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const local = "127.0.0.1,localhost";

export interface FixtureOptions extends RegistryFixtures {
  readonly presets?: PresetFixtures;
  /** Lets hosts without a fixture through to the real network. */
  readonly network?: boolean;
  /** The moment at which the registries are seen: versions released later are not there. Default: now. */
  readonly now?: Date;
}

/** Registries and proxy, running. */
export interface RunningFixtures {
  /** What a program needs in its environment to see the fixtures: `HTTPS_PROXY`, `SSL_CERT_FILE` and their kin. */
  readonly environment: Readonly<Record<string, string>>;
  readonly registries: readonly Registry[];
  readonly presets: readonly PresetRepository[];
  readonly refusedHosts: ReadonlySet<string>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts fixture registries behind a loopback proxy, for any program that honours proxy variables: Renovate, helm, helmfile. */
export async function startFixtures(options: FixtureOptions): Promise<RunningFixtures> {
  const folder = await makeTemporaryFolder();
  try {
    const fixtures = await startFixturesIn(folder.path, options);
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

/** Like `startFixtures`, in a folder that the caller removes. */
export async function startFixturesIn(
  folder: string,
  { network = false, now = new Date(), presets: presetFixtures = {}, ...fixtures }: FixtureOptions,
): Promise<RunningFixtures> {
  const registries = parseFixtures(fixtures, now);
  const presets = parsePresetFixtures(presetFixtures);
  const isEmpty = registries.length === 0 && presets.every(({ forge }) => forge === "local");
  if (network && isEmpty) return useRealNetwork(presets);
  const hosts = await createFixtureHosts({ registries, presets });
  const certificates = await createCertificates([...hosts.keys()].map((host) => host.replace(/:\d+$/u, "")));
  const authority = join(folder, "authority.pem");
  await writeFile(authority, certificates.authority);
  const proxy = await startProxy({ hosts, certificates, network });
  const environment = { ...proxyVariables(proxy.url), ...trustVariables(authority, network) };
  return { environment, registries, presets, refusedHosts: proxy.refusedHosts, close: proxy.close, [Symbol.asyncDispose]: proxy.close };
}

// Without fixtures nothing needs us in between, and the way out may be a proxy of the user's.
function useRealNetwork(presets: readonly PresetRepository[]): RunningFixtures {
  const environment: Record<string, string> = {};
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const direct = [process.env["NO_PROXY"] ?? process.env["no_proxy"] ?? "", local].filter((hosts) => hosts !== "").join(",");
  const close = async () => {};
  return {
    environment: { ...environment, NO_PROXY: direct, no_proxy: direct },
    registries: [],
    presets,
    refusedHosts: new Set(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function proxyVariables(url: string): Readonly<Record<string, string>> {
  return { HTTPS_PROXY: url, HTTP_PROXY: url, NO_PROXY: local, https_proxy: url, http_proxy: url, no_proxy: local };
}

// SSL_CERT_FILE replaces a Go program's own list of authorities, so that with the real network behind it only Node gets ours added.
function trustVariables(authority: string, network: boolean): Readonly<Record<string, string>> {
  return { NODE_EXTRA_CA_CERTS: authority, ...(network ? {} : { SSL_CERT_FILE: authority }) };
}
