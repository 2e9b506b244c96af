import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { createFixtureHosts, type FixtureHosts } from "./fixture-hosts.ts";
import type { FixtureSet } from "../fixtures/fixtures.ts";
import { createOciRegistry } from "./oci-registry.ts";
import type { ChartRegistry } from "../fixtures/registry.ts";

/** Registries through time: at each moment they have the versions released by then. */
export interface RollingHosts {
  readonly hosts: FixtureHosts;
  moveTo(now: Date): Promise<void>;
}

/** Creates chart registries that hide versions not yet released. Other fixtures are as at the end. */
export async function createRollingHosts(set: FixtureSet, start: Date): Promise<RollingHosts> {
  const charts = set.registries.filter((registry) => registry.kind !== "images");
  const oci = Map.groupBy(
    charts.filter(({ kind }) => kind === "oci"),
    ({ host }) => host,
  );
  let now = start;
  const hosts = new Map(await createFixtureHosts({ ...set, registries: set.registries.filter(({ kind }) => kind === "images") }));
  const add = (host: string, app: Hono): void => void hosts.set(host, (hosts.get(host) ?? new Hono()).route("/", app));
  for (const registry of charts)
    if (registry.kind === "helm")
      add(
        registry.host,
        createIndex(registry, () => now),
      );
  const rest = new Map(hosts);
  const visible = new Map<string, string>();
  const moveTo = async (moment: Date): Promise<void> => {
    now = moment;
    for (const [host, registries] of oci) {
      const shown = registries.map((registry) => hideLater(registry, now));
      const names = shown.flatMap(({ packages }) => packages.map(({ versions }) => versions.length)).join();
      if (visible.get(host) === names) continue;
      visible.set(host, names);
      const before = rest.get(host);
      const app = before === undefined ? new Hono() : new Hono().route("/", before);
      hosts.set(host, app.route("/", await createOciRegistry(shown)));
    }
  };
  await moveTo(start);
  return { hosts, moveTo };
}

/** Serves only the index, because lookups of versions read no archives. */
function createIndex(registry: ChartRegistry, now: () => Date): Hono {
  const app = new Hono().basePath(registry.path);
  if (registry.credentials !== undefined) app.use("*", basicAuth({ ...registry.credentials, realm: registry.address }));
  app.get("/index.yaml", (context) => {
    const entries = hideLater(registry, now()).packages.flatMap(({ name, versions }) =>
      versions.length === 0 ? [] : [[name, versions.map(({ version, released }) => describeVersion(name, version, released))] as const],
    );
    // JSON is YAML, and much faster to write.
    const index = JSON.stringify({ apiVersion: "v1", generated: now().toISOString(), entries: Object.fromEntries(entries) });
    return context.body(index, 200, { "content-type": "application/yaml" });
  });
  return app;
}

function describeVersion(name: string, version: string, released: Date) {
  return { apiVersion: "v2", name, version, created: released.toISOString(), urls: [`archives/${name}-${version}.tgz`] };
}

function hideLater(registry: ChartRegistry, now: Date): ChartRegistry {
  return {
    ...registry,
    packages: registry.packages.map(({ name, versions }) => ({ name, versions: versions.filter(({ released }) => released <= now) })),
  };
}
