import { isRecord } from "../../core/json-value.ts";
import { readYaml } from "../../core/read-yaml.ts";
import type { RenderedChart } from "./rendered.ts";

/** The metadata in a chart's `Chart.yaml`. */
export function parseChartMetadata(text: string): Omit<RenderedChart, "reference" | "repository" | "subcharts"> {
  // Keep every scalar as written, because `appVersion: 1.10` is not a number.
  const read = readYaml(text, { schema: "failsafe", uniqueKeys: false });
  if ("problem" in read || !isRecord(read.value)) return { name: "" };
  const { name, version, appVersion, home, sources, annotations, kubeVersion, deprecated } = read.value;
  const notes = isRecord(annotations) ? Object.entries(annotations) : [];
  const [changeLog] = notes.flatMap(([key, value]) => (/change-?log/iu.test(key) && isAddress(value) ? [value] : []));
  return {
    name: typeof name === "string" ? name : "",
    ...(typeof version === "string" && { version }),
    ...(typeof appVersion === "string" && { appVersion }),
    ...(isAddress(home) && { home }),
    ...(Array.isArray(sources) && { sources: sources.filter(isAddress) }),
    ...(changeLog !== undefined && { changeLog }),
    ...(typeof kubeVersion === "string" && { kubeVersion }),
    ...(typeof deprecated === "string" && /^true$/iu.test(deprecated) && { deprecated: true }),
  };
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\//u.test(value);
}
