export { compareManifests, listObjects } from "./compare.ts";
export type { ManifestDiff } from "./diff.generated.ts";
export { isManifestDiff } from "./diff.validator.generated.ts";
