import { canonical } from "../../core/canonical.ts";
import { isCustomResourceDefinition, summariseDefinition, withoutVersions } from "./crd-summary.ts";
import { findDangers } from "./dangers/dangers.ts";
import type { ObjectDiff } from "./diff.generated.ts";
import { withSign, type DiffLine } from "./diff-line.ts";
import { diffFields } from "./field-diff.ts";
import { renderHunks, type HunkOptions } from "./hunks.ts";
import { namespaceOf } from "../objects/identity.ts";
import { createRendering } from "../../mask/index.ts";
import type { ManifestObject } from "../objects/rendered.ts";
import { renderWhole } from "./render-lines.ts";
import { findVolatile } from "./volatile.ts";

/** Both sides of an object, one at least, and the namespace of its release. */
export interface ComparedObject {
  readonly base: ManifestObject | undefined;
  readonly head: ManifestObject | undefined;
  readonly namespace: string | undefined;
}

/** Finds the changes of an object. Returns undefined if there are none. */
export function compareObjects({ base, head, namespace }: ComparedObject, options: HunkOptions): ObjectDiff | undefined {
  const shown = head ?? base;
  if (shown === undefined || isSame(base, head)) return undefined;
  const parts = diffLines(base, head).map((lines) => renderHunks(lines, options));
  const diff = parts.map((part) => part.diff).join("");
  const folded = parts.flatMap((part) => part.folded);
  if (diff === "" && folded.length === 0) return undefined;
  return {
    apiVersion: shown.apiVersion,
    kind: shown.kind,
    namespace: namespaceOf(shown, namespace) ?? null,
    name: shown.name,
    change: base === undefined ? "added" : head === undefined ? "removed" : "changed",
    dangers: findDangers({ base, head }),
    diff,
    folded,
  };
}

/** Compares cheaply first, because most objects are equal. */
function isSame(base: ManifestObject | undefined, head: ManifestObject | undefined): boolean {
  if (base === undefined || head === undefined) return false;
  if (base.text !== undefined && base.text === head.text) return true;
  return base.value === head.value || canonical(base.value) === canonical(head.value);
}

/** A definition's summary is a part of its own. */
function diffLines(base: ManifestObject | undefined, head: ManifestObject | undefined): DiffLine[][] {
  const shown = head ?? base;
  if (shown === undefined) return [];
  const rendering = createRendering(shown.kind, [base?.value, head?.value]);
  const isDefinition = isCustomResourceDefinition(shown);
  const valueOf = ({ value }: ManifestObject): ManifestObject["value"] => (isDefinition ? withoutVersions(value) : value);
  const summary = isDefinition ? summariseDefinition(base?.value, head?.value) : [];
  if (base !== undefined && head !== undefined) {
    const sides = [base, head].map(({ value, volatile = [] }) => ({ value, pointers: volatile }));
    return [summary, diffFields(valueOf(base), valueOf(head), { ...rendering, volatile: findVolatile(sides) })];
  }
  return [summary, withSign(renderWhole(valueOf(shown), rendering), base === undefined ? "+" : "-")];
}
