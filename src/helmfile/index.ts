export { findPackageName } from "./chart-source.ts";
export { chooseVersions, type ChosenVersions } from "./chosen-versions.ts";
export { readHelmfileOutline } from "./helmfile-outline.ts";
export { parseHelmfiles } from "./parse-helmfile.ts";
export { parsePlainHelmfile, type PlainHelmfile, type PlainRelease } from "./plain-helmfile.ts";
export type { ParsedHelmfile, ParsedHelmfiles, ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
export { renderHelmfiles, type HelmfileRendering } from "./rendered-helmfiles.ts";
