import { describe, expect, it } from "vitest";
import { checkPart, checkValues } from "./rendered-part.ts";

const release = "releases:\n- { name: portal, chart: platform/portal, version: 1.0.0 }\n";

function reasonOf(text: string): string | undefined {
  const part = checkPart(text, "prd/helmfile.yaml", "prd");
  return "reason" in part ? `${part.line}: ${part.reason}` : undefined;
}

describe("a part of a helmfile before helmfile sees it", () => {
  it("says which files and repositories it takes", () => {
    const text = `bases: [base.yaml.gotmpl]
values: [all.yaml, { a: b }]
helmfiles: [more.yaml, { path: other.yaml, selectorsInherited: true }]
environments:
  prd: { values: [prd.yaml.gotmpl, { x: { enabled: true } }] }
  dev: { values: [dev.yaml], secrets: [dev.enc.yaml] }
---
repositories: [{ name: platform, url: https://charts.example.com }]
${release}`;
    expect(checkPart(text, "prd/helmfile.yaml", "prd")).toEqual({
      bases: ["base.yaml.gotmpl"],
      helmfiles: ["more.yaml", "other.yaml"],
      valuesFiles: ["all.yaml", "prd.yaml.gotmpl"],
      repositories: [{ name: "platform", url: "https://charts.example.com", oci: false }],
      hasValues: true,
      hasBraces: false,
      settings: [],
      usesValues: false,
    });
  });

  it.each([
    [
      "release fields that take other fields",
      `${release}- { name: b, chart: "platform/{{ .Release.Name }}", values: ["{{ .Environment.Name }}.yaml"] }\n`,
    ],
    ["hooks of a release, which a list does not run", `${release}- { name: b, chart: a/b, hooks: [{ events: [presync], command: sh }] }\n`],
    ["braces in values", `${release}- { name: b, chart: a/b, values: [{ json: '{"a":1}' }] }\n`],
    ["secrets of another environment", `environments: { dev: { secrets: [x.yaml] }, prd: {} }\n`],
    ["a printed variable in a release", "releases:\n- { name: a, chart: a/b, version: desalt-variable-X }\n"],
  ])("lets pass %s", (_, text) => {
    expect(reasonOf(text)).toBeUndefined();
  });

  it.each([
    ["helmBinary: ./evil", `1: desalt does not read "helmBinary" in helmfile, and it may change what runs`],
    ["kustomizeBinary: ./evil", `1: desalt does not read "kustomizeBinary" in helmfile, and it may change what runs`],
    ["lockFilePath: ../x.lock", `1: desalt does not read "lockFilePath" in helmfile, and it may change what runs`],
    ["chart: a/b", `1: desalt does not read "chart" in helmfile, and it may change what runs`],
    ["hooks: [{ events: [prepare], command: sh }]", `1: desalt does not read "hooks" in helmfile, and it may change what runs`],
    ["commonLabels: { a: &k helmBinary }\n*k : ./evil", "2: the alias *k is used as a key"],
    ["<<: { helmBinary: ./evil }", `1: desalt does not read "helmBinary" in helmfile, and it may change what runs`],
    ["helmDefaults: { args: [--version=9.9.9] }", `1: desalt does not read "args" in helmDefaults, and it may change what runs`],
    ["environments: { prd: { secrets: [x.yaml] } }", "1: the environment has secrets, and desalt cannot decrypt them"],
    ["environments: { prd: { values: [x.yaml], mergeStrategy: fallback } }", `1: desalt does not read "mergeStrategy"`],
    ["helmfiles: [{ path: a.yaml, selectors: [a=b] }]", `1: desalt does not read "selectors" in helmfiles, and it may change what runs`],
    ["releases: [{ name: '{{ fetchSecretValue \"ref+exec://x\" }}' }]", "1: template text that helmfile renders as a field of a release"],
    ['releases: [{ name: "\\x7b\\x7b exec }}" }]', "1: template text that helmfile renders as a field of a release"],
    ["releases: [{ name: !!binary e3sgZXhlYyB9fQ== }]", "1: a value has a tag"],
    [
      "releases: [{ name: '{', namespace: '{ exec }}', chart: '{{ .Release.Name }}{{ .Release.Namespace }}' }]",
      '1: "name" has braces, from which helmfile may build a template',
    ],
    ["releases: [{ name: a, chart: '{{ .Release.Name }}{ exec }}' }]", "1: template text that helmfile renders as a field of a release"],
    ["releases: [{ name: a, chart: '{{ .Release.Name | upper }}' }]", "1: template text that helmfile renders as a field of a release"],
    ["releases: [{ name: a, chartPath: x }]", `1: desalt does not read "chartPath" in releases, and it may change what runs`],
    [
      "releases: [{ name: a, chart: b/c, dependencies: [{ chart: x/y }] }]",
      `1: desalt does not read "dependencies" in releases, and it may change what runs`,
    ],
    ["values: [{ region: desalt-variable-X }]", '1: a value depends on a variable that "variables" of the config does not set'],
    ["releases: [{ desalt-variable-X: a }]", "1: a key depends on a variable"],
    ["a: b: c", "1: not valid YAML: Nested mappings are not allowed in compact mappings"],
    ["# \u2028\nreleases: []", "1: the character U+2028 is not read in one way by all YAML parsers"],
  ])("does not understand %s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

describe("values of an environment", () => {
  it("are plain data", () => {
    expect(checkValues("a: { b: 1 }\n", "v.yaml")).toEqual({ hasBraces: false });
    expect(checkValues("a: '{{ x }}'\n", "v.yaml")).toEqual({ hasBraces: true });
    expect(checkValues("a: !!binary eA==\n", "v.yaml")).toEqual({ line: 1, reason: "a value has a tag" });
    expect(checkValues("\na: desalt-variable-X\n", "v.yaml")).toEqual({
      line: 2,
      reason: 'a value depends on a variable that "variables" of the config does not set',
    });
  });
});
