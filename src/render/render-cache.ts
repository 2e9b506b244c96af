import { existsSync, readFileSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ignoreCacheErrors, readCacheEntry, writeCacheEntry } from "../io/files/cache-entry.ts";
import { sha256 } from "../core/hash.ts";
import { isRenderedText, templateFlags, type ReleaseRendering, type RenderedText } from "./render-release.ts";

/** The format's number, raised if the same inputs render or are stored differently. */
const format = 3;

/** The inputs that determine a rendering, and so its cache key. */
export interface KeyedRendering extends Pick<ReleaseRendering, "template" | "apiVersions"> {
  readonly chart: Pick<ReleaseRendering["chart"], "digest">;
}

interface KeyedPlace {
  readonly environment: string;
  readonly cluster?: string;
}

/**
 * Computes the cache key of a rendering from all inputs of helm, files by their content. Returns undefined if more
 * determines the result, such as a cluster or another program.
 */
export function renderKey(rendering: KeyedRendering, origin: KeyedPlace, helmVersion: string): string | undefined {
  const { template, chart } = rendering;
  // Otherwise two environments with the same inputs would share their random passwords.
  const { environment, cluster } = origin;
  const flags = templateFlags(rendering);
  if (flags.some((flag) => /^--(?:validate|post-renderer(?:-args)?|dry-run=server|enable-dns)$/u.test(flag))) return undefined;
  const inputs = flags.map((flag, index) => {
    const previous = flags[index - 1];
    if (previous === "--values" || previous === "-f") return contentOf(flag, template.cwd);
    if (previous !== "--set-file") return flag;
    // Several in one flag, or an address: helm knows what that is.
    const [, name = "", path = ""] = /^([^=,]*)=([^,]*)$/u.exec(flag) ?? [];
    return path === "" ? undefined : `${name}=${contentOf(path, template.cwd) ?? ""}`;
  });
  if (inputs.includes(undefined)) return undefined;
  return sha256(JSON.stringify([format, environment, cluster, helmVersion, template.release, chart.digest, inputs]));
}

/** Reads the rendering of an earlier run from the same inputs. */
export function readCachedRender(folder: string, key: string): RenderedText | undefined {
  const entry = readCacheEntry(pathOf(folder, key));
  return isRenderedText(entry) ? entry : undefined;
}

/** Stores a rendering, which may have generated passwords. */
export function writeCachedRender(folder: string, key: string, rendered: RenderedText): void {
  writeCacheEntry(pathOf(folder, key), rendered);
}

/** Deletes a rendering that turned out to hold a secret. */
export function dropCachedRender(folder: string, key: string): void {
  ignoreCacheErrors(() => rmSync(pathOf(folder, key), { force: true }));
}

function contentOf(path: string, cwd: string): string | undefined {
  const file = isAbsolute(path) ? path : join(cwd, path);
  return existsSync(file) ? sha256(readFileSync(file)) : undefined;
}

function pathOf(folder: string, key: string): string {
  return join(folder, key.slice(0, 2), `${key}.json`);
}
