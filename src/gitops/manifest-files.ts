import type { GeneratedFile } from "../core/generated-file.ts";
import { isRecord } from "../core/json-value.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { ResolvedGitops } from "../fleet/index.ts";
import { readManifestText, type ManifestObject, type RenderedManifests, type RenderedRelease } from "../manifests/objects/index.ts";
import { annotate } from "./annotate.ts";
import { manifestFileName } from "./file-name.ts";
import { chooseFolders, folderOf, type KnownFolders } from "./release-folders.ts";
import { keepVolatileValues } from "./preserve-random-values.ts";
import { releaseFolderOf } from "./removals.ts";
import { renderManifest } from "./manifest-text.ts";

export interface ManifestFilesOptions {
  /** How Secrets are handled, and what reads the files. */
  readonly gitops: Pick<ResolvedGitops, "secrets" | "argocd">;
  /** The current text of a file; undefined if it does not exist. */
  readonly committed: (path: string) => string | undefined;
  /** The folders that releases have. Default: none. */
  readonly known?: KnownFolders;
}

/** The files of a render, below the folder that Argo CD reads. */
export interface ManifestFiles {
  /** Sorted by path. */
  readonly files: readonly GeneratedFile[];
  /** Secrets that were left out, as `dev/portal: Secret "token"`. */
  readonly omitted: readonly string[];
  /** Records of the releases that have files. */
  readonly folders: ReadonlyMap<RenderedRelease, string>;
}

const nothingKnown: KnownFolders = { used: new Set(), owners: new Map() };

/**
 * One file per object, `<environment>[/<cluster>]/<release>/<kind>[.<group>]_<namespace>_<name>.yaml`, definitions of
 * custom resources in `crds/` of their release. Throws a {@link UserError} for Secrets with data, unless they may be
 * committed, and for two objects of the same identity.
 */
export function renderManifestFiles(manifests: RenderedManifests, options: ManifestFilesOptions): ManifestFiles {
  const { gitops, committed } = options;
  const { secrets } = gitops;
  const files = new Map<string, GeneratedFile>();
  const omitted: string[] = [];
  const issues: Issue[] = [];
  const folders = chooseFolders(manifests.releases, { ...(options.known ?? nothingKnown), failures: manifests.failures });
  for (const release of manifests.releases) {
    for (const object of release.objects) {
      if (holdsSecret(object) && secrets !== "commit") {
        if (secrets === "omit") omitted.push(describeObject(release, object));
        else issues.push(refuseSecret(release, object));
        continue;
      }
      const path = `${folders.get(release) ?? ""}/${isDefinition(object) ? "crds/" : ""}${manifestFileName(object)}`;
      if (files.has(path)) issues.push(refuseDuplicate(release, object));
      else files.set(path, { path, text: renderObject(object, committed(path), gitops) });
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return { files: [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)), omitted, folders: withFiles(folders, files) };
}

function withFiles(folders: ReadonlyMap<RenderedRelease, string>, files: ReadonlyMap<string, GeneratedFile>): Map<RenderedRelease, string> {
  const used = new Set([...files.keys()].map(releaseFolderOf));
  return new Map([...folders].filter(([, folder]) => used.has(folder)));
}

function renderObject(
  { value, volatile = [] }: ManifestObject,
  committed: string | undefined,
  gitops: ManifestFilesOptions["gitops"],
): string {
  const isRandom = volatile.length > 0 && committed !== undefined;
  const kept = isRandom ? keepVolatileValues(value, parseCommitted(committed), volatile) : value;
  return renderManifest(annotate(kept, gitops));
}

/** Reads the committed object. A file that people have damaged is not an error, because it is written again. */
function parseCommitted(text: string): unknown {
  const read = readManifestText(text);
  return "value" in read ? read.value : undefined;
}

function isDefinition({ apiVersion, kind }: ManifestObject): boolean {
  return kind === "CustomResourceDefinition" && apiVersion.startsWith("apiextensions.k8s.io/");
}

function holdsSecret({ apiVersion, kind, value }: ManifestObject): boolean {
  if (kind !== "Secret" || apiVersion.includes("/")) return false;
  return [value["data"], value["stringData"]].some((data) =>
    isRecord(data) ? Object.keys(data).length > 0 : data !== undefined && data !== null,
  );
}

function refuseSecret(release: RenderedRelease, object: ManifestObject): Issue {
  return {
    message: `${describeObject(release, object)} has data, which everybody with access to git could read`,
    hint: 'create it with External Secrets, Sealed Secrets or SOPS, or set `gitops: { secrets: "omit" }` or "commit" in the config',
  };
}

function refuseDuplicate(release: RenderedRelease, object: ManifestObject): Issue {
  return {
    message: `${describeObject(release, object)} is rendered twice`,
    hint: "rename or remove one of them, because only one can be applied",
  };
}

function describeObject(release: RenderedRelease, { kind, namespace, name }: ManifestObject): string {
  return `${folderOf(release)}/${release.release}: ${kind} "${name}"${namespace === undefined ? "" : ` in "${namespace}"`}`;
}
