import { canonical } from "../../core/canonical.ts";
import { parseJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { helmDialect } from "../../core/helm-yaml.ts";
import { readYaml, type YamlProblem } from "../../core/read-yaml.ts";
import { scanHead } from "./document-head.ts";
import { splitDocuments, type ManifestDocument } from "./documents.ts";
import { identify } from "./identity.ts";
import { ManifestError, type ManifestOrigin } from "./manifest-error.ts";
import type { ManifestObject } from "./rendered.ts";

/**
 * Reads what `helm template` prints: documents become objects, lists are flattened. A document is only parsed when its
 * `value` is asked for, as far as its head can be read without: of two renders, most is equal. Of two documents of the same
 * identity the last one counts, as in helm and Argo CD. Throws a {@link ManifestError} for documents that are no objects.
 */
export function parseManifests(text: string, origin: ManifestOrigin): ManifestObject[] {
  const objects: ManifestObject[] = [];
  const known = new Map<string, { readonly index: number; readonly document: ManifestDocument }>();
  for (const document of splitDocuments(text)) {
    for (const object of readDocument(document, origin)) {
      const identity = identify(object, origin.namespace);
      const first = known.get(identity);
      if (first !== undefined && !isUnnamed(object) && !isHook(first.document) && !isHook(document)) {
        const before = objects[first.index] ?? object;
        const places = [...(before.repeated?.places ?? [describePlace(first.document)]), describePlace(document)];
        const isSame = before.repeated?.isSame !== false && canonical(before.value) === canonical(object.value);
        objects[first.index] = { ...object, repeated: { places, isSame } };
        continue;
      }
      known.set(identity, { index: objects.length, document });
      objects.push(object);
    }
  }
  return objects;
}

function readDocument(document: ManifestDocument, origin: ManifestOrigin): readonly ManifestObject[] {
  const head = scanHead(document.text);
  if (head === undefined) return readObjects(parseText(document, origin), document, origin);
  const { text, source } = document;
  let value: ManifestObject["value"] | undefined;
  const lazy: ManifestObject = {
    ...head,
    ...(source !== undefined && { source }),
    text,
    get value() {
      value ??= requireRecord(parseText(document, origin), document, origin);
      return value;
    },
  };
  return [lazy];
}

function readObjects(parsed: unknown, document: ManifestDocument, origin: ManifestOrigin): readonly ManifestObject[] {
  if (parsed === null || parsed === undefined) return [];
  const value = requireRecord(parsed, document, origin);
  const { apiVersion, kind, items } = value;
  if (typeof kind === "string" && kind.endsWith("List")) {
    if (Array.isArray(items)) return items.flatMap((item) => readObjects(withKind(item, value), document, origin));
    if (items === null || (kind === "List" && items === undefined)) return [];
  }
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    throw complain(document, origin, `has no ${typeof kind === "string" ? "apiVersion" : "kind"}`);
  }
  const metadata = isRecord(value["metadata"]) ? value["metadata"] : {};
  const { name, namespace, generateName } = metadata;
  const chosen = typeof name === "string" ? name : typeof generateName === "string" ? `${generateName}*` : undefined;
  if (chosen === undefined || chosen === "") throw complain(document, origin, `is a ${kind} without a name`);
  return [
    {
      apiVersion,
      kind,
      name: chosen,
      value,
      ...(typeof namespace === "string" && namespace !== "" && { namespace }),
      ...(document.source !== undefined && { source: document.source }),
    },
  ];
}

/** An item without kind or API version has those of its list, as apimachinery reads it. */
function withKind(item: unknown, list: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(item) || list["kind"] === "List" || (isText(item["kind"]) && isText(item["apiVersion"]))) return item;
  return { ...item, apiVersion: list["apiVersion"], kind: String(list["kind"]).replace(/List$/u, "") };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function parseText(document: ManifestDocument, origin: ManifestOrigin): unknown {
  const read = readManifestText(document.text);
  if ("value" in read) return read.value;
  // Its message quotes the text, which may be a secret's.
  const { code, line } = read.problem;
  throw complain(document, origin, `is not valid YAML: ${code} in line ${document.line - 1 + line} of what was rendered`);
}

/** The value of one document, as helm and kubectl read it. */
export function readManifestText(text: string): { readonly value: unknown } | { readonly problem: YamlProblem } {
  // JavaScript would round longer numbers.
  if (/^\s*\{/u.test(text) && !/\d{16}/u.test(text)) {
    const parsed = parseJson(text);
    if (parsed !== undefined) return { value: parsed };
  }
  return readYaml(text, helmDialect);
}

function requireRecord(parsed: unknown, document: ManifestDocument, origin: ManifestOrigin): Readonly<Record<string, unknown>> {
  if (isRecord(parsed)) return parsed;
  throw complain(document, origin, `is not a Kubernetes object but ${Array.isArray(parsed) ? "a list" : `a ${typeof parsed}`}`);
}

function isUnnamed({ name }: ManifestObject): boolean {
  return name.endsWith("*");
}

/** Helm makes and deletes hooks at different moments: several may have the same name. */
function isHook({ text }: ManifestDocument): boolean {
  return text.includes("helm.sh/hook");
}

function complain(document: ManifestDocument, origin: ManifestOrigin, problem: string): ManifestError {
  return new ManifestError(origin, `the document of ${describePlace(document)} ${problem}`, "look at it with: helmfile template");
}

function describePlace({ source, line }: ManifestDocument): string {
  return source === undefined ? `line ${line}` : `"${source}"`;
}
