import { expect, test } from "vitest";
import { createScriptedHistory } from "../../../test/scripted-repository.ts";
import { alone } from "../../helmfile/index.ts";
import { listRunningReleases } from "../../promotion/index.ts";
import { readDeclared } from "../reading/declared-releases.ts";
import { readHistories } from "./read-histories.ts";

const path = "dev/helmfile.yaml";
const commits = 100;

/** A repeatable source of whole numbers below a limit. */
function createDice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const start = [
  "repositories:",
  "  - { name: acme, url: https://charts.example.com }",
  "templates:",
  "  t: &t",
  "    chart: acme/templated",
  "    version: 4.0.0",
  "releases:",
  ...["a", "b", "c"].flatMap((name) => [`  - name: ${name}`, `    chart: acme/${name}`, "    version: 1.0.0"]),
  "  - name: d",
  "    <<: *t",
  "  - name: e",
  "    inherit: [{ template: t }]",
  "  - chart: acme/f",
  "    version: &v 1.0.0",
  "    name: f",
  "  - { name: g, chart: acme/g, version: *v }",
];

/** One edit as people and Renovate make them, and now and then a slip. */
function edit(lines: readonly string[], below: (limit: number) => number, number: number): readonly string[] {
  const at = (isWanted: (line: string) => boolean): number => {
    const found = lines.flatMap((line, index) => (isWanted(line) ? [index] : []));
    return found[below(found.length)] ?? 0;
  };
  const version = at((line) => line.includes("version: "));
  const entry = at((line) => line.startsWith("  - "));
  const bumped = (text: string): string => (lines[version] ?? "").replace(/version: .*/u, `version: ${text}`);
  const any = below(lines.length);
  const edits: readonly (readonly string[])[] = [
    lines.with(version, bumped(`1.${number}.0`)),
    lines.with(version, bumped(`1.${number}.0`)),
    lines.with(version, bumped(`1.${number}.0`)).with(
      at((line) => line.includes("version: 1")),
      `    version: 2.${number}.0`,
    ),
    lines.with(
      version,
      bumped(["'1.2.3'", '"1.2.3"', "v1.2.3", "1.x", "1.2", "1.2.3 # x", "1.2.3 #x\u2028", "1.2.3+b", "&v 1.2.3", "~"][below(10)] ?? ""),
    ),
    lines.with(any, `${lines[any] ?? ""} # ${number}`),
    lines.toSpliced(any, 0, ["# version: 9.9.9", "", "    # above", "---", "    installed: false", "    version: 9.9.9"][below(6)] ?? ""),
    lines.toSpliced(entry, 0, `  - name: new-${number}`, "    chart: acme/new", `    version: 3.0.${number}`),
    lines.length > 20 ? lines.toSpliced(entry, 3) : lines,
    lines.length > 20 ? lines.toSpliced(any, 1) : lines,
    [...lines.slice(0, 7), ...lines.slice(entry), ...lines.slice(7, entry)],
    lines.map((line) => line.replaceAll("\r", "") + (number % 2 === 0 ? "\r" : "")),
    number % 3 === 0 ? start : lines,
  ];
  return edits[below(edits.length)] ?? lines;
}

test("the history of one text is what reading it at every commit says", { timeout: 60_000 }, async () => {
  const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);
  const below = createDice(seed);
  let lines: readonly string[] = start;
  const texts = Array.from({ length: commits }, (_, number) => {
    // Back to a sound text, so that not all of a history is behind one slip.
    if (number % 12 === 0) lines = start.map((line) => line.replace("version: 1.0.0", `version: 1.0.${number}`));
    else lines = edit(lines, below, number);
    return lines.join("\n") + (below(9) === 0 ? "" : "\n");
  });
  await using repository = await createScriptedHistory(
    texts.map((text, number) => [new Date(Date.UTC(2026, 0, 1, number)).toISOString(), { [path]: text }]),
  );
  const { histories } = await readHistories({ directory: repository.path, environments: [{ name: "dev", helmfile: path }] });
  const expected: unknown[] = [];
  for (const [index, text] of texts.entries()) {
    if (text === texts[index - 1]) continue;
    const read = await readDeclared({ path, files: alone(path, text) });
    expected.push(read.notUnderstood === undefined ? listRunningReleases(read) : undefined);
  }
  const history = histories.get("dev") ?? [];
  expect(
    history.map(({ releases }) => releases),
    `FUZZ_SEED=${seed}`,
  ).toEqual(expected);
  expect(expected.filter((releases) => releases !== undefined).length).toBeGreaterThan(20);
});
