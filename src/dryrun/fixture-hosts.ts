import { Hono } from "hono";
import { createFileApis } from "./file-apis.ts";
import type { Registry } from "./fixtures.ts";
import { createHelmRepository } from "./helm-repository.ts";
import { createOciRegistry } from "./oci-registry.ts";
import type { PresetRepository } from "./preset-fixtures.ts";

/** What answers for a host: a web application by `host:port`. */
export type FixtureHosts = ReadonlyMap<string, Hono>;

export interface HostedFixtures {
  readonly registries: readonly Registry[];
  readonly presets: readonly PresetRepository[];
}

/** One web application per host of the fixtures; a host may hold classic repositories, OCI registries and presets side by side. */
export async function createFixtureHosts({ registries, presets }: HostedFixtures): Promise<FixtureHosts> {
  const hosts = new Map<string, Hono>();
  for (const [host, api] of createFileApis(presets)) hosts.set(host, new Hono().route("/", api));
  for (const host of new Set(registries.map((registry) => registry.host))) {
    const group = registries.filter((registry) => registry.host === host);
    const app = hosts.get(host) ?? new Hono();
    const oci = group.filter(({ kind }) => kind === "oci");
    if (oci.length > 0) app.route("/", await createOciRegistry(oci));
    for (const registry of group) {
      if (registry.kind === "helm") app.route("/", await createHelmRepository(registry));
    }
    hosts.set(host, app);
  }
  return hosts;
}
