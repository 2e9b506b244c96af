import { execa } from "execa";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireTools } from "./requires.ts";
import { createFolder, createRepository, runDesalt, type Run, type TemporaryFolder } from "./run-desalt.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const planted = {
  variable: `variable"pl4nt/ed`,
  lookedUp: "looked-up-pl4nted",
  decrypted: "decrypted pl4nted",
  literal: "literal-Pl4nted",
};
const reverse = (text: string): string => text.split("").toReversed().join("");

const files = {
  "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
  "chart/templates/a.yaml": `{{- if .Values.failing }}{{ fail (printf "bad values: %v" .Values) }}{{ end -}}
apiVersion: v1
kind: {{ .Values.kind | default "ConfigMap" }}
metadata: { name: {{ .Release.Name }} }
{{- if eq (.Values.kind | default "") "Secret" }}
stringData: { a: {{ .Values.db.pass | quote }} }
{{- else }}
data:
  config.yaml: {{ toYaml .Values | quote }}
  token: {{ toJson .Values | b64enc | quote }}
{{- end }}
`,
  // The host is in the helmfile as well, so it is not secret.
  "secrets.yaml": `ENC[${reverse(`key: ${planted.decrypted}`)}]\nENC[${reverse("host: example.com")}]\n`,
  "helmfile.yaml.gotmpl": `releases:
  - { name: plain, chart: ./chart, values: [{ host: "portal.{{ .Environment.Name }}.example.com", count: 12345678 }] }
  - { name: variable, chart: ./chart, values: [{ db: { pass: {{ requiredEnv "DB_PASS" | quote }} } }] }
  - { name: secret, chart: ./chart, values: [{ kind: Secret, db: { pass: {{ requiredEnv "DB_PASS" | quote }} } }] }
  - { name: found, chart: ./chart, values: [{ vpc: "ref+file://{{ requiredEnv "LOOKUP" }}" }] }
  - { name: decrypted, chart: ./chart, secrets: [secrets.yaml] }
  - { name: failing, chart: ./chart, values: [{ failing: true, db: { pass: {{ requiredEnv "DB_PASS" | quote }}, password: ${planted.literal} } }] }
`,
  "desalt.yaml": "environments: { dev: { helmfile: helmfile.yaml.gotmpl } }\ngitops: { secrets: omit }\n",
};

/** A plugin for helm that decrypts what this test encrypts. */
const plugin = {
  "plugins/secrets/plugin.yaml": `name: secrets\nversion: 4.6.0\nusage: x\ndescription: x\ncommand: "$HELM_PLUGIN_DIR/run.sh"\n`,
  "plugins/secrets/run.sh": `#!/bin/sh\nfor file; do :; done\nsed 's/ENC\\[\\(.*\\)\\]/\\1/' "$file" | rev\n`,
};

describe.skipIf(isMissing)("planted secrets", () => {
  async function start(repository: TemporaryFolder, machine: TemporaryFolder) {
    await chmod(join(machine.path, "plugins/secrets/run.sh"), 0o755);
    await mkdir(join(machine.path, "tmp"));
    const git = (...args: readonly string[]) =>
      execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: repository.path });
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Begin");
    const env = {
      DB_PASS: planted.variable,
      LOOKUP: join(machine.path, "lookup.txt"),
      HELM_PLUGINS: join(machine.path, "plugins"),
      HOME: machine.path,
      TMPDIR: join(machine.path, "tmp"),
      XDG_CACHE_HOME: join(machine.path, "cache"),
      GITHUB_STEP_SUMMARY: join(machine.path, "summary.md"),
    };
    const run = (args: readonly string[]): Promise<Run> => runDesalt(repository.path, args, { env });
    return { run, git };
  }

  it("get into no output, manifest, cache or temporary folder, whatever a chart does with them", async () => {
    await using repository = await createRepository(files);
    await using machine = await createFolder({ ...plugin, "lookup.txt": planted.lookedUp });
    const { run, git } = await start(repository, machine);

    const rendered = await run(["render", "--out", "out"]);
    expect(rendered).toMatchInlineSnapshot(`
      {
        "status": 2,
        "stderr": "rendering…
      rendered 5: dev/decrypted, dev/found, dev/plain, dev/secret, dev/variable
      from the cache 0
      left out: dev/secret: Secret "secret"
      error: release "failing" (dev): execution error at (app/templates/a.yaml:1:28): bad values: map[db:map[pass:*** password:***] failing:true]
       hint: its files were not changed
      error: release "decrypted" (dev): ConfigMap "decrypted" has a value that helmfile decrypted at /data/config.yaml; everybody with access to git could read it
      ConfigMap "decrypted" has a value that helmfile decrypted at /data/token; everybody with access to git could read it
       hint: let the chart read it from a Secret; if it is not secret, allow it with gitops.allowSecretsIn: [{ object: "ConfigMap/decrypted", field: "/data/config.yaml", reason: "…" }]; its files were not changed
      error: release "found" (dev): ConfigMap "found" has a value that helmfile looked up at /data/config.yaml; everybody with access to git could read it
      ConfigMap "found" has a value that helmfile looked up at /data/token; everybody with access to git could read it
       hint: let the chart read it from a Secret; if it is not secret, allow it with gitops.allowSecretsIn: [{ object: "ConfigMap/found", field: "/data/config.yaml", reason: "…" }]; its files were not changed
      error: release "variable" (dev): ConfigMap "variable" has the value of the variable DB_PASS at /data/config.yaml; everybody with access to git could read it
      ConfigMap "variable" has the value of the variable DB_PASS at /data/token; everybody with access to git could read it
       hint: let the chart read it from a Secret; if it is not secret, allow it with gitops.allowSecretsIn: [{ object: "ConfigMap/variable", field: "/data/config.yaml", reason: "…" }]; its files were not changed
      ",
        "stdout": "wrote   out/dev/plain/ConfigMap__plain.yaml
      1 of 1 file changed
      ",
      }
    `);
    const json = await run(["render", "--out", "out", "--json"]);
    expect(json.status).toBe(2);
    await repository.write({
      "helmfile.yaml.gotmpl": files["helmfile.yaml.gotmpl"].replaceAll("chart: ./chart", "chart: ./chart, namespace: web"),
    });
    const diff = await run(["diff", "main", "--output", "out/diff.json"]);
    expect(diff.status).toBe(2);
    const shown = await run(["diff", "main"]);
    expect(shown.stdout).toContain("host: portal.default.example.com");
    await git("checkout", "--quiet", "helmfile.yaml.gotmpl");

    const summary = await readFile(join(machine.path, "summary.md"), "utf8");
    expect(summary).toContain("host: portal.default.example.com");
    const texts = [{ stdout: summary, stderr: "" }, rendered, json, diff, shown].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const folder of [join(repository.path, "out"), join(machine.path, "cache")]) texts.push(...(await readAll(folder)));
    expectNone(texts);
    expect((await readdir(join(machine.path, "tmp"))).filter((name) => name !== "node-compile-cache")).toEqual([]);
  });

  it("are allowed where the config says so, with a reason", async () => {
    const allow = `gitops: { secrets: omit, allowSecretsIn: [{ object: ConfigMap/found, field: /data/config.yaml, reason: no secret }, { object: ConfigMap/found, field: /data/token, reason: no secret }] }`;
    const helmfile = files["helmfile.yaml.gotmpl"]
      .split("\n")
      .filter((line) => /releases|found|plain/u.test(line))
      .join("\n");
    await using repository = await createRepository({
      ...files,
      "helmfile.yaml.gotmpl": helmfile,
      "desalt.yaml": files["desalt.yaml"].replace(/gitops.*/u, allow),
    });
    await using machine = await createFolder({ ...plugin, "lookup.txt": planted.lookedUp });
    const { run } = await start(repository, machine);
    expect(await run(["render", "--out", "out"])).toMatchObject({ status: 0 });
    expect(await readFile(join(repository.path, "out/dev/found/ConfigMap__found.yaml"), "utf8")).toContain(planted.lookedUp);
    expectNone(await readAll(join(machine.path, "cache")));
  });
});

/** None of the values is there, nor the part that all have in common, in plain text or in base64. */
function expectNone(texts: readonly string[]): void {
  const values = Object.values(planted).flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  const forms = ["pl4nt", "Pl4nt", ...values.flatMap((value) => [0, 1, 2].map((offset) => encode(value, offset)))];
  for (const text of texts) for (const form of forms) expect(text).not.toContain(form);
}

function encode(value: string, offset: number): string {
  return Buffer.from(`${" ".repeat(offset)}${value}`)
    .toString("base64")
    .slice(4, -4);
}

async function readAll(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")));
}
