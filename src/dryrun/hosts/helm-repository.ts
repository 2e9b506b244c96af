import { Hono } from "hono";
import { basicAuth } from "hono/basic-auth";
import { stringify } from "yaml";
import { chartMetadata, packChart, type ChartArchive } from "./chart-archive.ts";
import type { ChartRegistry } from "../fixtures/registry.ts";

/** A classic Helm repository: `index.yaml` and the archives it names, behind basic auth when the registry has credentials. */
export async function createHelmRepository(registry: ChartRegistry): Promise<Hono> {
  const { index, archives } = await packRepository(registry);
  // Hono compares decoded paths.
  const app = new Hono().basePath(decodeURI(registry.path));
  if (registry.credentials !== undefined) app.use("*", basicAuth({ ...registry.credentials, realm: registry.address }));
  app.get("/index.yaml", (context) => context.body(index, 200, { "content-type": "application/yaml" }));
  app.get("/archives/:file", (context) => {
    const archive = archives.get(context.req.param("file"));
    return archive === undefined ? context.notFound() : context.body(archive.bytes, 200, { "content-type": "application/gzip" });
  });
  return app;
}

async function packRepository(registry: ChartRegistry): Promise<{ index: string; archives: ReadonlyMap<string, ChartArchive> }> {
  const archives = new Map<string, ChartArchive>();
  const entries: Record<string, unknown[]> = {};
  for (const { name, versions } of registry.packages) {
    const list: unknown[] = [];
    for (const version of versions) {
      const file = `${name}-${version.version}.tgz`;
      const archive = await packChart(name, version);
      archives.set(file, archive);
      const created = version.released.toISOString();
      list.push({ ...chartMetadata(name, version), created, digest: archive.digest, urls: [`archives/${file}`] });
    }
    // Helm rejects an index with an entry without versions, so such a chart is left out.
    if (list.length > 0) entries[name] = list;
  }
  return { index: stringify({ apiVersion: "v1", generated: new Date(0).toISOString(), entries }), archives };
}
