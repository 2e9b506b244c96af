import type { Audit, AuditedPair } from "../../../audit/index.ts";
import { renderPlain } from "../../../core/markdown-text.ts";
import { listApart, listRows, percent, summarize } from "./phrases.ts";

/** Renders an audit for a page of a forge. */
export function renderMarkdown(audit: Audit): string {
  const blocks = audit.pairs.map((pair) => renderPair(pair, audit));
  if (blocks.length === 0) blocks.push(["No environment follows another, so there is nothing to compare."]);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function renderPair(pair: AuditedPair, { from, until, soakDays }: Audit): readonly string[] {
  const { upstream, downstream, upgrades, wouldHold } = pair;
  const rows = listRows(upgrades).map(({ name, number }) => `| ${name} | ${number} | ${percent(number, upgrades.upgrades)} |`);
  return [
    `### ${renderPlain(downstream)} after ${renderPlain(upstream)}, ${from?.slice(0, 10) ?? ""} to ${until.slice(0, 10)}`,
    "",
    renderPlain(summarize(upgrades)),
    "",
    "| lag | upgrades | share |",
    "| --- | ---: | ---: |",
    ...rows,
    "",
    `- A soak of ${soakDays} days would have held ${wouldHold.upgrades} of ${upgrades.upgrades}.`,
    ...wouldHold.leftInTime.map(
      ({ release, version }) => `  - ${renderPlain(`${upstream} went down from ${release} ${version} before it had soaked.`)}`,
    ),
    ...listApart(pair).map((line) => `- ${renderPlain(line)}`),
  ];
}
