import { describe, expect, it } from "vitest";
import { messageOf } from "../../../test/message-of.ts";
import { parseHelmfile, parseHelmfiles } from "./parse-helmfile.ts";

function parse(text: string, path = "dev/helmfile.yaml") {
  return parseHelmfile(text, path);
}

describe("parseHelmfile", () => {
  it("reads files with long lines of signs", () => {
    const text = `${"#".repeat(200)}\n${"-".repeat(200)}: {}\nreleases:\n  - name: a # ${"#".repeat(200)}\n`;
    expect(parseHelmfile(text, "helmfile.yaml").releases).toMatchObject([{ name: "a" }]);
  });

  it("reads repositories and releases of all documents", () => {
    const helmfile = parse(`environments: { default: null }
---
repositories:
- name: jetstack
  url: https://charts.jetstack.io
- { name: shared, url: ghcr.io/example/charts, oci: true }
---
releases:
- name: cert-manager
  namespace: cert-manager
  chart: jetstack/cert-manager
  # the last one with v1beta1

  # second line
  version: 1.10   # see #42
- chart: shared/portal
  version: "2.40.0"
  name: portal
- name: site
  chart: ./charts/site
  version:
`);

    expect(helmfile).toEqual({
      path: "dev/helmfile.yaml",
      repositories: [
        { name: "jetstack", url: "https://charts.jetstack.io", oci: false },
        { name: "shared", url: "ghcr.io/example/charts", oci: true },
      ],
      releases: [
        {
          name: "cert-manager",
          namespace: "cert-manager",
          chart: "jetstack/cert-manager",
          version: "1.10",
          inexact: { line: 15, reason: '"1.10" is not an exact version' },
          isVersionTemplated: false,
          line: 15,
          commentsAbove: ["# second line"],
          commentBeside: "# see #42",
        },
        { name: "portal", chart: "shared/portal", version: "2.40.0", isVersionTemplated: false, line: 17, commentsAbove: [] },
        {
          name: "site",
          chart: "./charts/site",
          inexact: { line: 19, reason: "the chart is the folder ./charts/site, and its version is that of its Chart.yaml" },
          isVersionTemplated: false,
          line: 19,
          commentsAbove: [],
        },
      ],
    });
  });

  it("follows anchors, merge keys and inherited templates", () => {
    const { releases } = parse(`
templates:
  base: &base { namespace: apps, version: 1.0.0, chart: a/base }
  newer: { version: 1.20 }
  both: { inherit: [{ template: base }, { template: newer }] }
releases:
- { name: merged, <<: *base }
- { name: tagged, !!merge <<: [*base], version: 3.0.0 }
- { name: inherited, inherit: [{ template: base }, { template: newer }] }
- { name: nested, inherit: [{ template: both }] }
- { name: circular, inherit: [{ template: circular }] }
- { name: pasted, <<: *unknown, version: *unknown }
`);

    expect(releases.map(({ name, namespace, chart, version }) => [name, namespace, chart, version])).toEqual([
      ["merged", "apps", "a/base", "1.0.0"],
      ["tagged", "apps", "a/base", "3.0.0"],
      ["inherited", "apps", "a/base", "1.20"],
      ["nested", "apps", "a/base", "1.20"],
      ["circular", undefined, undefined, undefined],
      ["pasted", undefined, undefined, undefined],
    ]);
  });

  it("reads through templates and marks the versions that are some", () => {
    const { releases } = parse(`
{{- /* a comment
  over lines: with }} braces
*/ -}}
releases:
{{ range $name := list "a" "b" }}
- name: {{ $name }}-operator
  chart: 'repo/{{ $name | default "x" }}'
  version: {{ .Values.version }}
{{- end }}
- name: fixed
  {{- if .Values.mirror }}
  chart: mirror/fixed
  {{- else }}
  chart: origin/fixed
  {{- end }}
  version: 1.0.0
  values:
    {{- toYaml .Values.fixed | nindent 4 }}
- name: either
  {{ if .Values.old }}
  version: 1.0.0
  {{ else }}
  version: 2.0.0
  {{ end }}
`);

    expect(releases.map(({ name, chart, version, isVersionTemplated, line }) => [name, chart, version, isVersionTemplated, line])).toEqual([
      ["{{ $name }}-operator", 'repo/{{ $name | default "x" }}', "{{ .Values.version }}", true, 9],
      ["fixed", "mirror/fixed", "1.0.0", false, 17],
      ["either", undefined, "1.0.0", true, 22],
    ]);
  });

  it("knows a release that is not installed, where it says so literally", () => {
    const { releases } = parse(`
templates:
  off: { installed: false }
releases:
- { name: a, installed: false }
- { name: b, inherit: [{ template: off }] }
- { name: c, installed: true, inherit: [{ template: off }] }
- name: d
  installed: {{ .Values.enabled }}
- { name: e }
`);

    expect(releases.filter(({ isUninstalled }) => isUninstalled === true).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("reads nothing from an empty file, from bare templates and from unexpected shapes", () => {
    for (const text of [
      "",
      "# nothing\n",
      "---\n---\n",
      '{{ readFile "x" }}\n',
      "releases: {}\n",
      "releases: no\nrepositories: [1, a]\n",
    ]) {
      expect(parse(text)).toMatchObject({ path: "dev/helmfile.yaml", repositories: [], releases: [] });
    }
  });

  it("says where a file is broken", () => {
    expect(messageOf(() => parse('releases:\n  - name: "portal\n    chart: x/y\n'))).toMatchInlineSnapshot(`
      "error: not valid YAML: Missing closing "quote (dev/helmfile.yaml, line 4, column 1)
       hint: fix dev/helmfile.yaml first; nothing was written"
    `);
    expect(messageOf(() => parse("releases:\n  - name: a\n    version: 1.0.0\n    version: 2.0.0\n"))).toMatchInlineSnapshot(`
      "error: not valid YAML: Map keys must be unique (dev/helmfile.yaml, line 4, column 5)
       hint: fix dev/helmfile.yaml first; nothing was written"
    `);
    expect(messageOf(() => parse("\n- name: a\n"))).toMatchInlineSnapshot(`
      "error: the file is not a helmfile, because it is not a map (dev/helmfile.yaml, line 2)
       hint: fix dev/helmfile.yaml first; nothing was written"
    `);
  });

  it("reports all broken files at once", () => {
    const files = ["dev", "stg", "prd"].map((name) => ({
      path: `${name}/helmfile.yaml`,
      text: name === "stg" ? "releases: []\n" : "a: [\n",
    }));

    expect(messageOf(() => parseHelmfiles(files))).toMatchInlineSnapshot(`
      "error: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] (dev/helmfile.yaml, line 2, column 1)
       hint: fix dev/helmfile.yaml first; nothing was written
      error: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ] (prd/helmfile.yaml, line 2, column 1)
       hint: fix prd/helmfile.yaml first; nothing was written"
    `);
  });
});
