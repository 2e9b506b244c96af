import type { Choices } from "./choices.ts";

const oddities = [
  "\u2028",
  "\r",
  "\u0085",
  "\u00A0",
  "\t",
  "\uFEFF",
  " ",
  "#",
  " # ",
  ":",
  ": ",
  "-",
  "- ",
  "&a ",
  "*a ",
  "!!str ",
  "'",
  '"',
  "{{ ",
  "}}",
  "|",
  ">",
  "~",
  ",",
  "]",
  "}",
  "? ",
  "<<: ",
  "%",
];

/** A text with one to three small changes of the kinds that people and accidents make. */
export function mutate(text: string, { any, below }: Choices): string {
  let lines = text.split("\n");
  for (let left = 1 + below(3); left > 0; left--) {
    const at = below(lines.length);
    const other = below(lines.length);
    const line = lines[at] ?? "";
    const column = below(line.length + 1);
    const changed = any<readonly string[]>([
      [],
      [line, line],
      [lines[other] ?? "", line],
      [` ${line}`],
      [`  ${line}`],
      [line.replace(/^ {1,2}/u, "")],
      [line.slice(0, column) + (oddities[below(oddities.length)] ?? "") + line.slice(column)],
      [line.slice(0, column) + line.slice(column + 1)],
      [line.replace(/\d+\.\d+\.\d+/u, "9.9.9")],
      [line.replace(/: (\S+)$/u, ': "$1"')],
      [line.replace(/: (\S+)$/u, ":")],
      [line, "---"],
      [line, `${/^ */u.exec(line)?.[0] ?? ""}version: 9.9.9`],
      [line, `${/^ */u.exec(line)?.[0] ?? ""}installed: false`],
    ]);
    lines = lines.toSpliced(at, 1, ...changed);
  }
  return lines.join("\n");
}
