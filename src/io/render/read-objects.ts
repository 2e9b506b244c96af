import { parseAllDocuments } from "yaml";
import { isRecord } from "../../core/json-value.ts";
import { UserError } from "../../core/user-error.ts";
import type { ManifestObject } from "../../manifests/rendered.ts";

export interface ManifestOrigin {
  readonly environment: string;
  readonly cluster?: string;
  readonly release: string;
  readonly namespace?: string;
}

/** Stand-in until src/manifests has a parser. */
export function readObjects(text: string, _origin: ManifestOrigin): ManifestObject[] {
  const documents = parseAllDocuments(text, { logLevel: "silent", prettyErrors: false, version: "1.1", merge: true });
  const objects = (Array.isArray(documents) ? documents : []).flatMap((document): ManifestObject[] => {
    const [error] = document.errors;
    if (error !== undefined) throw new UserError({ message: `invalid YAML: ${error.message}` });
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    if (!isRecord(value)) throw new UserError({ message: "a manifest is not an object" });
    const { apiVersion, kind, metadata } = value;
    const { name, namespace } = isRecord(metadata) ? metadata : {};
    return [
      {
        apiVersion: String(apiVersion),
        kind: String(kind),
        ...(typeof namespace === "string" && namespace !== "" && { namespace }),
        name: String(name),
        value,
      },
    ];
  });
  return objects;
}
