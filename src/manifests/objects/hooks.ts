import { isRecord } from "../../core/json-value.ts";
import type { ManifestObject } from "./rendered.ts";

/** Which of helm's hooks stay among the objects. */
export interface HookChoice {
  /** Objects that helm runs at certain moments: jobs before an upgrade, for example. Default: they stay. */
  readonly hooks?: boolean;
  /** Objects that only `helm test` uses. Default: they go. */
  readonly tests?: boolean;
}

/** Whether an object stays. */
export function isWanted(object: ManifestObject, { hooks = true, tests = false }: HookChoice): boolean {
  const events = hookEvents(object);
  if (events.length === 0) return true;
  return events.some((event) => /^test(?:-success|-failure)?$/u.test(event)) ? tests : hooks;
}

function hookEvents(object: ManifestObject): string[] {
  // To look for the word is faster than to parse the document, which nobody else may ask for.
  if (object.text !== undefined && !object.text.includes("helm.sh/hook")) return [];
  const { metadata } = object.value;
  const annotations = isRecord(metadata) ? metadata["annotations"] : undefined;
  const hook = isRecord(annotations) ? annotations["helm.sh/hook"] : undefined;
  return typeof hook === "string" ? hook.split(",").map((event) => event.trim()) : [];
}
