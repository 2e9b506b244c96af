export { findPackageName } from "./chart-source.ts";
export { chooseVersions } from "./chosen-versions.ts";
export { readHelmfileOutline } from "./helmfile-outline.ts";
export { isExactVersion } from "./exact-version.ts";
export { parseHelmfiles, readHelmfile } from "./parse-helmfile.ts";
export { parsePlainHelmfile, type PlainHelmfile, type PlainRelease } from "./plain-helmfile.ts";
export type { ParsedHelmfile, ParsedHelmfiles, ParsedRelease } from "./parsed-helmfile.ts";
export { renderHelmfiles } from "./rendered-helmfiles.ts";
