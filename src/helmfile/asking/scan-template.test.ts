import { describe, expect, it } from "vitest";
import { scanTemplate } from "./scan-template.ts";

const files: Readonly<Record<string, string>> = { "a.yaml": "a: {{ .Values.b }}\n", "evil.yaml": '{{ exec "sh" (list) }}\n' };

function scan(text: string, variables: Readonly<Record<string, string>> = {}): ReturnType<typeof scanTemplate> {
  return scanTemplate(text, { variables: new Map(Object.entries(variables)), readFile: (path) => files[path] });
}

function reasonOf(text: string): string | undefined {
  const scanned = scan(text);
  return "reason" in scanned ? `${scanned.line}: ${scanned.reason}` : undefined;
}

describe("a template that helmfile may render", () => {
  it.each([
    "version: {{ .Values.version }}",
    "version: {{- .Values.version -}}",
    `{{ if and (eq .Environment.Name "prd") (not .Values.x) }}a: b{{ else if .Values.y }}c: d{{ else }}e: f{{ end }}`,
    `{{ range $i, $e := .Values.list }}- {{ $e.name | quote }}{{ break }}{{ end }}`,
    "{{ with $x := .Values.a }}x: {{ $x.b | default `a }} b` }}{{ end }}",
    "{{/* exec */}}a: b{{- /* {{ exec }} */ -}}",
    `a: {{ "{{ exec }}" }}`,
    `a: {{ printf "%s-%d" 'a' 0x1F | nindent 4 }}`,
    "a: {{ (index .Values.list 0).exec }}",
    `a: {{ .Values | get "a.b" "none" }}`,
    `a: {{ env "HOME" }} {{ requiredEnv "TOKEN" | quote }}`,
    `{{ readFile "a.yaml" | fromYaml | toYaml | indent 2 }}`,
    "a: { b: c }\nd: } }}",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBeUndefined();
  });

  it("gets files as texts, and no name of a file", () => {
    expect(scan(`{{ readFile "a.yaml" | fromYaml }}`)).toEqual({
      text: `{{ ("${btoa(files["a.yaml"] ?? "")}" | b64dec) | fromYaml }}`,
    });
    expect(scan(`{{ tpl (readFile "a.yaml") . }}`)).toEqual({
      text: `{{ tpl ("${btoa(files["a.yaml"] ?? "")}" | b64dec) . }}`,
    });
    expect(scan(`{{ tpl "{{ .Values.x }}" . }}`)).toEqual({
      text: `{{ tpl ("${btoa("{{ .Values.x }}")}" | b64dec) . }}`,
    });
  });

  it("may print a variable that nobody set, and decide by one that the config sets", () => {
    expect(scan(`{{ env "A" }} {{ requiredEnv "B" | quote }}`)).toEqual({
      text: `{{ "desalt-variable-A" }} {{ "desalt-variable-B" | quote }}`,
    });
    expect(scan(`{{ if eq (env "A") "yes" }}x: y{{ end }}`, { A: "yes" })).toEqual({ text: `{{ if eq ("yes") "yes" }}x: y{{ end }}` });
    expect(scan(`{{ requiredEnv "A" }}`, { A: "" })).toMatchObject({ line: 1 });
  });
});

describe("a template that is not understood", () => {
  it.each([
    [`a: b\n{{ exec "sh" (list "-c" "x") }}`, `2: desalt does not know what "exec" yields`],
    [`{{ envExec (dict) "sh" (list) }}`, `1: desalt does not know what "envExec" yields`],
    [`{{ fetchSecretValue "ref+exec://x" }}`, `1: desalt does not know what "fetchSecretValue" yields`],
    [`{{ .Values.x | expandSecretRefs }}`, `1: desalt does not know what "expandSecretRefs" yields`],
    [`{{ if (now | date "2006") }}{{ end }}`, `1: desalt does not know what "now" yields`],
    [`{{ "x" | repeat 1000000000 }}`, `1: desalt does not know what "repeat" yields`],
    [`{{ range until 5 }}{{ end }}`, `1: desalt does not know what "until" yields`],
    [`{{ call .Values.x }}`, `1: desalt does not know what "call" yields`],
    [`{{ define "x" }}a{{ end }}`, `1: desalt does not know what "define" yields`],
    [`{{ include "x" . }}`, `1: desalt does not know what "include" yields`],
    [`{{ keys .Values | first }}`, `1: desalt does not know what "keys" yields`],
    [`{{ readDirEntries "." }}`, `1: desalt does not know what "readDirEntries" yields`],
    [`{{ $f := "exec" }}{{ tpl (printf "{{ %s }}" $f) . }}`, `1: "tpl" takes a text or a file that is written out`],
    [`{{ tpl .Values.text . }}`, `1: "tpl" takes a text or a file that is written out`],
    [`{{ .Values.text | tpl }}`, `1: "tpl" takes a text or a file that is written out`],
    [`{{ tpl "{{ exec \\"x\\" }}" . }}`, `1: in the text of "tpl", line 1: desalt does not know what "exec" yields`],
    [`{{ tpl (readFile "evil.yaml") . }}`, `1: in the text of "tpl", line 1: desalt does not know what "exec" yields`],
    [`{{ tpl "\\x7b\\x7b exec }}" . }}`, `1: "tpl" takes a text or a file that is written out`],
    [`{{ readFile .Values.x }}`, `1: "readFile" takes a path that is written out`],
    [`{{ readFile ("/etc/passwd") }}`, `1: "readFile" takes a path that is written out`],
    [`{{ readFile "/etc/passwd" }}`, `1: the file "/etc/passwd" does not exist in the repository`],
    [`{{ env .Values.x }}`, `1: "env" takes a name that is written out`],
    [`{{ "X" | env }}`, `1: "env" takes a name that is written out`],
    [`{{ env "X" | default "9.9.9" }}`, `1: the result depends on the variable "X", and "variables" of the config does not set it`],
    [`{{ if env "X" }}a{{ end }}`, `1: the result depends on the variable "X", and "variables" of the config does not set it`],
    [`{{ $x := env "X" }}a`, `1: the result depends on the variable "X", and "variables" of the config does not set it`],
    [
      `{{ tpl "{{ env \\"X\\" }}" . | len }}`,
      `1: in the text of "tpl", line 1: the result depends on the variable "X", and "variables" of the config does not set it`,
    ],
    [`{{ indent .Values.n "x" }}`, `1: "indent" takes a number below 100 that is written out`],
    [`{{ indent 99999999 "x" }}`, `1: "indent" takes a number below 100 that is written out`],
    ["a: {{ x", "1: desalt cannot read a template action"],
    ["a: {{/* x }}", "1: a comment in a template has no end"],
    ["{{/* x */ exec }}", "1: a comment in a template has no end"],
    ["{{ éxec }}", "1: desalt cannot read a template action"],
    [" {{/* x */}}\n", "1: a template without text takes that of a helper"],
    ["", "1: a template without text takes that of a helper"],
  ])("%s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});
