import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../core/user-error.ts";
import { parseGeneratedHelmfile } from "./generated-helmfile.ts";
import { parseAnyHelmfile } from "./parse-helmfile.ts";
import type { ParsedHelmfile } from "./parsed-helmfile.ts";

const text = await readFile(join(import.meta.dirname, "../__snapshots__/clusters.helmfile.yaml"), "utf8");
const scraps = [
  "# c",
  "    # above",
  "      # deeper",
  "    version: 1.2.3",
  '    version: "1.10" # x',
  "\t",
  "<<: *a",
  "&a ",
  "*a",
  "{{ x }}",
]
  .concat(["{{", "}}", '"', "'", "|", "- ", ": ", "  ", "\n", "\n\n", "---", "...", "null", "~", "!!str ", "[", "{", "}", "%", "@", ">"])
  .concat(["    inherit: x", "releases:", "  - name: z", " #x", "\r", "\u2028", "<<<<<<< HEAD"]);

describe("parseGeneratedHelmfile", () => {
  it("reads what we generate", () => {
    const helmfile = parseGeneratedHelmfile(text, "prd/helmfile.yaml");

    expect(helmfile).toEqual(parseAnyHelmfile(text, "prd/helmfile.yaml"));
    expect(helmfile?.releases.map(({ name, version }) => [name, version])).toEqual([
      ["cert-manager", "1.10"],
      ["portal", "2.3.1"],
      ["site", undefined],
    ]);
  });

  it("leaves other people's files alone", () => {
    expect(parseGeneratedHelmfile("releases: []\n", "x")).toBeUndefined();
  });

  it("agrees with the YAML parser on whatever people do to a generated file, or leaves it to that", () => {
    const random = createRandom(20261122);
    let agreements = 0;
    for (let round = 0; round < 3000; round += 1) {
      const edited = editAtRandom(text, random);
      const quick = parseGeneratedHelmfile(edited, "x");
      if (quick === undefined) continue;
      // The edited text is in the comparison so that a failure shows it.
      expect({ edited, helmfile: quick }).toEqual({ edited, helmfile: parseThoroughly(edited) });
      agreements += 1;
    }
    expect(agreements).toBeGreaterThan(500);
  });
});

function parseThoroughly(edited: string): ParsedHelmfile | string {
  try {
    return parseAnyHelmfile(edited, "x");
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** A repeatable source of whole numbers below a limit. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
}

function editAtRandom(original: string, random: (limit: number) => number): string {
  const lines = original.split("\n");
  const at = random(lines.length);
  const scrap = scraps[random(scraps.length)] ?? "";
  const line = lines[at] ?? "";
  const column = random(line.length + 1);
  const edits = [
    [],
    [line, line],
    [scrap, line],
    [line.slice(0, column) + scrap + line.slice(column)],
    [line.slice(0, column) + line.slice(column + 1)],
    [line, lines[random(lines.length)] ?? ""],
  ];
  lines.splice(at, 1, ...(edits[random(edits.length)] ?? []));
  return random(2) === 0 ? lines.join("\n") : editAtRandom(lines.join("\n"), random);
}
