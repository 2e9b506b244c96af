import { isRecord } from "../../core/json-value.ts";
import { textOf } from "../../core/canonical.ts";

/** Fields that identify the items of a list, as in the merge keys of Kubernetes' API. A second one has a default. */
interface ListKey {
  readonly field: string;
  readonly also?: { readonly field: string; readonly default: string };
}

const named: ListKey = { field: "name" };
const protocol = { field: "protocol", default: "TCP" };

const keysByField: Readonly<Record<string, readonly ListKey[]>> = {
  containers: [named],
  ephemeralContainers: [named],
  env: [named],
  ports: [
    { field: "containerPort", also: protocol },
    { field: "port", also: protocol },
  ],
  volumes: [named],
  volumeMounts: [{ field: "mountPath" }],
  volumeDevices: [{ field: "devicePath" }],
  imagePullSecrets: [named],
  secrets: [named],
  hostAliases: [{ field: "ip" }],
  topologySpreadConstraints: [{ field: "topologyKey", also: { field: "whenUnsatisfiable", default: "" } }],
  webhooks: [named],
  conditions: [{ field: "type" }],
  resourceClaims: [named],
  ownerReferences: [{ field: "uid" }],
  versions: [named],
};

/** The names of a list's items, in their order. Undefined if the order of the list matters. */
export function nameItems(field: string, items: readonly unknown[]): readonly string[] | undefined {
  const keys = Object.hasOwn(keysByField, field) ? (keysByField[field] ?? []) : [];
  for (const key of keys) {
    const names = items.map((item) => nameItem(item, key));
    const known = names.filter((name) => name !== undefined);
    if (known.length < names.length || new Set(known).size < known.length) continue;
    // A variable sees only those before it.
    if (field === "env" && items.some((item) => isRecord(item) && textOf(item["value"]).includes("$("))) continue;
    return known;
  }
  return undefined;
}

/** The field that an item's first line shows. */
export function keyFieldOf(field: string, item: unknown): string | undefined {
  if (!isRecord(item)) return undefined;
  const keys = Object.hasOwn(keysByField, field) ? (keysByField[field] ?? []) : [named];
  return [...keys, named].find((key) => Object.hasOwn(item, key.field))?.field;
}

function nameItem(item: unknown, { field, also }: ListKey): string | undefined {
  if (!isRecord(item)) return undefined;
  const name = item[field];
  if (typeof name !== "string" && typeof name !== "number") return undefined;
  if (also === undefined) return String(name);
  const second = item[also.field] ?? also.default;
  return second === also.default ? String(name) : `${name}/${textOf(second)}`;
}
