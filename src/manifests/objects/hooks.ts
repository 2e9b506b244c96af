import { isRecord } from "../../core/json-value.ts";
import type { ManifestObject } from "./rendered.ts";

/** Options for helm's hooks. */
export interface HookChoice {
  /** Whether to keep hooks: objects that helm applies at certain moments, for example jobs before an upgrade. Default: yes. */
  readonly hooks?: boolean;
  /** Whether to keep objects that only `helm test` uses. Default: no. */
  readonly tests?: boolean;
}

/** Whether an object stays. */
export function isWanted(object: ManifestObject, { hooks = true, tests = false }: HookChoice): boolean {
  const events = hookEvents(object);
  if (events.length === 0) return true;
  return events.some((event) => /^test(?:-success|-failure)?$/u.test(event)) ? tests : hooks;
}

function hookEvents(object: ManifestObject): string[] {
  // Searching for the word is faster than parsing a document that may not be needed otherwise.
  if (object.text !== undefined && !object.text.includes("helm.sh/hook")) return [];
  const { metadata } = object.value;
  const annotations = isRecord(metadata) ? metadata["annotations"] : undefined;
  const hook = isRecord(annotations) ? annotations["helm.sh/hook"] : undefined;
  return typeof hook === "string" ? hook.split(",").map((event) => event.trim()) : [];
}
