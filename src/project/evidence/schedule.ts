import { day, hour } from "../../core/time.ts";
import { readIfFile } from "../../io/files/read-file.ts";

const workflow = ".github/workflows/desalt-promote.yaml";

/** How often the workflow of a folder runs promote, in milliseconds. Undefined if that cannot be told. */
export function readSchedule(folder: string): number | undefined {
  const text = readIfFile(folder, workflow);
  const times =
    text === undefined ? [] : [...text.matchAll(/^\s*-\s*cron:\s*["']?([^"'\n#]+)/gmu)].map((match) => intervalOf(match[1] ?? ""));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The longest time between two runs, for the kinds of schedule that people write. */
function intervalOf(cron: string): number | undefined {
  const [minute = "", hours = "", date, month, weekday] = cron.trim().split(/\s+/u);
  if (month !== "*" || minute === "") return undefined;
  if (date !== "*" || weekday !== "*") return 7 * day;
  const step = /^\*\/(\d+)$/u.exec(hours)?.[1];
  if (hours === "*") return hour;
  if (step !== undefined) return Number(step) * hour;
  return day;
}
