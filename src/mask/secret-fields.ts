import { isCredential, type ValuePlace } from "./credential-names.ts";
import { isPlainSetting } from "./value-shapes.ts";

/** A scalar with its surroundings. */
export interface Field {
  readonly value: string;
  /** Field names from the object's top; items of lists in brackets. */
  readonly path: readonly string[];
  /** The kind of the Kubernetes object that it is in, or an empty text. */
  readonly kind: string;
  /** The `name`, `key` or `id` beside it. */
  readonly label?: string;
  readonly place: ValuePlace;
}

/** Fields that hold the value of whatever is named beside or above them. */
const valueKeys = /^(?:current|data|default|defaultValue|inline|literal|plain|plaintext|raw|text|val|value|content)$/iu;

/** Whether a field holds a credential: by its name, by the name beside or above it, or by the kind of its object. */
export function isSecretField({ value, path, kind, label, place }: Field): boolean {
  const names = path.filter((part) => !part.startsWith("["));
  const [key = "", parent = ""] = [names.at(-1), names.at(-2)];
  if (isHolderOfSecrets(names, kind)) return !isPlainSetting(value) || kind === "Secret";
  // External Secrets names keys so.
  if (key === "secretKey" && /(?:External|Push)Secret$/u.test(kind)) return false;
  if (valueKeys.test(key)) {
    if (label !== undefined && isCredential(label, value)) return true;
    // Values of references are names: `secretKeyRef: { name, key }`.
    if (parent !== "" && isCredential(parent, value)) return true;
  }
  return isCredential(key, value, place);
}

function isHolderOfSecrets(names: readonly string[], kind: string): boolean {
  const [first = ""] = names;
  if (kind === "Secret") return first === "data" || first === "stringData";
  if (kind.endsWith("SecretStore")) return names.includes("fake") && /^value(?:Map)?$/u.test(names.at(-1) ?? "");
  if (!kind.endsWith("Secret")) return false;
  if (names.includes("stringData")) return true;
  return (
    !/^(?:Cluster)?(?:External|Push)Secret$/u.test(kind) &&
    names.includes("data") &&
    names.some((name) => /^(?:secret)?templates?$/iu.test(name))
  );
}
