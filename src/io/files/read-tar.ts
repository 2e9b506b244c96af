import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** One file of an archive. */
export interface TarFile {
  /** The path in the archive. */
  readonly name: string;
  /** Reads the content. Files that nobody reads are skipped. */
  readonly read: () => Promise<Buffer>;
}

/** Goes through the files of a gzipped tar archive, in its order. Rejects if it is damaged. */
export async function readTar(archive: Uint8Array, visit: (file: TarFile) => Promise<void>): Promise<void> {
  // Not needed by most runs.
  const { extract } = await import("tar-stream");
  const tar = extract();
  const reading = async (): Promise<void> => {
    for await (const entry of tar) {
      await visit({ name: entry.header.name, read: () => buffer(entry) });
      entry.resume();
    }
  };
  await Promise.all([pipeline(Readable.from([archive]), createGunzip(), tar), reading()]);
}
