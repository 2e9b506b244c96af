/** Charts: the versions in an index, and values against a chart's schema. Other folders import from here, and `checked-values.ts`, which loads ajv, lazily. */
export { ChartTextError, hasSchema, isChartFile, parseChart, parseMap, type ChartFiles } from "./chart.ts";
export { parseChartIndex, type IndexedVersion } from "./chart-index.ts";
export { findLatestVersion, sortVersions } from "./latest-version.ts";
