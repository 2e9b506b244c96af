import { Hono, type Context } from "hono";
import { randomUUID, timingSafeEqual } from "node:crypto";
import { sha256 } from "../../core/hash.ts";
import { chartMetadata, packChart } from "./chart-archive.ts";
import type { Registry } from "../fixtures/registry.ts";

interface Blob {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly mediaType: string;
}

interface Repository {
  readonly registry: Registry;
  readonly tags: readonly string[];
  /** Content by digest; manifests also by tag. */
  readonly manifests: ReadonlyMap<string, Blob>;
  readonly blobs: ReadonlyMap<string, Blob>;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const configType = "application/vnd.cncf.helm.config.v1+json";
const imageConfigType = "application/vnd.oci.image.config.v1+json";
const chartType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/** The read side of the OCI distribution API for all OCI registries of one host, with the token login that Docker clients expect. */
export async function createOciRegistry(registries: readonly Registry[]): Promise<Hono> {
  const repositories = await packRepositories(registries);
  const tokens = new Map(registries.map((registry) => [registry, randomUUID()]));
  const isAllowed = (context: Context, registry: Registry) =>
    registry.credentials === undefined ||
    context.req.header("authorization") === `Bearer ${tokens.get(registry)}` ||
    hasPassword(context, registry);

  const app = new Hono();
  app.get("/v2/", (context) => (registries.some((registry) => isAllowed(context, registry)) ? context.json({}) : challenge(context)));
  app.on(["GET", "POST"], "/token", async (context) => {
    const scope = context.req.query("scope") ?? (await formField(context, "scope"));
    const name = scope === undefined ? undefined : /^repository:(.+):[^:]*$/u.exec(scope)?.[1];
    const registry = name === undefined ? undefined : findRegistry(name, registries);
    const candidates = registry === undefined ? registries : [registry];
    for (const candidate of candidates) {
      if (candidate.credentials !== undefined && !hasPassword(context, candidate) && !(await hasFormPassword(context, candidate))) continue;
      const token = tokens.get(candidate);
      return context.json({ token, access_token: token, expires_in: 3600 });
    }
    return context.json({ errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] }, 401);
  });

  // Renovate asks quay.io for tags through quay's own API, and without access to that as Docker does.
  app.get("/api/v1/repository/*", (context) => context.json({ error: "unauthorized" }, 401));

  // Hono answers HEAD from the GET routes.
  app.get("/v2/:name{.+}/:part{tags|manifests|blobs}/:reference", (context) => {
    const { name, part, reference } = context.req.param();
    const repository = repositories.get(name);
    const registry = repository?.registry ?? findRegistry(name, registries);
    if (registry !== undefined && !isAllowed(context, registry)) return challenge(context, name);
    if (repository === undefined) return context.json({ errors: [{ code: "NAME_UNKNOWN", message: `no fixture for ${name}` }] }, 404);
    if (part === "tags") return context.json({ name, tags: repository.tags });
    const blob = (part === "manifests" ? repository.manifests : repository.blobs).get(reference);
    if (blob === undefined)
      return context.json({ errors: [{ code: "MANIFEST_UNKNOWN", message: `no fixture for ${name}, ${reference}` }] }, 404);
    return context.body(blob.bytes, 200, {
      "content-type": blob.mediaType,
      "content-length": String(blob.bytes.length),
      "docker-content-digest": `sha256:${sha256(blob.bytes)}`,
    });
  });
  return app;
}

function challenge(context: Context, name?: string): Response {
  const { origin, host } = new URL(context.req.url);
  const scope = name === undefined ? "" : `,scope="repository:${name}:pull"`;
  const authenticate = `Bearer realm="${origin}/token",service="${host}"${scope}`;
  return context.json({ errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] }, 401, {
    "www-authenticate": authenticate,
  });
}

function hasPassword(context: Context, { credentials }: Registry): boolean {
  if (credentials === undefined) return true;
  const expected = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
  return isSame(context.req.header("authorization") ?? "", expected);
}

// helm logs in as OAuth2 clients do, with the password in the form.
async function hasFormPassword(context: Context, { credentials }: Registry): Promise<boolean> {
  if (credentials === undefined || context.req.method !== "POST") return false;
  const [username, password] = [await formField(context, "username"), await formField(context, "password")];
  return username === credentials.username && password === credentials.password;
}

async function formField(context: Context, name: string): Promise<string | undefined> {
  if (context.req.method !== "POST") return undefined;
  const value = (await context.req.parseBody())[name];
  return typeof value === "string" ? value : undefined;
}

function isSame(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(left)), Buffer.from(sha256(right)));
}

function findRegistry(name: string, registries: readonly Registry[]): Registry | undefined {
  const matching = registries.filter(({ path }) => `/${name}`.startsWith(`${path}/`));
  return matching.toSorted((a, b) => b.path.length - a.path.length)[0];
}

async function packRepositories(registries: readonly Registry[]): Promise<ReadonlyMap<string, Repository>> {
  const repositories = new Map<string, Repository>();
  for (const registry of registries) {
    const packages = registry.kind === "images" ? packImages(registry) : await packCharts(registry);
    for (const [name, versions] of packages) {
      if (versions.length > 0) repositories.set(`${registry.path}/${name}`.slice(1), { registry, ...createRepository(versions) });
    }
  }
  return repositories;
}

/** The content of a tag: a config and layers. */
interface Artifact {
  readonly tag: string;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

async function packCharts({ packages }: Registry & { kind: "helm" | "oci" }): Promise<ReadonlyMap<string, readonly Artifact[]>> {
  const packed = new Map<string, readonly Artifact[]>();
  for (const { name, versions } of packages) {
    const artifacts: Artifact[] = [];
    for (const version of versions) {
      const config = { bytes: jsonBytes(chartMetadata(name, version)), mediaType: configType };
      const layer = { bytes: (await packChart(name, version)).bytes, mediaType: chartType };
      // A tag cannot hold a plus sign; helm writes an underscore instead.
      artifacts.push({ tag: version.version.replaceAll("+", "_"), config, layers: [layer] });
    }
    packed.set(name, artifacts);
  }
  return packed;
}

function packImages({ packages }: Registry & { kind: "images" }): ReadonlyMap<string, readonly Artifact[]> {
  return new Map(
    packages.map(({ name, versions }) => [
      name,
      versions.map(({ version, released }) => {
        const created = released.toISOString();
        const rootfs = { type: "layers", diff_ids: [] };
        // The name and the tag give each image its own digest.
        const config = { created, architecture: "amd64", os: "linux", config: { Labels: { name, version } }, rootfs };
        return { tag: version, config: { bytes: jsonBytes(config), mediaType: imageConfigType }, layers: [] };
      }),
    ]),
  );
}

function createRepository(artifacts: readonly Artifact[]): Omit<Repository, "registry"> {
  const manifests = new Map<string, Blob>();
  const blobs = new Map<string, Blob>();
  const describe = (blob: Blob) => {
    const digest = `sha256:${sha256(blob.bytes)}`;
    blobs.set(digest, blob);
    return { mediaType: blob.mediaType, digest, size: blob.bytes.length };
  };
  for (const { tag, config, layers } of artifacts) {
    const content = { schemaVersion: 2, mediaType: manifestType, config: describe(config), layers: layers.map(describe) };
    const manifest = { bytes: jsonBytes(content), mediaType: manifestType };
    manifests.set(tag, manifest);
    manifests.set(`sha256:${sha256(manifest.bytes)}`, manifest);
  }
  return { tags: artifacts.map(({ tag }) => tag), manifests, blobs };
}

function jsonBytes(value: unknown): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify(value));
}
