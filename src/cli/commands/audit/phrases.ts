import type { AuditedPair } from "../../../audit/index.ts";
import { count } from "../../../core/count.ts";

type Spread = AuditedPair["upgrades"];

/** One sentence about a spread of lags. */
export function summarize({ upgrades, withinDay, medianHours, p90Hours }: Spread): string {
  const share = `${withinDay} of ${upgrades} (${percent(withinDay, upgrades)}) came within 24 hours.`;
  if (medianHours === undefined || p90Hours === undefined) return share;
  return `${share} Median ${renderHours(medianHours)}, p90 ${renderHours(p90Hours)}.`;
}

/** The rows of a histogram. */
export function listRows({ upgrades, withinHour, withinDay, withinWeek }: Spread): readonly { name: string; number: number }[] {
  return [
    { name: "within an hour", number: withinHour },
    { name: "1 to 24 hours", number: withinDay - withinHour },
    { name: "1 to 7 days", number: withinWeek - withinDay },
    { name: "over 7 days", number: upgrades - withinWeek },
  ];
}

/** Sentences about the arrivals that are not upgrades. */
export function listApart({ upstream, downstream, apart, neverArrived, wentDown, byAuthor }: AuditedPair): readonly string[] {
  const { births, together, downstreamFirst, neverUpstream, unclear } = apart;
  const skipped = neverUpstream.filter(({ ranIn }) => ranIn !== undefined).length;
  const parts = [
    births.length > 0 && count(births.length, "new release"),
    together.length > 0 && `${together.length} in one commit for both`,
    downstreamFirst.length > 0 && `${downstreamFirst.length} in ${downstream} first`,
    neverUpstream.length > 0 && `${neverUpstream.length} never in ${upstream}${skipped === 0 ? "" : `, ${skipped} of which ran before it`}`,
    apart.wentDown.length > 0 && `${apart.wentDown.length} older than the version before`,
    unclear.length > 0 && `${unclear.length} unclear`,
  ].filter((part) => part !== false);
  const [before, after] = ["before", "after"].map((when) => wentDown.filter((item) => item.downstream === when).length);
  const down = `${upstream} went down from ${count(wentDown.length, "version")}: ${before} had come to ${downstream} before, ${after} came after.`;
  return [
    ...(parts.length === 0 ? [] : [`Counted apart: ${parts.join(", ")}.`]),
    ...(neverArrived === 0 ? [] : [`Never came to ${downstream}: ${count(neverArrived, "version")}.`]),
    ...(wentDown.length === 0 ? [] : [down]),
    ...(byAuthor.length < 2
      ? []
      : [
          `By author: ${byAuthor.map(({ name, spread }) => `${name} ${spread.withinDay} of ${spread.upgrades}`).join(", ")} within 24 hours.`,
        ]),
  ];
}

/** A share of a whole, with one digit. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((part / whole) * 100).toFixed(1)} %`;
}

/** Hours, or days from two days on. */
export function renderHours(hours: number): string {
  const [number, unit] = hours < 48 ? [hours, "hour"] : [hours / 24, "day"];
  const text = number.toFixed(1);
  return `${text} ${unit}${text === "1.0" ? "" : "s"}`;
}
