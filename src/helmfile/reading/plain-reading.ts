import type { Templates } from "../yaml/checked-map.ts";
import type { YamlSource } from "../yaml/yaml-source.ts";
import { joinLayers, listOf, mergeParts, readLayer } from "./files/layer.ts";
import { openFile } from "./files/open-file.ts";
import type { NotUnderstood } from "./not-understood.ts";
import type { ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
import { readRelease, readRepository } from "./read-release.ts";

/** What a plain helmfile says by itself, and the first place that is not understood. */
export interface PlainReading {
  readonly repositories: readonly ParsedRepository[];
  readonly releases: readonly ParsedRelease[];
  readonly notUnderstood?: NotUnderstood;
}

/** Reads a helmfile that is not rendered as a template, in the way of helmfile 1.8: https://helmfile.readthedocs.io/en/latest/ */
export function readPlain(source: YamlSource): PlainReading {
  const notes: NotUnderstood[] = [];
  const templates: Templates = new Map();
  const { parts } = openFile(source, { templates, note: ({ line, reason }) => notes.push({ line, reason }), isFollowed: false });
  const layers = parts.map((documents) => joinLayers(documents.map(({ root, reader }) => readLayer(root, reader, "default"))));
  const layer = mergeParts(layers, { isBase: false });
  const repositories = listOf(layer, "repositories").flatMap(readRepository);
  const releases = listOf(layer, "releases").flatMap(readRelease);
  const [first] = notes;
  const unconditional = releases.map((release) => {
    const { condition: _, ...rest } = release;
    return rest;
  });
  return { repositories, releases: unconditional, ...(first && { notUnderstood: first }) };
}
