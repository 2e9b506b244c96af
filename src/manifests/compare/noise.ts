/** The argument of `noiseRule`: a field of an object. */
export interface NoiseField {
  /** Field names from the top to the field itself. */
  readonly path: readonly string[];
  readonly kind: string;
  /** Both values; undefined on a side without one. */
  readonly base: unknown;
  readonly head: unknown;
}

const chartLabels = new Set(["helm.sh/chart", "chart"]);
const version = /^v?\d+\.\d+(?:[.+_-][\w.+-]*)?$/u;

/** Returns the name of the rule by which a field's change is noise, or undefined if it is not. */
export function noiseRule({ path, kind, base, head }: NoiseField): string | undefined {
  if (path.length < 3 || path.at(-3) !== "metadata") return undefined;
  // There, not even a label may ever change.
  if (path.includes("volumeClaimTemplates") || (kind === "Job" && path[0] === "spec")) return undefined;
  const key = path.at(-1) ?? "";
  if (path.at(-2) === "annotations") return key.startsWith("checksum/") ? "checksum annotations" : undefined;
  if (path.at(-2) !== "labels") return undefined;
  if (chartLabels.has(key)) return "chart labels";
  if (key === "app.kubernetes.io/version") return "version labels";
  return key === "version" && [base, head].every(isVersion) ? "version labels" : undefined;
}

function isVersion(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && version.test(value));
}
