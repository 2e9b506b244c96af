import { canonical } from "../../../core/canonical.ts";
import { isRecord } from "../../../core/json-value.ts";
import type { ManifestObject } from "../../objects/rendered.ts";

/** What may change in a pod that runs. */
const mutable = new Set(["activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations", "schedulingGates"]);
const containerLists = new Set(["containers", "initContainers"]);

/** Lists changes of a pod that no controller replaces: of its spec little more than images may change. */
export function findPodChanges(base: ManifestObject, head: ManifestObject): string[] {
  if (head.kind !== "Pod" || head.apiVersion !== "v1") return [];
  const [before, after] = [fieldsOf(base.value["spec"]), fieldsOf(head.value["spec"])];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((field) => before.get(field) !== after.get(field));
  return changed.toSorted().map((field) => `${field} cannot be changed: the Pod must be deleted first`);
}

/** The fields that cannot change, with one text for each value. */
function fieldsOf(spec: unknown): ReadonlyMap<string, string> {
  if (!isRecord(spec)) return new Map();
  const own = Object.entries(spec).filter(([key]) => !mutable.has(key) && !containerLists.has(key));
  const fields = own.map(([key, value]) => [`spec.${key}`, canonical(value)] as const);
  const inContainers = [...containerLists].flatMap((list) => {
    const containers = Array.isArray(spec[list]) ? spec[list].filter(isRecord) : [];
    return containers.flatMap((container) =>
      Object.entries(container).flatMap(([key, value]) =>
        key === "image" ? [] : [[`spec.${list}[${String(container["name"])}].${key}`, canonical(value)] as const],
      ),
    );
  });
  return new Map([...fields, ...inContainers]);
}
