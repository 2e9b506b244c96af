import { execa } from "execa";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ParsedHelmfile } from "../src/helmfile/index.ts";
import { askHelmfile } from "../src/io/programs/ask-helmfile.ts";
import { readAskedHelmfile } from "../src/helmfile/index.ts";
import { requireTools } from "./requires.ts";
import { createFolder } from "./run-desalt.ts";

const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

type Files = Readonly<Record<string, string>>;

interface Asked {
  readonly environment?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Reads prd/helmfile.yaml.gotmpl, or the plain one if that is all there is. */
async function read(files: Files, { environment = "default", variables = {} }: Asked = {}): Promise<ParsedHelmfile> {
  const path = files["prd/helmfile.yaml.gotmpl"] === undefined ? "prd/helmfile.yaml" : "prd/helmfile.yaml.gotmpl";
  return await readAskedHelmfile({
    path,
    text: files[path] ?? "",
    surroundings: {
      readText: (file) => files[file],
      isFolder: (folder) => Object.keys(files).some((file) => file.startsWith(`${folder}/`)),
      list: () => [],
    },
    environment,
    variables: new Map(Object.entries(variables)),
    ask: async (question) => (await askHelmfile(helmfile.path, question)).answer,
  });
}

/** The releases as `name chart version`, or what is not understood. */
function show({ releases, notUnderstood, path, nested = [] }: ParsedHelmfile): readonly string[] {
  if (notUnderstood !== undefined) return [`${path}, line ${notUnderstood.line}: ${notUnderstood.reason}`];
  const own = releases.map(({ name, namespace, chart, version, isUninstalled, inexact }) =>
    [namespace, name, chart, version, isUninstalled && "off", inexact && `? ${inexact.reason}`]
      .filter((word) => word !== undefined)
      .join(" "),
  );
  return [...own, ...nested.flatMap(show)];
}

const repositories = "repositories: [{ name: stable, url: https://charts.example.com }]\n";
const portal = `${repositories}releases:\n- name: portal\n  chart: stable/portal\n  version: 1.0.0\n`;

describe.skipIf(isMissing)("a templated helmfile", { timeout: 120_000 }, () => {
  it.each<readonly [string, Files, readonly string[], Asked]>([
    ["without a template", { "prd/helmfile.yaml.gotmpl": portal }, ["portal stable/portal 1.0.0"], {}],
    [
      "a release under a condition that is false",
      { "prd/helmfile.yaml.gotmpl": `${portal}{{ if false }}\n- { name: hidden, chart: stable/x, version: 9.9.9 }\n{{ end }}` },
      ["portal stable/portal 1.0.0"],
      {},
    ],
    [
      "a folder in place of a helmfile",
      { "prd/helmfile.yaml.gotmpl": `helmfiles: [more/]\n${portal}`, "prd/more/a.yaml": portal },
      ['prd/helmfile.yaml.gotmpl, line 1: desalt does not read "more/", because it is not the path of one file of the repository'],
      {},
    ],
    [
      "a helmfile that does not exist, and one below it",
      { "prd/helmfile.yaml.gotmpl": `helmfiles: [more, more/a.yaml]\n${portal}`, "prd/more/a.yaml": portal },
      ['prd/helmfile.yaml.gotmpl, line 1: the file "prd/more" does not exist in the repository'],
      {},
    ],
    [
      "a version from a literal",
      { "prd/helmfile.yaml.gotmpl": portal.replace("1.0.0", `{{ "9.9" }}.9 {{/* 1.0.0 */}}`) },
      ["portal stable/portal 9.9.9"],
      {},
    ],
    [
      "versions of the environment",
      {
        "prd/helmfile.yaml.gotmpl": `environments:\n  tokyo:\n    values: [versions.yaml, more.yaml.gotmpl, { extra: { enabled: false } }]\n---\n${portal.replace("1.0.0", "{{ .Values.versions.portal | quote }}")}- { name: extra, chart: stable/extra, version: {{ .Values.extra.version }}, condition: extra.enabled }\n`,
        "prd/versions.yaml": "versions: { portal: 2.0.0 }\n",
        "prd/more.yaml.gotmpl": "extra: { version: 3.0.0, name: {{ .Environment.Name }} }\n",
      },
      ["extra stable/extra 3.0.0 off", "portal stable/portal 2.0.0"],
      { environment: "tokyo" },
    ],
    [
      "a base with templates, and a base that is read in",
      {
        "prd/helmfile.yaml.gotmpl": `---\n{{ readFile "../bases.yaml" }}\n---\n${portal.replace("version: 1.0.0", `inherit: [{ template: t }]`)}`,
        "bases.yaml": "---\nbases:\n- ../base.yaml.gotmpl\n- ../templates.yaml\n",
        "base.yaml.gotmpl": `environments:\n  default:\n    values:\n    - ../{{ print "ver" "sions" }}.yaml\n`,
        "templates.yaml": "templates: { t: { version: 4.0.0, values: ['{{ .Release.Name }}.yaml'] } }\n",
        "versions.yaml": "portal: 4.0.0\n",
      },
      ["portal stable/portal 4.0.0"],
      {},
    ],
    [
      "nested helmfiles",
      {
        "prd/helmfile.yaml.gotmpl": `helmfiles:\n- path: sub/helmfile.yaml\n- ../other/helmfile.yaml.gotmpl\n---\n${portal}`,
        "prd/sub/helmfile.yaml": portal.replaceAll("portal", "sub"),
        "other/helmfile.yaml.gotmpl": portal.replaceAll("portal", "other").replace("stable/other", "./chart"),
        "other/chart/Chart.yaml": "name: other\nversion: 5.0.0\n",
      },
      ["portal stable/portal 1.0.0", "sub stable/sub 1.0.0", "other ./chart 1.0.0"],
      {},
    ],
    [
      "a file of versions",
      {
        "prd/helmfile.yaml.gotmpl": portal.replace("1.0.0", `{{ (readFile "v.yaml" | fromYaml).portal }}`),
        "prd/v.yaml": "portal: 6.0.0\n",
      },
      ["portal stable/portal 6.0.0"],
      {},
    ],
    [
      "variables of the config, and one that is printed",
      {
        "prd/helmfile.yaml.gotmpl": `${portal.replace("1.0.0", `{{ env "V" | default "9.9.9" }}`)}  values: [{ token: {{ requiredEnv "TOKEN" | quote }} }]\n- { name: b, chart: stable/b, version: {{ env "B" }} }\n`,
      },
      [
        'b stable/b desalt-variable-B ? it depends on a variable that "variables" of the config does not set: "desalt-variable-B"',
        "portal stable/portal 7.0.0",
      ],
      { variables: { V: "7.0.0" } },
    ],
    [
      "a lock",
      {
        "prd/helmfile.yaml.gotmpl": portal.replace("1.0.0", '">=1.0.0"'),
        "prd/helmfile.lock":
          "version: 1.8.0\ndependencies: [{ name: portal, repository: https://charts.example.com, version: 8.0.0 }]\ndigest: sha256:x\ngenerated: 2026-01-01T00:00:00Z\n",
      },
      ["portal stable/portal 8.0.0"],
      {},
    ],
    [
      "no version",
      { "prd/helmfile.yaml.gotmpl": portal.replace("  version: 1.0.0\n", "") },
      ["portal stable/portal ? it has no version, so that the newest one runs"],
      {},
    ],
    [
      "hooks of a release",
      { "prd/helmfile.yaml.gotmpl": `${portal}  hooks: [{ events: [presync, prepare, cleanup], command: sh, args: [-c, "exit 1"] }]\n` },
      ["portal stable/portal 1.0.0"],
      {},
    ],
  ])("is read as helmfile reads it: %s", async (...[, files, expected, asked]) => {
    expect(show(await read(files, asked))).toEqual(expected);
  });
});

/** A program of the pull request that leaves a file, and words for what starts it. */
function attacks(canary: string): Readonly<Record<string, Files>> {
  const exec = `{{ exec "/usr/bin/touch" (list "${canary}") }}`;
  const secret = `{{ fetchSecretValue "ref+exec:///usr/bin/touch?args=${canary}" }}`;
  const refs = `{{ dict "a" "ref+echo://x" | expandSecretRefs }}`;
  const escaped = secret.replaceAll("{", "\\x7b").replaceAll('"', '\\"');
  const entry = (text: string): Files => ({ "prd/helmfile.yaml.gotmpl": text });
  const inValues = (values: Files): Files => ({
    ...entry(`environments: { default: { values: [v.yaml.gotmpl] } }\n---\n${portal}`),
    ...values,
  });
  return {
    "exec in the entry": entry(`${portal}# ${exec}\n`),
    "envExec in the entry": entry(`${portal}# {{ envExec (dict) "/usr/bin/touch" (list "${canary}") }}\n`),
    "fetchSecretValue in the entry": entry(`${portal}# ${secret}\n`),
    "expandSecretRefs in the entry": entry(`${portal}# ${refs}\n`),
    "a name built for tpl": entry(`${portal}# {{ tpl (printf "{{ %s \\"/usr/bin/touch\\" (list %q) }}" "exec" "${canary}") . }}\n`),
    "a text of values for tpl": {
      ...entry(`environments: { default: { values: [v.yaml] } }\n---\n${portal}# {{ tpl .Values.t . }}\n`),
      "prd/v.yaml": `t: ${JSON.stringify(exec)}\n`,
    },
    "fetchSecretValue in a field": { "prd/helmfile.yaml": portal.replace("name: portal", `name: ${JSON.stringify(secret)}`) },
    "fetchSecretValue in an escaped field": { "prd/helmfile.yaml": portal.replace("name: portal", `name: "${escaped}"`) },
    "fetchSecretValue in a field from a template": entry(portal.replace("name: portal", `name: {{ ${JSON.stringify(secret)} | quote }}`)),
    "fetchSecretValue in a label": { "prd/helmfile.yaml": `${portal}  labels: { a: ${JSON.stringify(secret)} }\n` },
    "a field that takes a value with a template": {
      "prd/helmfile.yaml": `environments: { default: { values: [{ t: ${JSON.stringify(secret)} }] } }\n---\n${portal.replace("name: portal", "name: '{{ .Values.t }}'")}`,
    },
    "a field that takes a template from a file of values": {
      "prd/helmfile.yaml": `environments: { default: { values: [v.yaml] } }\n---\n${portal.replace("name: portal", "name: '{{ .Values.t }}'")}`,
      "prd/v.yaml": `t: ${JSON.stringify(secret)}\n`,
    },
    "two halves of braces": {
      "prd/helmfile.yaml": portal.replace(
        "name: portal",
        `name: '{'\n  namespace: ${JSON.stringify(secret.slice(1))}\n  labels: { a: '{{ .Release.Name }}{{ .Release.Namespace }}' }`,
      ),
    },
    "exec in values": inValues({ "prd/v.yaml.gotmpl": `a: ${exec}\n` }),
    "fetchSecretValue in values": inValues({ "prd/v.yaml.gotmpl": `a: ${secret}\n` }),
    "fetchSecretValue in a base": {
      "prd/helmfile.yaml": `bases: [b.yaml.gotmpl]\n---\n${portal}`,
      "prd/b.yaml.gotmpl": `commonLabels: { a: ${secret} }\n`,
    },
    "fetchSecretValue in a field of a base": {
      "prd/helmfile.yaml": `bases: [b.yaml]\n---\n${portal}`,
      "prd/b.yaml": `templates: { t: { labels: { a: ${JSON.stringify(secret)} } } }\n`,
    },
    "fetchSecretValue in a nested helmfile": {
      "prd/helmfile.yaml": `helmfiles: [n.yaml.gotmpl]\n---\n${portal}`,
      "prd/n.yaml.gotmpl": `${portal}# ${secret}\n`,
    },
    "fetchSecretValue in a helper": { ...entry(`${portal}# {{ include "x" . }}\n`), "prd/_x.tpl": `{{ define "x" }}${secret}{{ end }}` },
    "a template that takes a helper's place": { ...inValues({ "prd/v.yaml.gotmpl": "{{/* */}}" }), "prd/_x.tpl": secret },
    "a hook on prepare": { "prd/helmfile.yaml": `hooks: [{ events: [prepare], command: /usr/bin/touch, args: ["${canary}"] }]\n${portal}` },
    "a hook on prepare from a template": entry(
      `{{ print "ho" "oks" }}: [{ events: [prepare], command: /usr/bin/touch, args: ["${canary}"] }]\n${portal}`,
    ),
    "a hook on prepare out of a value": entry(
      `kubeVersion: {{ print "1.35\\nhooks: [{ events: [prepare], command: /usr/bin/touch, args: ['${canary}'] }]" }}\n${portal}`,
    ),
    "another helm": { "prd/helmfile.yaml": `helmBinary: ./evil\n${portal}`, "prd/evil": `touch ${canary}` },
    "another helm for secrets": {
      "prd/helmfile.yaml": `environments: { default: { secrets: [s.yaml] } }\n---\nhelmBinary: ./evil\n${portal}`,
      "prd/s.yaml": "a: 1\n",
    },
    "another helm from a template": entry(
      `environments: { default: { secrets: [s.yaml] } }\n---\n{{ print "helm" "Binary" }}: ./evil\n${portal}`,
    ),
    "another helm out of a value": {
      ...entry(`environments: { default: { values: [v.yaml] } }\n---\nkubeVersion: {{ .Values.v }}\n${portal}`),
      "prd/v.yaml": 'v: "1.35\\nhelmBinary: ./evil"\n',
    },
    "a value that is a reference": {
      "prd/helmfile.yaml": `environments: { default: { values: [{ a: "ref+exec:///usr/bin/touch?args=${canary}" }] } }\n---\n${portal}`,
    },
    "another kustomize": { "prd/helmfile.yaml": `kustomizeBinary: ./evil\n${portal}` },
  };
}

/** What lies outside of the repository, and must not be read. */
const outside: Readonly<Record<string, Files>> = {
  "readFile outside": { "prd/helmfile.yaml.gotmpl": `${portal}# {{ readFile "../../secret" }}\n` },
  "readFile of an absolute path": { "prd/helmfile.yaml.gotmpl": `${portal}# {{ readFile "/etc/hostname" }}\n` },
  readDir: { "prd/helmfile.yaml.gotmpl": `${portal}# {{ readDir "/etc" }}\n` },
  isFile: { "prd/helmfile.yaml.gotmpl": `${portal}# {{ isFile "/etc/hostname" }}\n` },
  expandenv: { "prd/helmfile.yaml.gotmpl": `${portal}# {{ expandenv "$HOME" }}\n` },
  getHostByName: { "prd/helmfile.yaml.gotmpl": `${portal}# {{ getHostByName "localhost" }}\n` },
  "values outside": { "prd/helmfile.yaml": `environments: { default: { values: [../../v.yaml] } }\n---\n${portal}` },
  "values of an absolute path": { "prd/helmfile.yaml": `environments: { default: { values: [/etc/hostname] } }\n---\n${portal}` },
  "values from an address": {
    "prd/helmfile.yaml": `environments: { default: { values: ["git::https://example.com/x.git@v.yaml?ref=a"] } }\n---\n${portal}`,
  },
  "values as a program": {
    "prd/helmfile.yaml": `environments: { default: { values: [v.hcl] } }\n---\n${portal}`,
    "prd/v.hcl": 'values { a = file("/etc/hostname") }\n',
  },
  "a base from an address": { "prd/helmfile.yaml": `bases: ["git::https://example.com/x.git@b.yaml?ref=a"]\n---\n${portal}` },
  "a base outside": { "prd/helmfile.yaml": `bases: [../../b.yaml]\n---\n${portal}` },
  "a nested helmfile from an address": {
    "prd/helmfile.yaml": `helmfiles: ["git::https://example.com/x.git@h.yaml?ref=a"]\n---\n${portal}`,
  },
  "a pattern": { "prd/helmfile.yaml": `helmfiles: ["*/helmfile.yaml"]\n---\n${portal}` },
  "a lock elsewhere": { "prd/helmfile.yaml": `lockFilePath: /tmp/x.lock\n${portal}` },
  "a file that the commit lacks": {
    "prd/helmfile.yaml": `environments: { default: { values: [absent.yaml], missingFileHandler: Debug } }\n---\n${portal}`,
  },
  "a loop that never ends": { "prd/helmfile.yaml.gotmpl": `helmfiles: [helmfile.yaml.gotmpl]\n---\n${portal}` },
};

describe.skipIf(isMissing)("a pull request that wants helmfile to run or read something", { timeout: 120_000 }, () => {
  it.each(Object.keys(attacks("")))("runs nothing: %s", async (name) => {
    await using folder = await createFolder({});
    const canary = join(folder.path, "canary");
    const { notUnderstood } = await read(attacks(canary)[name] ?? {});
    expect(existsSync(canary)).toBe(false);
    expect(notUnderstood === undefined).toBe(name === "a value that is a reference");
  });

  it.each(Object.keys(outside))("reads nothing: %s", async (name) => {
    const { notUnderstood, releases } = await read(outside[name] ?? {});
    expect(notUnderstood).toBeDefined();
    expect(releases).toEqual([]);
  });

  it("is stopped, if a text doubles again and again", async () => {
    const doubling = Array.from({ length: 40 }, () => `{{ $x = print $x $x }}`).join("");
    const { notUnderstood } = await read({
      "prd/helmfile.yaml.gotmpl": `${portal}# {{ $x := "0123456789abcdef" }}${doubling}{{ len $x }}\n`,
    });
    expect(notUnderstood?.reason).toContain("it needs more time or memory than desalt gives to it");
  });

  it("would run a program without all that", async () => {
    const ran: string[] = [];
    for (const name of Object.keys(attacks(""))) {
      await using folder = await createFolder({});
      const canary = join(folder.path, "canary");
      const files = attacks(canary)[name] ?? {};
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder.path, path)), { recursive: true });
        writeFileSync(join(folder.path, path), text);
      }
      writeFileSync(join(folder.path, "prd/evil"), `#!/bin/sh\ntouch ${canary}\necho v4.3.0\n`);
      chmodSync(join(folder.path, "prd/evil"), 0o755);
      const file = files["prd/helmfile.yaml.gotmpl"] === undefined ? "helmfile.yaml" : "helmfile.yaml.gotmpl";
      await execa(helmfile.path, ["--helm-binary", helm.path, "-f", file, "list"], { cwd: join(folder.path, "prd"), reject: false });
      if (existsSync(canary)) ran.push(name);
    }
    process.stderr.write(`${ran.join("\n")}\n`);
    expect(ran.length).toBeGreaterThan(15);
  });
});
