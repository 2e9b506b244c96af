import type { Audit } from "../../../audit/index.ts";

const columns = ["upstream", "downstream", "release", "chart", "version", "at", "lag_hours", "last_lag_hours", "commit"] as const;

/** Renders one line for each upgrade. */
export function renderCsv({ pairs }: Audit): string {
  const rows = pairs.flatMap(({ upstream, downstream, arrivals }) =>
    arrivals.map(({ release, chart, version, at, lagHours, lastLagHours, commit }) =>
      [upstream, downstream, release, chart, version, at, lagHours ?? "", lastLagHours ?? lagHours ?? "", commit].map(cell).join(","),
    ),
  );
  return `${[columns.join(","), ...rows].join("\n")}\n`;
}

/** A cell that begins like a formula is one for a spreadsheet. */
function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/u.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
