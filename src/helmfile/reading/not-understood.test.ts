import { describe, expect, it, test } from "vitest";
import { readHelmfile } from "./parse-helmfile.ts";

/** A plain helmfile with this in place of the lines of its release. */
function withRelease(lines: string, before = ""): string {
  return `${before}releases:\n  - name: portal\n    chart: acme/portal\n${lines}`;
}

const notUnderstood: Readonly<Record<string, readonly [text: string, reason: string]>> = {
  "broken YAML": ["releases: [\n", "line 2: not valid YAML: Flow sequence in block collection"],
  "a key twice": [withRelease("    version: 1.0.0\n    version: 2.0.0\n"), "line 5: not valid YAML: Map keys must be unique"],
  "U+2028 in a comment": [withRelease("    version: 1.0.0 # x\u2028    version: 9.9.9\n"), "line 4: the character U+2028"],
  NEL: [withRelease("    version: 1.0.0 # x\u0085\n"), "line 4: the character U+0085"],
  "a lone carriage return": [withRelease("    version: 1.0.0 # x\r    version: 9.9.9\n"), "line 4: the character carriage return"],
  "a byte order mark inside": [withRelease("    version: 1.0.0\n    # \uFEFF\n"), "line 5: the character U+FEFF"],
  "bytes that are not UTF-8": [withRelease("    version: 1.0.0 # \uFFFD\n"), "line 4: the character U+FFFD"],
  "a control character": [withRelease("    version: 1.0.0 # \u0007\n"), "line 4: the character U+0007"],
  "an alias as a key": [
    withRelease("    version: 1.0.0\n    *k : 9.9.9\n", "commonLabels: {a: &k version}\n"),
    "line 6: the alias *k is used as a key",
  ],
  "null beside a merge key": [withRelease("    <<: {version: 1.0.0}\n    version: ~\n"), 'line 5: "version" is null beside a merge key'],
  "an alias of a list as merge": [withRelease("    <<: *l\n", "commonLabels: {a: &l [{version: 1.0.0}]}\n"), "line 5: a merge key takes"],
  "an anchor that does not exist": [withRelease("    version: *v\n"), "line 4: the anchor of *v does not exist"],
  "a directive": [`%YAML 1.1\n---\n${withRelease("    version: 1.0.0\n")}`, "line 1: a YAML directive"],
  "the end of a document": [`${withRelease("    version: 1.0.0\n")}...\nreleases: []\n`, "line 5: a YAML directive or the end"],
  "a tag of one's own": [withRelease("    version: !x 1.0.0\n"), "line 4: the tag !x"],
  "a binary version": [withRelease("    version: !!binary MS4wLjA=\n"), 'line 4: "version" has a tag'],
  "template text in a field": ["releases:\n  - name: 'por{{ \"tal\" }}'\n    chart: a/b\n", 'line 2: template text in "name"'],
  "template text in an inherited field": [
    "templates:\n  t: { chart: 'a/{{ .Release.Name }}' }\nreleases:\n  - name: a\n    inherit: [{ template: t }]\n",
    'line 2: template text in "chart"',
  ],
  "a template for helmfile 0.x": [withRelease("    version: {{ .Values.version }}\n"), "line 4: "],
  bases: [`bases: [base.yaml]\n${withRelease("    version: 1.0.0\n")}`, 'line 1: desalt does not read "bases" in helmfile'],
  helmfiles: ["helmfiles: [{path: more/helmfile.yaml}]\n", 'line 1: desalt does not read "helmfiles" in helmfile'],
  "one chart for all": [`chart: evil/portal\n${withRelease("    version: 1.0.0\n")}`, 'line 1: desalt does not read "chart" in helmfile'],
  "a key that helmfile does not know": [withRelease("    verison: 1.0.0\n"), 'line 4: desalt does not know the key "verison" in releases'],
  "arguments of helm": [
    `helmDefaults:\n  args: [--version=9.9.9]\n${withRelease("    version: 1.0.0\n")}`,
    'line 2: desalt does not read "args" in helmDefaults',
  ],
  "arguments for sync": [`helmDefaults:\n  syncArgs: ["--repo=x"]\nreleases: []\n`, 'line 2: desalt does not read "syncArgs"'],
  "arguments that are no list": [`helmDefaults:\n  args: --wait\nreleases: []\n`, 'line 2: desalt does not read "args"'],
  "another helm": [`helmBinary: ./helm\n${withRelease("    version: 1.0.0\n")}`, 'line 1: desalt does not read "helmBinary"'],
  "a lock file elsewhere": [`lockFilePath: /tmp/x\n${withRelease("    version: 1.0.0\n")}`, 'line 1: desalt does not read "lockFilePath"'],
  "a template that does not exist": [withRelease("    inherit: [{ template: x }]\n"), 'line 4: the template "x" cannot be inherited'],
  "templates in a circle": [
    withRelease("    inherit: [{ template: x }]\n", "templates: { x: { inherit: [{ template: x }] } }\n"),
    'line 1: the template "x" cannot be inherited',
  ],
  "installed twice": [
    withRelease("    installed: false\n    inherit: [{ template: x }]\n", "templates: { x: { installed: true } }\n"),
    'line 3: "installed" differs between a release and its template',
  ],
  "installed by a template": [withRelease("    installedTemplate: 'false'\n"), 'line 4: desalt does not read "installedTemplate"'],
  "a text for a boolean": [withRelease("    installed: 'false'\n"), 'line 4: "false" is not a boolean for helmfile'],
  "environments among releases": [`environments: {}\n${withRelease("")}`, "line 1: environments and releases are in one document"],
  JSON: ['{"releases": []}\n', "line 1: helmfile finds no key at the start of a line"],
  "a release without a chart": ["releases:\n  - name: a\n", "line 2: a release has no chart"],
  "a list that is none": ["releases: x\n", 'line 1: "releases" in helmfile is not a list'],
};

test.each(Object.entries(notUnderstood))("%s is not understood", (_, [text, reason]) => {
  const found = readHelmfile(text, "prd/helmfile.yaml").notUnderstood;
  expect(`line ${found?.line}: ${found?.reason}`).toContain(reason);
});

const understood: Readonly<Record<string, readonly [text: string, releases: readonly string[]]>> = {
  "braces in comments": ["# {{\nreleases:\n  - name: portal\n    chart: a/b\n    version: 9.9.9\n# }}\n", ["portal 9.9.9"]],
  "braces in comments over an inherited version": [
    "templates: { t: { version: 1.0.0 } }\nreleases:\n  - name: portal\n    inherit: [{ template: t }]\n    chart: a/b # {{\n    version: 9.9.9 # }}\n",
    ["portal 9.9.9"],
  ],
  "templates of values": [withRelease("    version: 1.0.0\n    values: ['values/{{ .Release.Name }}.yaml']\n"), ["portal 1.0.0"]],
  "carriage returns at the ends of lines": [withRelease("    version: 1.0.0\n").replaceAll("\n", "\r\n"), ["portal 1.0.0"]],
  "a byte order mark at the start": [`\uFEFF# x\n${withRelease("    version: 1.0.0\n")}`, ["portal 1.0.0"]],
  "the nearest of merged maps": [
    withRelease("    <<: [*a, *b]\n", "templates: { a: &a { version: 1.0.0 }, b: &b { version: 2.0.0 } }\n"),
    ["portal 1.0.0"],
  ],
  "what is merged before what is inherited": [
    withRelease(
      "    <<: [*a, *b]\n",
      "templates: { a: &a { inherit: [{ template: t }] }, b: &b { version: 2.0.0 }, t: { version: 1.0.0 } }\n",
    ),
    ["portal 2.0.0"],
  ],
  "the last of two templates": [
    withRelease("    inherit: [{ template: a }, { template: b }]\n", "templates: { a: { version: 1.0.0 }, b: { version: 2.0.0 } }\n"),
    ["portal 2.0.0"],
  ],
  "an empty text before an inherited one": [
    withRelease('    version: ""\n    inherit: [{ template: a }]\n', "templates: { a: { version: 1.0.0 } }\n"),
    ["portal 1.0.0"],
  ],
  "explicit, quoted and tagged keys": ['releases:\n  - ? name\n    : a\n    "chart": x/y\n    !!str version: 1.0.0\n', ["a 1.0.0"]],
  "block scalars": ["releases:\n  - name: |\n      a\n    chart: >-\n      x/y\n    version: |-\n      1.0.0\n", ["a 1.0.0"]],
  "lists that a later part replaces": [
    "releases:\n  - { name: a, chart: x/y, version: 1.0.0 }\n---\nreleases:\n  - { name: b, chart: x/y, version: 1.0.0 }\n--- \nreleases:\n  - { name: c, chart: x/y, version: 1.0.0 }\n",
    ["b 1.0.0", "c 1.0.0"],
  ],
  "booleans of YAML 1.1": [
    "releases:\n  - { name: a, chart: x/y, version: 1.0.0, installed: no }\n  - { name: b, chart: x/y, version: 1.0.0, installed: 'Off' }\n  - { name: c, chart: x/y, version: 1.0.0, installed: False }\n  - { name: d, chart: x/y, version: 1.0.0, installed: Yes }\n",
    ["a off", "b off", "c off", "d 1.0.0"],
  ],
  "a condition that is false": [withRelease("    version: 1.0.0\n    condition: 'False'\n"), ["portal off"]],
  "harmless arguments": [`helmDefaults: { args: [--debug, --wait] }\n${withRelease("    version: 1.0.0\n")}`, ["portal 1.0.0"]],
  "spaces around names": ['releases:\n  - name: " a "\n    chart: x/y\n    version: " 1.0.0 "\n', ["a 1.0.0"]],
};

test.each(Object.entries(understood))("%s are understood", (_, [text, releases]) => {
  const helmfile = readHelmfile(text, "prd/helmfile.yaml");
  expect(helmfile.notUnderstood).toBeUndefined();
  expect(helmfile.releases.map(({ name, version, isUninstalled }) => `${name} ${isUninstalled === true ? "off" : version}`)).toEqual(
    releases,
  );
});

test("a template proves nothing, and one that is not there has no releases", () => {
  expect(readHelmfile(withRelease("    version: 1.0.0\n"), "prd/helmfile.yaml.gotmpl")).toMatchObject({
    releases: [],
    notUnderstood: { line: 1, reason: "only helmfile can read a template" },
  });
  expect(readHelmfile("", "prd/helmfile.yaml.gotmpl").notUnderstood).toBeUndefined();
});

describe("an exact version", () => {
  it.each(["1.0.0", "v1.0.0", "1.0.0-rc.1", "1.0.0+x", "1.0.0_x"])("is %s", (version) => {
    expect(readHelmfile(withRelease(`    version: ${version}\n`), "x.yaml").releases[0]?.inexact).toBeUndefined();
  });
  it.each([
    "1",
    "1.0",
    "v1",
    '"1"',
    "1.x",
    "'>=1.0.0'",
    "'>= 1.0.0, < 2'",
    "=1.0.0",
    "1.0.0, 9.9.9",
    "~",
    "",
    "01.0.0",
    "1.0.0-01",
    "011",
    "1e3",
    "latest",
  ])("is not %s", (version) => {
    const helmfile = readHelmfile(withRelease(`    version: ${version}\n`), "x.yaml");
    expect(helmfile.notUnderstood).toBeUndefined();
    expect(helmfile.releases[0]?.inexact).toMatchObject({
      line: version === "~" || version === "" ? 2 : 4,
    });
  });
  it.each([
    "git::https://example.com/charts@portal?ref=v1",
    "https://example.com/portal-1.0.0.tgz",
    "./charts/portal",
    "portal",
    "a/b/c/d",
    "oci://example.com/charts/portal:2.0.0",
    "oci://example.com/charts/portal@sha256:0",
  ])("is none beside the chart %s", (chart) => {
    expect(readHelmfile(withRelease("    version: 1.0.0\n").replace("acme/portal", chart), "x.yaml").releases[0]?.inexact).toBeDefined();
  });
  it("is none in a repository whose address helm cannot add", () => {
    const withUrl = (keys: string): string => `repositories: [{ name: acme, ${keys} }]\n${withRelease("    version: 1.0.0\n")}`;
    const inexact = (keys: string) => readHelmfile(withUrl(keys), "x.yaml").releases[0]?.inexact;
    expect(inexact("url: 'oci://example.com/charts'")?.reason).toContain("add oci: true");
    expect(inexact("url: example.com/charts, oci: true")).toBeUndefined();
  });
  it("is none where charts are added", () => {
    const text = withRelease("    version: 1.0.0\n    dependencies: [{ chart: x/y, version: 9.9.9 }]\n");
    expect(readHelmfile(text, "x.yaml").releases[0]?.inexact).toEqual({ line: 4, reason: "it adds charts under dependencies" });
  });
});
