import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** A version of a package: its package.json, and its further files by path. */
export interface PublishedVersion {
  readonly manifest: Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** What the registry says of the version beside its package.json. */
  readonly said?: Readonly<Record<string, unknown>>;
}

/** A version with its archive. */
export interface PackedVersion extends PublishedVersion {
  readonly archive: Buffer;
  readonly integrity: string;
}

/** A registry of npm packages on loopback. */
export interface NpmRegistry extends AsyncDisposable {
  readonly address: string;
}

/** Packs a version as `npm publish` does. */
export async function packVersion(version: PublishedVersion): Promise<PackedVersion> {
  const tar = pack();
  const files = { "package.json": JSON.stringify(version.manifest), ...version.files };
  for (const [path, content] of Object.entries(files)) tar.entry({ name: `package/${path}`, mode: 0o755 }, content);
  tar.finalize();
  const archive = gzipSync(await buffer(tar));
  return { ...version, archive, integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}` };
}

/** Starts a registry that has some versions. The last version of a package is its latest. */
export async function startNpmRegistry(published: readonly PackedVersion[]): Promise<NpmRegistry> {
  let address = "";
  const pathOf = ({ manifest }: PackedVersion): string => `/${manifest.name}/-/${manifest.version}.tgz`;
  const archives = new Map(published.map((one) => [pathOf(one), one.archive]));
  const byName = Map.groupBy(published, ({ manifest }) => manifest.name);
  const describe = (name: string): string | undefined => {
    const all = byName.get(name);
    if (all === undefined) return undefined;
    const versions = all.map((one) => {
      const dist = { tarball: `${address}${pathOf(one).slice(1)}`, integrity: one.integrity };
      return [one.manifest.version, { ...one.manifest, ...one.said, dist }] as const;
    });
    return JSON.stringify({ name, "dist-tags": { latest: versions.at(-1)?.[0] }, versions: Object.fromEntries(versions) });
  };
  const server = createServer(({ url = "" }, response) => {
    const path = decodeURIComponent(url);
    const body = archives.get(path) ?? describe(path.slice(1));
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}/`;
  return { address, [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())) };
}
