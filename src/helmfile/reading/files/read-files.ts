import { dirname, join } from "node:path/posix";
import { isMap, isScalar } from "yaml";
import { UserError } from "../../../core/user-error.ts";
import { checkedMap, type Templates } from "../../yaml/checked-map.ts";
import { resolve } from "../../yaml/merged-map.ts";
import { readFlag, readText } from "../../yaml/plain-values.ts";
import { parsePlainSource, requireRootMap } from "../../yaml/yaml-source.ts";
import { findTwoAddresses } from "../chart-source.ts";
import { markInexact } from "../exact-releases.ts";
import { parseGeneratedHelmfile } from "../generated-helmfile.ts";
import { isTemplated } from "../go-template.ts";
import { nestedKeys } from "../helmfile-keys.ts";
import type { NotUnderstood } from "../not-understood.ts";
import type { ParsedHelmfile, ParsedRelease } from "../parsed-helmfile.ts";
import { findTextProblem, readHelmfile, tryTemplated, whereOf } from "../parse-helmfile.ts";
import { readRelease, readRepository } from "../read-release.ts";
import { describeTrust } from "../trust.ts";
import { readConditions } from "./conditions.ts";
import { joinLayers, listOf, mergeParts, readLayer, valuesOf, type Layer, type YamlItem } from "./layer.ts";
import { applyLock } from "./lock-file.ts";
import { findFiles, locate, type Place } from "./named-files.ts";
import { openFile } from "./open-file.ts";
import type { Surroundings } from "./surroundings.ts";

/** A helmfile to read with all that it pulls in. */
export interface FilesRequest {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly files: Surroundings;
  /** The environment of helmfile. */
  readonly environment: string;
  /** Is told of every release, and of all that it stands in. Templates count as plain then, because their texts are rendered ones. */
  readonly visit?: (release: ParsedRelease, at: ReleasePlace) => void;
}

/** Where a release stands. */
export interface ReleasePlace {
  readonly item: YamlItem;
  readonly layer: Layer;
  readonly place: Place;
  readonly valuesFromAbove: readonly ValuesFromAbove[];
}

/** Values that a helmfile hands down to one that it names, with the place where their paths begin. */
interface ValuesFromAbove {
  readonly item: YamlItem;
  readonly place: Place;
}

interface Context extends FilesRequest {
  /** Paths of the helmfiles that lead here, to stop at a circle. */
  readonly above: readonly string[];
  readonly valuesFromAbove: readonly ValuesFromAbove[];
}

/**
 * Reads a helmfile in the way of helmfile 1.8, together with its bases, the helmfiles that it names, its lock file, the values that
 * its conditions need, and charts in folders. Never throws: what is not understood is marked.
 */
export function readHelmfiles(request: FilesRequest): ParsedHelmfile {
  return readOne({ ...request, above: [], valuesFromAbove: [] });
}

function readOne(context: Context): ParsedHelmfile {
  const { path, files } = context;
  const text = files.readText(path);
  const place: Place = { files, folder: dirname(path) };
  if (text === undefined) return { path, repositories: [], releases: [] };
  if (path.endsWith(".gotmpl") && context.visit === undefined) return readHelmfile(text, path);
  const read = readGenerated(text, context) ?? readPlainFile(text, context);
  return markInexact(applyLock(read, place), files);
}

/** The fast path for files of our own. It reads no conditions, and nothing for other environments than `default`. */
function readGenerated(text: string, { path, environment, visit }: Context): ParsedHelmfile | undefined {
  return environment === "default" && visit === undefined && !text.includes("condition") ? parseGeneratedHelmfile(text, path) : undefined;
}

function readPlainFile(text: string, context: Context): ParsedHelmfile {
  const { path, files, environment, above } = context;
  const place: Place = { files, folder: dirname(path) };
  const notes: NotUnderstood[] = [];
  const templates: Templates = new Map();
  const read: Layer[] = [];
  const load = (name: string, content: string, isBase: boolean): Layer => {
    const problem = findTextProblem(content);
    if (problem !== undefined) notes.push({ path: name, ...problem });
    try {
      const source = parsePlainSource(content, name);
      for (const document of source.documents) requireRootMap(document, source);
      const { parts } = openFile(source, { templates, note: (note) => notes.push(note), isFollowed: true });
      const layers = parts.map((documents) => {
        const own = joinLayers(documents.map(({ root, reader }) => readLayer(root, reader, environment)));
        return joinLayers([...listOf(own, "bases").flatMap((item) => loadBase(item, isBase)), own]);
      });
      read.push(...layers);
      return mergeParts(layers, { isBase });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      notes.push({ path: name, ...whereOf(error) });
      return joinLayers([]);
    }
  };
  const loadBase = ({ item, reader }: YamlItem, isBase: boolean): Layer[] => {
    const note = (reason: string): Layer[] => {
      reader.note(item, reason);
      return [];
    };
    const name = readText(item, "bases", reader)?.text;
    const base = name === undefined ? undefined : locate(name, place.folder);
    if (isBase) note("a base has bases of its own, which helmfile refuses");
    if (name === undefined || base === undefined) return note(`the base "${name ?? ""}" is not a path inside of the repository`);
    const content = files.readText(base);
    if (content === undefined) return note(`the base ${name} is not in the commit`);
    if (base.endsWith(".gotmpl") && context.visit === undefined) return note(`only helmfile can render the base ${name}`);
    if (content.trim() === "") note(`the base ${name} is empty, which helmfile refuses`);
    return isBase ? [] : [load(base, content, true)];
  };
  const layer = load(path, text, false);
  const isMet = readConditions({ ...place, layer, hasValuesFromAbove: context.valuesFromAbove.length > 0 });
  const defaults = readDefaults(layer);
  const releases = listOf(layer, "releases").flatMap((item) =>
    readRelease(item).map(({ condition, ...release }): ParsedRelease => {
      const kubeContext = defaults.override ?? release.kubeContext ?? defaults.kubeContext;
      const trust = [...new Set([...(release.trust ?? []), ...defaults.trust])];
      const [isVerified, keyring] = [release.isVerified ?? defaults.isVerified, release.keyring ?? defaults.keyring];
      const state = condition === undefined ? "on" : isMet(condition);
      const parsed = {
        ...release,
        ...(defaults.namespace !== undefined && { namespace: defaults.namespace }),
        ...(kubeContext !== undefined && { kubeContext }),
        ...(trust.length > 0 && { trust }),
        ...(isVerified !== undefined && { isVerified }),
        ...(keyring !== undefined && { keyring }),
        ...(state === "off" && { isUninstalled: true as const }),
        ...(typeof state === "object" && { doubt: state.unknown }),
      };
      context.visit?.(parsed, { item, layer, place, valuesFromAbove: context.valuesFromAbove });
      return parsed;
    }),
  );
  const repositories = listOf(layer, "repositories").flatMap(readRepository);
  const nested = listOf(layer, "helmfiles").flatMap((item) => readNested(item, context, place));
  // helmfile refuses a mistake also where a later part replaces the list.
  const replaced = (name: "helmfiles" | "releases" | "repositories"): readonly YamlItem[] => {
    const kept = new Set(listOf(layer, name));
    return [...new Set(read.flatMap((one) => listOf(one, name)))].filter((item) => !kept.has(item));
  };
  replaced("helmfiles").forEach((item) => readNested(item, context, place));
  replaced("releases").forEach(readRelease);
  replaced("repositories").forEach(readRepository);
  if (environment !== "default" && above.length > 0 && !layer.environments.includes(environment)) {
    notes.push({ line: 1, path, reason: `the environment ${environment} is not declared there, so helmfile may leave it out` });
  } else if (environment !== "default" && !layer.environments.includes(environment)) {
    notes.push({ line: 1, path, reason: `the environment ${environment} is not declared` });
  }
  const contexts = valuesOf(layer, "environment.kubeContext").length;
  if (contexts > 0 && layer.environments.filter((name) => name === environment).length > 1) {
    notes.push({ line: 1, path, reason: `the environment ${environment} is declared more than once, and one of them has a kubeContext` });
  }
  const twice = above.length > 0 ? undefined : findTwoAddresses([{ path, repositories, releases, nested }]);
  if (twice !== undefined) notes.push({ line: 1, path, reason: `the repository "${twice}" has two addresses in two helmfiles` });
  const first = notes[0] ?? nested.find(({ notUnderstood }) => notUnderstood !== undefined)?.notUnderstood;
  const helmfile = { path, repositories, releases, ...(nested.length > 0 && { nested }) };
  if (first === undefined) return helmfile;
  return { ...((isTemplated(text) ? tryTemplated(text, path) : undefined) ?? helmfile), notUnderstood: first };
}

interface Defaults {
  /** Replaces the context of every release. */
  readonly override?: string;
  readonly kubeContext?: string;
  /** Replaces the namespace of every release. */
  readonly namespace?: string;
  readonly trust: readonly string[];
  readonly isVerified?: boolean;
  readonly keyring?: string;
}

function readDefaults(layer: Layer): Defaults {
  const textOf = (name: Parameters<typeof valuesOf>[1]): string | undefined =>
    valuesOf(layer, name)
      .flatMap(({ item, reader }) => readText(item, name, reader)?.text ?? [])
      .findLast((text) => text !== "");
  // Once on in one part, no later part turns it off.
  const isOn = (name: Parameters<typeof valuesOf>[1]): boolean =>
    valuesOf(layer, name).some(({ item, reader }) => readFlag(resolve(item, reader.document), reader.note) === true);
  const override = textOf("kubeContext");
  const keyring = textOf("helmDefaults.keyring");
  const namespace = textOf("namespace");
  const kubeContext = textOf("helmDefaults.kubeContext") ?? textOf("environment.kubeContext");
  return {
    ...(override !== undefined && { override }),
    ...(kubeContext !== undefined && { kubeContext }),
    ...(namespace !== undefined && { namespace }),
    trust: describeTrust({ skipTLSVerify: isOn("helmDefaults.insecureSkipTLSVerify"), plainHttp: isOn("helmDefaults.plainHttp") }),
    ...(isOn("helmDefaults.verify") && { isVerified: true }),
    ...(keyring !== undefined && { keyring }),
  };
}

/** The helmfiles that an entry of `helmfiles:` stands for, each with repositories of its own. */
function readNested({ item, reader }: YamlItem, context: Context, place: Place): readonly ParsedHelmfile[] {
  const node = resolve(item, reader.document);
  const entry = isMap(node) ? checkedMap(node, reader, { known: nestedKeys, where: "helmfiles" }) : undefined;
  const name = readText(entry === undefined ? item : entry.get("path"), "path", reader)?.text;
  const unread = (reason: string): readonly ParsedHelmfile[] => {
    reader.note(item, `${name ?? "an entry"} of helmfiles: ${reason}`);
    return [];
  };
  if (name === undefined) return unread("it has no path");
  const found = findFiles(name, place);
  if (typeof found === "string") return unread(found);
  const values = resolve(entry?.get("values"), reader.document);
  const hasOwn = values !== undefined && !(isScalar(values) && values.value === null);
  const valuesFromAbove = [...context.valuesFromAbove, ...(hasOwn ? [{ item: { item: values, reader }, place }] : [])];
  const paths = found.flatMap((path) => {
    if (!context.files.isFolder(path)) return [path];
    const names = context.files.list(path).filter((one) => /\.y[^/]*ml(?:\.gotmpl)?$/u.test(one));
    return names.map((one) => join(path, one));
  });
  if (paths.length === 0) return unread("the folder has no helmfile");
  return paths.flatMap((path) => {
    if (path === context.path || context.above.includes(path)) return unread("it leads back to itself");
    if (context.files.readText(path)?.trim() === "") return unread("it is empty, which helmfile refuses");
    return [readOne({ ...context, path, above: [...context.above, context.path], valuesFromAbove })];
  });
}
