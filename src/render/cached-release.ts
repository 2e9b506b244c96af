import { join } from "node:path";
import { cacheFolder } from "../io/files/cache-folder.ts";
import type { ProgramEnd } from "../io/programs/run-program.ts";
import type { Exposure, ManifestObject, ManifestOrigin } from "../manifests/objects/index.ts";
import type { PlannedTarget } from "./plan-target.ts";
import { dropCachedRender, readCachedRender, renderKey, writeCachedRender } from "./render-cache.ts";
import { objectsOf, renderRelease, type ReleaseRendering } from "./render-release.ts";
import type { PlainFiles } from "./secrets/plain-files.ts";
import { findReleaseSecrets } from "./secrets/release-secrets.ts";

/** A release to render, where an earlier run may have rendered the same. */
export interface CachedRendering {
  readonly rendering: ReleaseRendering;
  readonly origin: ManifestOrigin;
  readonly plan: PlannedTarget;
  readonly helmVersion: string;
  readonly files: PlainFiles;
  readonly isCached: boolean;
}

/** The objects of a release, and the secrets in them. */
export interface CachedRelease {
  readonly objects: readonly ManifestObject[];
  readonly secrets: readonly Exposure[];
  readonly from: "cache" | "helm";
}

/** Renders a release, or takes it from the cache. A rendering with secrets in it, be it in a Secret, stays out of the cache. */
export async function renderCached(release: CachedRendering): Promise<CachedRelease | { readonly failed: ProgramEnd }> {
  const { rendering, origin, plan, helmVersion, files, isCached } = release;
  const key = !isCached || plan.isDecrypted ? undefined : renderKey(rendering, origin, helmVersion);
  const folder = join(cacheFolder("render"), "releases");
  const cached = key === undefined ? undefined : readCachedRender(folder, key);
  const outcome = cached ?? (await renderRelease(rendering, origin));
  if ("failed" in outcome) return outcome;
  const objects = objectsOf(outcome, origin);
  const secrets = await findReleaseSecrets({ objects, plan, template: rendering.template, files });
  if (key !== undefined && secrets.length > 0) dropCachedRender(folder, key);
  else if (key !== undefined && cached === undefined) writeCachedRender(folder, key, outcome);
  return { objects, secrets, from: cached === undefined ? "helm" : "cache" };
}
