import type { Choices } from "./choices.ts";

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

function releaseFields({ pick }: Choices, name: string): string[] {
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

function releaseText(choices: Choices, name = ""): string {
  const { pick } = choices;
  const fields = releaseFields(choices, name);
  return pick(["block", "block", "block", "flow"]) === "flow" && fields.every((field) => !/\n|[?]/u.test(field))
    ? `  - { ${fields.join(", ")} }\n`
    : `  - ${fields.map((field) => `${field}${field.includes("\n") ? "" : pick(comments)}`).join("\n    ")}\n`;
}

/** One plain helmfile of few shapes, in all of which helmfile and a reader of one's own may differ. */
export function plainText(choices: Choices): string {
  const { pick } = choices;
  const templates = [
    `templates:\n  d: &d { version: ${pick(["1.0.0", "9.9.9", "'1.0.0'", "v1.0.0"])}, namespace: dd }`,
    `  e: &e { chart: acme/e, version: 3.0.0${pick(["", ", inherit: [{ template: t }]", ", version: ~"])} }`,
    `  t: { chart: acme/t, version: 4.0.0${pick(["", ", installed: false", ", installed: true"])} }`,
    `  u: { version: 5.0.0${pick(["", ", inherit: [{ template: t }]", ", inherit: [{ template: u }]"])} }\n`,
  ].join("\n");
  const list = (): string => `releases:${pick(["", "", " # x"])}\n${releaseText(choices)}${releaseText(choices, "second")}`;
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
