import { parse } from "yaml";
import { isRecord } from "../../core/json-value.ts";
import type { RenderedChart } from "./rendered.ts";

/** What a chart's `Chart.yaml` says of it. */
export function parseChartMetadata(text: string): Omit<RenderedChart, "reference" | "repository"> {
  // Every scalar as written: `appVersion: 1.10` is no number.
  const chart: unknown = parse(text, { schema: "failsafe", logLevel: "silent", prettyErrors: false });
  if (!isRecord(chart)) return { name: "" };
  const { name, version, appVersion, home, sources, annotations } = chart;
  const notes = isRecord(annotations) ? Object.entries(annotations) : [];
  const [changeLog] = notes.flatMap(([key, value]) => (/change-?log/iu.test(key) && isAddress(value) ? [value] : []));
  return {
    name: typeof name === "string" ? name : "",
    ...(typeof version === "string" && { version }),
    ...(typeof appVersion === "string" && { appVersion }),
    ...(isAddress(home) && { home }),
    ...(Array.isArray(sources) && { sources: sources.filter(isAddress) }),
    ...(changeLog !== undefined && { changeLog }),
  };
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\//u.test(value);
}
