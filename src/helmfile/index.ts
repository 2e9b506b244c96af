export { findChartSource, type ChartSource } from "./chart-source.ts";
export { chooseVersions, type ChosenVersions } from "./chosen-versions.ts";
export { parseHelmfile, parseHelmfiles } from "./parse-helmfile.ts";
export type { ParsedHelmfile, ParsedHelmfiles, ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
export { renderHelmfiles, type HelmfileRendering } from "./rendered-helmfiles.ts";
