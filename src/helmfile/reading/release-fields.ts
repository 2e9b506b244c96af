import { isPair, isScalar, type Document, type Scalar, type YAMLMap } from "yaml";
import { asItems, asMap, scalarText, type ScalarText, type YamlSource } from "../yaml/yaml-source.ts";

/** A map of a helmfile with its inherited maps, in the order of lookup. */
export interface Layers {
  readonly document: Document.Parsed;
  readonly maps: readonly YAMLMap[];
}

/** Templates of a helmfile by name. */
export type Templates = ReadonlyMap<string, YAMLMap>;

/** Follows merge keys and `inherit:`, the nearest first. */
export function collectLayers(map: YAMLMap, document: Document.Parsed, templates: Templates): Layers {
  const maps = new Set<YAMLMap>();
  addLayers(map);
  return { document, maps: [...maps] };

  function addLayers(layer: YAMLMap): void {
    if (maps.has(layer)) return;
    maps.add(layer);
    for (const merged of pairValues(layer, "<<").flatMap((value) => asItems(value, document))) {
      const target = asMap(merged, document);
      if (target !== undefined) addLayers(target);
    }
    for (const template of inheritedTemplates(layer)) addLayers(template);
  }

  /** Applies templates; a later one wins. */
  function inheritedTemplates(layer: YAMLMap): YAMLMap[] {
    const references = pairValues(layer, "inherit").flatMap((value) => asItems(value, document));
    const names = references.map((reference) => {
      const entry = asMap(reference, document);
      const [name] = entry === undefined ? [] : pairValues(entry, "template");
      return isScalar(name) ? String(name.value) : "";
    });
    return names.reverse().flatMap((name) => templates.get(name) ?? []);
  }
}

/** All values of a key in the nearest layer that has it. Several if `{{ if }}` chooses between them. */
export function layeredTexts(layers: Layers, key: string, source: YamlSource): ScalarText[] {
  for (const map of layers.maps) {
    const texts = pairValues(map, key).flatMap((value) => scalarText(value, layers.document, source) ?? []);
    if (texts.length > 0) return texts;
  }
  return [];
}

/** The values of a key in one map, merge keys left alone. */
export function pairValues(map: YAMLMap, key: string): unknown[] {
  return map.items.flatMap((pair) => (isPair(pair) && isScalar(pair.key) && keyText(pair.key) === key ? [pair.value] : []));
}

/** The key's source, because the parser's value of a merge key is a symbol. */
function keyText({ source, value }: Scalar): string {
  return source ?? String(value);
}
