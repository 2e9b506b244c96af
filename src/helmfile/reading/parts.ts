import type { YamlSource } from "../yaml/yaml-source.ts";

/** The documents that helmfile reads at once, by index. */
export interface Part {
  readonly documents: ReadonlySet<number>;
}

/** helmfile cuts a file at lines of exactly `---`, before any YAML parser sees it; a part may still have several documents. */
export function listParts({ documents, masked }: YamlSource): readonly Part[] {
  const cuts = [...masked.original.matchAll(/\r?\n---\r?\n/gu)].map(({ index }) => index);
  const parts = Array.from({ length: cuts.length + 1 }, () => new Set<number>());
  for (const [index, { contents }] of documents.entries()) {
    const start = contents?.range[0] ?? 0;
    parts[cuts.filter((cut) => cut < start).length]?.add(index);
  }
  return parts.map((members) => ({ documents: members }));
}
