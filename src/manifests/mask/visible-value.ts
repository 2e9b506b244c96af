import { isRecord } from "../../core/json-value.ts";
import { renderYamlScalar } from "../../core/yaml.ts";
import { textOf } from "../../core/canonical.ts";
import { isCredentialName } from "./credential-names.ts";
import { maskText } from "./mask-text.ts";
import type { MaskedValues } from "./masked-values.ts";

/** The context of an object's lines. */
export interface Rendering {
  readonly kind: string;
  readonly masked: MaskedValues;
}

/** The place of a scalar. */
export interface Place {
  /** Field names from the top; items of lists in brackets. */
  readonly path: readonly string[];
  /** The map or list that holds it. */
  readonly parent: unknown;
  /** In a list: the item before it. */
  readonly previous?: unknown;
}

/** Control characters of terminals, and characters that make a text look like another one. */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const wholeAnnotations = new Set(["kubectl.kubernetes.io/last-applied-configuration"]);

/** Renders the visible part of a scalar: one line, or the header of a block and its lines. */
export function showScalar(value: unknown, place: Place, { masked, kind }: Rendering): readonly string[] {
  if (value === null || value === undefined) return ["null"];
  if (typeof value === "boolean") return [String(value)];
  if (isSecret(place, kind) && value !== "") return [masked.field(place.path.join("\0"), textOf(value))];
  if (typeof value !== "string") return [textOf(value)];
  const text = maskText(value, masked);
  if (invisible.test(text)) return [escape(text)];
  return text.includes("\n") ? showBlock(text) : [text.startsWith("<masked") && text.endsWith(">") ? text : renderYamlScalar(text)];
}

function showBlock(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) !== "") return ["|-", ...lines];
  return lines.at(-2) === "" ? ["|+", ...lines.slice(0, -1)] : ["|", ...lines.slice(0, -1)];
}

function escape(text: string): string {
  const pattern = new RegExp(invisible.source, "gu");
  return JSON.stringify(text).replaceAll(pattern, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

function isSecret({ path, parent, previous }: Place, kind: string): boolean {
  if (kind === "Secret" && (path[0] === "data" || path[0] === "stringData")) return true;
  if (kind === "ConfigMap" && path[0] === "binaryData") return true;
  const key = path.findLast((part) => !part.startsWith("[")) ?? "";
  if (wholeAnnotations.has(key)) return true;
  // External Secrets names keys so.
  if (key === "secretKey" && /(?:External|Push)Secret$/u.test(kind)) return false;
  if (typeof previous === "string" && /^--?[A-Za-z]/u.test(previous) && !previous.includes("=")) {
    return isCredentialName(previous);
  }
  if (key === "value" && isRecord(parent)) {
    const label = parent["name"] ?? parent["key"];
    if (typeof label === "string" && isCredentialName(label)) return true;
  }
  return isCredentialName(key) && !isNameList(path);
}

/** RBAC's `resources: [secrets]` and the like name things; only the lists of a credential's own field hold credentials. */
function isNameList(path: readonly string[]): boolean {
  return path.at(-1)?.startsWith("[") === true && /^(?:imagePullSecrets|secrets)$/u.test(path.at(-2) ?? "");
}
