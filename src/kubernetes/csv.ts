/** Parses a table with a line of names: records by name. Values may be quoted; a quoted value holds no line break. */
export function parseCsv(text: string): Readonly<Record<string, string>>[] {
  const [names = [], ...rows] = text
    .split(/\r?\n/u)
    .filter((line) => line !== "")
    .map(parseLine);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ""])));
}

/** Renders a table; the first row has the names. */
export function renderCsv(rows: readonly (readonly string[])[]): string {
  const quote = (value: string): string => (/[",]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => `${row.map(quote).join(",")}\n`).join("");
}

function parseLine(line: string): string[] {
  const values = [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/gu)];
  return values.map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}
