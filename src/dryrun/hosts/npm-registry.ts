import { Hono } from "hono";
import semver from "semver";
import type { NpmPackage } from "../fixtures/npm-fixtures.ts";

/** The documents of packages, in the format of the npm registry. */
export function createNpmRegistry(packages: readonly NpmPackage[]): Hono {
  const app = new Hono();
  app.get("/:name{.+}", (context) => {
    const name = decodeURIComponent(context.req.param("name"));
    const found = packages.find((candidate) => candidate.name === name);
    if (found === undefined) return context.json({ error: "Not found" }, 404);
    const versions = found.versions.map(({ version }) => version);
    return context.json({
      name,
      "dist-tags": { latest: semver.maxSatisfying(versions, "*") ?? versions.at(-1) },
      versions: Object.fromEntries(versions.map((version) => [version, { name, version, dist: {} }])),
      time: Object.fromEntries(found.versions.map(({ version, released }) => [version, released.toISOString()])),
    });
  });
  return app;
}
