import { Hono } from "hono";
import type { Registry } from "../fixtures/registry.ts";

/** Docker Hub's own API besides its registry. No other API for images has dates. */
export function createDockerHubApi(registry: Registry): Hono {
  const app = new Hono().basePath("/v2/repositories");
  app.get("/:name{.+}/tags", (context) => {
    const found = registry.packages.find(({ name }) => name === context.req.param("name"));
    // It does not list private images without a login. Renovate then asks the registry.
    if (found === undefined || registry.credentials !== undefined) return context.json({ message: "object not found" }, 404);
    const results = found.versions.map(({ version, released }, index) => {
      const date = released.toISOString();
      return { id: index + 1, name: version, last_updated: date, tag_last_pushed: date, digest: null, images: [] };
    });
    return context.json({ count: results.length, next: null, previous: null, results });
  });
  return app;
}
