import { folderOf, type ProjectNeeds } from "../../../gitops/index.ts";
import type { RenderEvent } from "../../../render/render-manifests.ts";

/** Renders how many releases were rendered, and how many came from the cache. */
export function renderProvenance(events: readonly RenderEvent[]): string {
  const rendered = events.filter(({ from }) => from === "helm").map((event) => `${folderOf(event)}/${event.release}`);
  const cached = events.length - rendered.length;
  const names = rendered.length === 0 ? "" : `: ${rendered.toSorted().join(", ")}`;
  return `rendered ${rendered.length}${names}\nfrom the cache ${cached}\n`;
}

/** Renders the namespaces and kinds that an AppProject must permit. */
export function renderProjectNeeds({ namespaces, clusterKinds, unknownKinds }: ProjectNeeds): string {
  const nameAll = (kinds: typeof clusterKinds): string[] => kinds.map(({ group, kind }) => (group === "" ? kind : `${kind}.${group}`));
  const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
  const unknown = unknownKinds.length === 0 ? "" : `; kinds that may be of the whole cluster: ${list(nameAll(unknownKinds))}`;
  return `an AppProject needs namespaces: ${list(namespaces)}; kinds of the whole cluster: ${list(nameAll(clusterKinds))}${unknown}\n`;
}
