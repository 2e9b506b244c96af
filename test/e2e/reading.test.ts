import { execa } from "execa";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { alone, readHelmfiles } from "../../src/helmfile/index.ts";
import { requireTools } from "../requires.ts";

const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

/** A repeatable source of choices. The first option, the ordinary one, is taken seven times out of eight. */
type Pick = <T>(options: readonly [T, ...T[]]) => T;

function createPick(seed: number): Pick {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return ([first, ...rest]) => (next() % 8 === 0 ? (rest[next() % rest.length] ?? first) : first);
}

const versions = [
  "1.0.0",
  "9.9.9",
  "'1.0.0'",
  '"v1.0.0"',
  "1",
  "1.10",
  "011",
  "1_0",
  "1e3",
  "=1.0.0",
  "1.0.0, 9.9.9",
  "1.0.0+x",
  "~",
  "null",
] as const;
const oddVersions = [
  "",
  '""',
  "!!str 1.0.0",
  "!!binary MS4wLjA=",
  "*v",
  "|-\n      1.0.0",
  "|\n      9.9.9",
  ">-\n      1.0.0",
  '" 1.0.0 "',
  "true",
] as const;
const flags = ["true", "false", "no", "Off", "'no'", "'false'", "False", "~", "1", "y", "N"] as const;
const charts = ["acme/portal", "acme/other", "oci://example.com/x/portal", "'acme/portal'", "acme/por{{ 1 }}"] as const;
const names = ["a", "b", "'a'", '" b "', "'{{ \"a\" }}'", "1"] as const;
const comments = [
  "",
  "",
  "",
  " # x",
  " # {{",
  " # }}",
  " # x\u2028    version: 9.9.9",
  " # x\r    version: 9.9.9",
  " # x\u0085    version: 9.9.9",
  "\t# x",
] as const;

function releaseFields(pick: Pick, name: string): string[] {
  return [
    `name: ${name === "" ? pick(names) : name}`,
    ...pick([[`chart: ${pick(charts)}`], [`chart: ${pick(charts)}`], []]),
    ...pick([
      [`version: ${pick(versions)}`],
      [`version: ${pick(oddVersions)}`],
      [`"ver\\x73ion": 9.9.9`],
      ["? version\n    : 1.0.0"],
      ["*k : 9.9.9"],
      [],
      [],
    ]),
    ...pick([[], [], ["<<: *d"], ["<<: [*d, *e]"], ["!!merge <<: [*e, *d]"], ["'<<': *d"], ["<<: *l"]]),
    ...pick([
      [],
      [],
      ["inherit: [{ template: t }]"],
      ["inherit:\n    - template: t\n    - template: u"],
      ["inherit: { template: u }"],
      ["inherit: [{ template: n }]"],
    ]),
    ...pick([[], [], [`installed: ${pick(flags)}`]]),
    ...pick([
      [],
      [],
      ["namespace: ns"],
      ["namespace:"],
      ["condition: 'False'"],
      ["labels: { a: b }"],
      ["timeout: 1_0"],
      ["wait: on"],
      ["verison: 1"],
      ["values: [{ a: { b: '{{ x }}' } }]"],
      ["version: 2.0.0"],
    ]),
  ];
}

function releaseText(pick: Pick, name = ""): string {
  const fields = releaseFields(pick, name);
  return pick(["block", "block", "block", "flow"]) === "flow" && fields.every((field) => !/\n|[?]/u.test(field))
    ? `  - { ${fields.join(", ")} }\n`
    : `  - ${fields.map((field) => `${field}${field.includes("\n") ? "" : pick(comments)}`).join("\n    ")}\n`;
}

/** A helmfile of few shapes, in all of which helmfile and a reader of one's own may differ. */
function helmfileText(pick: Pick): string {
  const templates = [
    `templates:\n  d: &d { version: ${pick(["1.0.0", "9.9.9", "'1.0.0'", "v1.0.0"])}, namespace: dd }`,
    `  e: &e { chart: acme/e, version: 3.0.0${pick(["", ", inherit: [{ template: t }]", ", version: ~"])} }`,
    `  t: { chart: acme/t, version: 4.0.0${pick(["", ", installed: false", ", installed: true"])} }`,
    `  u: { version: 5.0.0${pick(["", ", inherit: [{ template: t }]", ", inherit: [{ template: u }]"])} }\n`,
  ].join("\n");
  const list = (): string => `releases:${pick(["", "", " # x"])}\n${releaseText(pick)}${releaseText(pick, "second")}`;
  const head = `commonLabels: { k: &k version, v: &v 1.0.0, l: x }\n${pick(["", "", "", "bases: []\n", "helmDefaults: { wait: true }\n", "x: 1\n", "\uFEFF", "# {{\n", "%YAML 1.1\n"])}`;
  const text = `${pick(["", "", "---\n", "\uFEFF"])}${head}${templates}${list()}`;
  const more = pick([
    "",
    "",
    "",
    `---\n${list()}`,
    `--- \n${list()}`,
    `...\n`,
    `---\nrepositories: []\n`,
    `---\nenvironments: { default: {} }\n`,
    "---\n",
  ]);
  const all = text + more;
  return pick(["lf", "lf", "lf", "crlf"]) === "crlf" ? all.replaceAll("\n", "\r\n") : all;
}

function ours(text: string): readonly string[] | undefined {
  const { releases, notUnderstood } = readHelmfiles({ path: "helmfile.yaml", files: alone("helmfile.yaml", text), environment: "default" });
  if (notUnderstood !== undefined) return undefined;
  const shown = releases.map(({ name, namespace = "", chart, version = "", isUninstalled }) =>
    JSON.stringify([name, namespace, chart, version, isUninstalled !== true]),
  );
  return shown.toSorted();
}

interface Listed {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly installed: boolean;
  readonly enabled: boolean;
}

test.skipIf(isMissing)("a plain helmfile is read as helmfile reads it, or not understood", { timeout: 120_000 }, async () => {
  const seed = Number(process.env["DESALT_SEED"] ?? Date.now() % 1_000_000);
  const folder = await mkdtemp(join(tmpdir(), "desalt-reading-"));
  const deadline = Date.now() + Number(process.env["DESALT_SECONDS"] ?? 45) * 1000;
  const differences: string[] = [];
  let [next, unread, refused] = [0, 0, 0];

  async function compare(): Promise<void> {
    while (Date.now() < deadline && differences.length < 5) {
      const number = seed + next++;
      const text = helmfileText(createPick(number));
      const place = join(folder, String(number));
      await mkdir(place);
      await writeFile(join(place, "helmfile.yaml"), text);
      const args = ["--helm-binary", helm.path, "-f", "helmfile.yaml", "list", "--skip-charts", "--output", "json"];
      const env = { PATH: "", HOME: folder, HELMFILE_DISABLE_INSECURE_FEATURES: "true" };
      const { exitCode, stdout, stderr } = await execa(helmfile.path, args, { cwd: place, env, extendEnv: false, reject: false });
      const read = ours(text);
      if (read === undefined) unread += 1;
      if (exitCode !== 0) refused += 1;
      const theirs = exitCode === 0 ? showListed(JSON.parse(stdout)) : `refused: ${stderr.slice(-200)}`;
      // Two of one name are refused unless a selector, which the text does not know, takes one of them.
      const isTwin = stderr.includes("duplicate release");
      if (read !== undefined && !isTwin && JSON.stringify(read) !== JSON.stringify(theirs)) {
        differences.push(`seed ${number}\n${JSON.stringify(text)}\nours: ${JSON.stringify(read)}\nhelmfile: ${JSON.stringify(theirs)}`);
      }
      await rm(place, { recursive: true });
    }
  }

  await Promise.all([compare(), compare()]);
  await rm(folder, { recursive: true });
  process.stderr.write(`${next} helmfiles from seed ${seed}: ${unread} not understood, ${refused} refused by helmfile\n`);
  expect(differences).toEqual([]);
  expect(next - unread).toBeGreaterThan(20);
});

function showListed(listed: readonly Listed[]): readonly string[] {
  const shown = listed.map(({ name, namespace, chart, version, installed, enabled }) =>
    JSON.stringify([name, namespace, chart, version, installed && enabled]),
  );
  return shown.toSorted();
}
