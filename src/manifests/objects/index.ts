export { parseChartMetadata } from "./chart-metadata.ts";
export { findSecrets, isCredentialLeaf, isSecretObject, type Leaf, listLeaves, listSecretTexts, splitSecret } from "./exposed-values.ts";
export { type HookChoice, isWanted } from "./hooks.ts";
export { groupOf, isScopeUnknown, namespaceOf } from "./identity.ts";
export { ManifestError, type ManifestOrigin } from "./manifest-error.ts";
export { parseManifests, readManifestText } from "./parse.ts";
export type {
  Exposure,
  KnownSecret,
  ManifestObject,
  RenderFailure,
  RenderedChart,
  RenderedManifests,
  RenderedRelease,
  Subchart,
  UninstalledRelease,
} from "./rendered.ts";
export { warnOfRepeatedObjects } from "./repeated-objects.ts";
export { findVolatilePointers } from "./volatile-pointers.ts";
