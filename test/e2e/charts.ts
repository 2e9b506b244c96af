import { execa } from "execa";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { packChart } from "../../src/dryrun/hosts/chart-archive.ts";
import type { Fixtures } from "../../src/dryrun/index.ts";
import { isRecord } from "../../src/core/json-value.ts";
import type { Tool } from "../../src/io/programs/tools.ts";
import { downloadIndex, uploadChart } from "./gitea-api.ts";
import type { Gitea } from "./gitea.ts";

/** Versions by chart, the same in Gitea's registries and in ours. */
const classicCharts = {
  billing: ["3.1.0", "3.1.1", "3.2.0", "3.3.0-rc.1"],
  ledger: ["1.0.0", "1.1.0", "2.0.0"],
  mesh: ["1.20.0", "1.20.3", "1.21.0", "1.21.4", "1.22.1"],
  demo: ["0.1.0", "0.2.0"],
};
const ociCharts = {
  portal: ["2.4.0", "2.5.0", "2.6.0-rc.1"],
  gateway: ["1.0.0", "1.0.1+build.7", "2.0.0"],
  demo: ["5.0.0", "5.1.0"],
};

/** Where the charts are: on Gitea, or the same paths under another host's name. */
export interface ChartRegistries {
  readonly classic: string;
  readonly oci: string;
}

export function locateRegistries(origin: string, organization: string): ChartRegistries {
  const { host } = new URL(origin);
  return { classic: `https://${host}/api/packages/${organization}/helm`, oci: `oci://${host}/${organization}/charts` };
}

/** Publishes the charts in Gitea: over its API, and with helm where the registry is an OCI one. */
export async function publishCharts(gitea: Gitea, helm: Tool): Promise<void> {
  await publishClassicCharts(gitea);
  const { oci } = locateRegistries(gitea.url, gitea.organization);
  const login = ["--ca-file", gitea.authority, "--username", gitea.username, "--password", gitea.token];
  const env = { HELM_CONFIG_HOME: join(gitea.folder, "helm"), HELM_CACHE_HOME: join(gitea.folder, "helm") };
  for (const [name, versions] of Object.entries(ociCharts)) {
    for (const version of versions) {
      const path = join(gitea.folder, `${name}.tgz`);
      await writeFile(path, await pack(name, version));
      await execa(helm.path, ["push", path, oci, ...login], { env });
    }
  }
}

/** Publishes those of the classic Helm repository only. */
export async function publishClassicCharts(gitea: Gitea): Promise<void> {
  for (const [name, versions] of Object.entries(classicCharts)) {
    for (const version of versions) await uploadChart(gitea, await pack(name, version));
  }
}

/** The same charts for our own registries, with the dates and the credentials that Gitea has. */
export async function renderFixtures(gitea: Gitea, { classic, oci }: ChartRegistries): Promise<Fixtures> {
  const dates = await readReleaseDates(gitea);
  const dated = Object.entries(classicCharts).map(([name, versions]) => [
    name,
    versions.map((version) => ({ version, released: dates.get(`${name} ${version}`) ?? `no date of ${name} ${version}` })),
  ]);
  const login = { username: gitea.username, password: gitea.token };
  return { charts: { [classic]: Object.fromEntries(dated), [oci]: ociCharts }, credentials: { [classic]: login, [oci]: login } };
}

async function readReleaseDates(gitea: Gitea): Promise<ReadonlyMap<string, string>> {
  const index: unknown = parse(await downloadIndex(gitea));
  const entries = isRecord(index) && isRecord(index["entries"]) ? Object.entries(index["entries"]) : [];
  const dates = entries.flatMap(([name, versions]) =>
    (Array.isArray(versions) ? versions : [])
      .filter(isRecord)
      .map(({ version, created }) => [`${name} ${String(version)}`, new Date(String(created)).toISOString()] as const),
  );
  return new Map(dates);
}

async function pack(name: string, version: string): Promise<Buffer<ArrayBuffer>> {
  const { bytes } = await packChart(name, { version, appVersion: version, released: new Date(0), files: {} });
  return Buffer.from(bytes);
}
