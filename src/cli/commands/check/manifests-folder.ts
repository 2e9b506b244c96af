import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UserError } from "../../../core/user-error.ts";
import { compareMinors, newestMinor, nextMinor, parseMinor, type CheckedManifests, type Minor } from "../../../kubernetes/index.ts";
import { ManifestError, parseManifests, type ManifestObject } from "../../../manifests/objects/index.ts";
import { readCheckRules } from "../../../project/check-rules.ts";
import { readWrittenLists } from "../../../render/written-manifests.ts";

/** What to check of a folder. */
export interface FolderWish {
  /** The folder with a config, which may declare versions of Kubernetes. */
  readonly directory: string;
  readonly asked: Minor | undefined;
  readonly next: boolean;
  readonly environments: readonly string[];
}

interface FolderFile {
  readonly environment: string;
  readonly release: string;
  readonly path: string;
}

/** Reads a folder of manifests: one that `desalt render` wrote, with its environments, or any other, as one environment. */
export async function readManifestsFolder(folder: string, wish: FolderWish): Promise<readonly CheckedManifests[]> {
  const { declared } = await readCheckRules(wish.directory);
  const files = listFiles(folder).filter(({ environment }) => wish.environments.length === 0 || wish.environments.includes(environment));
  if (files.length === 0) {
    throw new UserError({
      message: `"${folder}" has no manifests`,
      hint: "name a folder with .yaml, .yml or .json files: --manifests DIR",
    });
  }
  return [...Map.groupBy(files, ({ environment }) => environment)].flatMap(([environment, list]) => {
    const kubernetes = wish.asked ?? parseMinor(declared.get(environment) ?? "");
    const read = readReleases(folder, list);
    const first: CheckedManifests = {
      environment,
      version: wish.asked === undefined ? "declared" : "asked",
      ...read,
      ...(kubernetes !== undefined && { kubernetes }),
    };
    if (!wish.next || kubernetes === undefined || compareMinors(kubernetes, newestMinor()) > 0) return [first];
    return [first, { ...first, version: "next" as const, kubernetes: nextMinor(kubernetes) }];
  });
}

function listFiles(folder: string): FolderFile[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError({ message: `"${folder}" is not a folder (--manifests)`, hint: "name a folder with manifests" });
  }
  const written = readWrittenLists(folder);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  const isManifest = (path: string): boolean => /\.(?:ya?ml|json)$/u.test(path) && !/(?:^|\/)(?:\.[^/]*|node_modules)\//u.test(path);
  return paths
    .toSorted()
    .filter(isManifest)
    .map((path) => {
      const [first = "", second = first] = path.split("/");
      if (written.has(first)) return { environment: first, release: second, path };
      return { environment: basename(resolve(folder)), release: first, path };
    });
}

function readReleases(folder: string, files: readonly FolderFile[]): Pick<CheckedManifests, "releases" | "failures"> {
  const failures: { release: string; message: string }[] = [];
  const releases = [...Map.groupBy(files, ({ release }) => release)].map(([release, list]) => {
    const objects = list.flatMap(({ environment, path }) => {
      const read = readFile(folder, path, { environment, release });
      if ("message" in read) failures.push({ release, message: read.message });
      return "message" in read ? [] : read.objects;
    });
    return { release, objects };
  });
  // A release of which a part is unknown has its findings in one place.
  return { releases: releases.filter(({ objects }) => objects.length > 0), failures };
}

function readFile(
  folder: string,
  path: string,
  origin: { readonly environment: string; readonly release: string },
): { readonly objects: readonly ManifestObject[] } | { readonly message: string } {
  const text = readFileSync(join(folder, path), "utf8");
  try {
    const objects = parseManifests(path.endsWith(".json") ? text : withSource(text, path), origin);
    for (const object of objects) void object.value;
    return { objects };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { message: path.endsWith(".json") ? `${path}: ${error.reason}` : error.reason };
  }
}

/** Names the file at each document, in the way in which helm names its templates. */
function withSource(text: string, path: string): string {
  const source = `# Source: ${path}\n`;
  return source + text.replaceAll(/^---(?=[ \t\r\n]|$)([^\n]*)(?:\n|$)/gmu, `---$1\n${source}`);
}
