import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireTools } from "./requires.ts";
import { runDesalt, type Run } from "./run-desalt.ts";
import { createScriptedRepository, type ScriptedRepository } from "./scripted-repository.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const template = `{{- if .Values.broken }}{{ fail "this chart is broken" }}{{ end }}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}
  labels: { helm.sh/chart: "{{ .Chart.Name }}-{{ .Chart.Version }}" }
spec:
  serviceName: {{ .Values.service }}
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "db:1" }] }
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }} }
stringData: { password: {{ .Values.password }}, salt: {{ randAlphaNum 12 }} }
`;

function helmfile(release: string, values: string): string {
  const entry = (name: string, set: string): string => `  - { name: ${name}, namespace: db, chart: ./chart, values: [${set}] }\n`;
  return `releases:\n${entry("db", values)}${release === "" ? "" : entry(release, "{ service: other, password: other }")}`;
}

describe.skipIf(isMissing)("desalt diff", () => {
  let repository: ScriptedRepository;
  let cache: string;
  const run = (...args: readonly string[]): Promise<Run> =>
    runDesalt(repository.path, ["diff", ...args], { env: { XDG_CACHE_HOME: cache } });

  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), "desalt-cache-"));
    repository = await createScriptedRepository({
      "chart/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\nhome: https://github.com/acme/db\n",
      "chart/templates/all.yaml": template,
      "helmfile.yaml": helmfile("", "{ service: db, password: planted-before }"),
    });
    await repository.commit("2026-11-01T10:00:00Z", {});
    await repository.git("checkout", "--quiet", "-b", "change");
    // What others merge meanwhile is none of the change's.
    await repository.git("branch", "later");
    await repository.git("checkout", "--quiet", "main");
    await repository.commit("2026-11-02T10:00:00Z", { "helmfile.yaml": helmfile("theirs", "{ service: db, password: planted-before }") });
    await repository.git("checkout", "--quiet", "change");
    await repository.write({
      "chart/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.1.0\nhome: https://github.com/acme/db\n",
      "helmfile.yaml": helmfile("", "{ service: headless, password: planted-after }"),
    });
  });

  afterAll(async () => {
    await repository[Symbol.asyncDispose]();
    await rm(cache, { recursive: true, force: true });
  });

  it("shows what the working tree changes since it left the branch, dangers first, without secrets", async () => {
    const { status, stdout, stderr } = await run("main", "--fail-on", "danger");
    expect(stdout).toMatchInlineSnapshot(`
      "1 danger
        default → db → StatefulSet "db" in "db": spec.serviceName cannot be changed: the StatefulSet must be deleted first

      default → db  ./chart 1.0.0 → 1.1.0  ~2
        what is new: https://github.com/acme/db/releases

        ~ Secret "db" in "db"
          @@ stringData @@
           metadata:
             name: db
           stringData:
          -  password: <masked>
          +  password: <masked, changed>
             # folded: changes at every render
          (2 lines folded: 2 × changes at every render)

        ~ StatefulSet "db" in "db"
          danger: spec.serviceName cannot be changed: the StatefulSet must be deleted first
          @@ spec @@
             selector:
               matchLabels:
                 app: db
          -  serviceName: db
          +  serviceName: headless
             template:
               metadata:
                 labels:
          (2 lines folded: 2 × chart labels)

      0 added, 2 changed, 0 removed, 0 folded
      "
    `);
    expect(stderr).toMatch(/^rendering [0-9a-f]{9} and the working tree…\n$/u);
    expect(stdout + stderr).not.toContain("planted");
    expect(status).toBe(1);
  });

  it("prints JSON of the published schema, and ends with 1 only where that is asked for", async () => {
    const { status, stdout } = await run("main", "--output", "diffs/all.json");
    expect([status, stdout]).toEqual([0, ""]);
    const text = await readFile(join(repository.path, "diffs/all.json"), "utf8");
    await rm(join(repository.path, "diffs"), { recursive: true });
    const schema: object = JSON.parse(await readFile(join(import.meta.dirname, "../schemas/diff.schema.json"), "utf8"));
    const ajv = new Ajv({ strict: false });
    expect([ajv.validate(schema, JSON.parse(text)), ajv.errors]).toEqual([true, null]);
    expect(JSON.parse(text).summary).toEqual({ added: 0, changed: 2, removed: 0, folded: 0 });
    const same = await run("main", "--head", "later", "--exit-code");
    expect([same.status, same.stdout]).toEqual([0, "nothing changes\n"]);
  });

  it("shows the other releases where one cannot be rendered, and says which one", async () => {
    const text = helmfile("broken", "{ service: db, password: planted-before }").replace(
      "{ service: other",
      "{ broken: true, service: other",
    );
    const commit = await repository.commit("2026-11-03T10:00:00Z", { "helmfile.yaml": text });
    const { status, stdout } = await run("main", "--head", commit, "--format", "markdown");
    expect(stdout).toContain("**These could not be compared, so their changes are unknown:**");
    expect(stdout).toMatch(/→ `broken`\n\n.*```text\n.*this chart is broken/u);
    expect(stdout).toContain("→ `db`");
    expect(status).toBe(2);
  });

  it("says how to get what it does not know", async () => {
    const unknown = await run("origin/release");
    expect(unknown).toEqual({
      status: 2,
      stdout: "",
      stderr:
        'error: git ref "origin/release" was not found\n hint: fetch it: git fetch origin release; in a workflow, check out with fetch-depth: 0\n',
    });
    await repository.git("checkout", "--quiet", "--orphan", "island");
    await repository.commit("2026-11-04T10:00:00Z", {});
    const island = await run("main");
    expect([island.status, island.stderr]).toMatchInlineSnapshot(`
      [
        2,
        "error: "main" and HEAD have no common ancestor
       hint: fetch the whole history: git fetch --unshallow; in a workflow, check out with fetch-depth: 0
      ",
      ]
    `);
    const environment = await run("island", "--env", "prd");
    expect([environment.status, environment.stderr]).toMatchInlineSnapshot(`
      [
        2,
        "error: environment "prd" does not exist on either side
       hint: there are: default
      ",
      ]
    `);
    expect((await readdir(tmpdir())).filter((name) => existsSync(join(tmpdir(), name, "tree/chart/templates/all.yaml")))).toEqual([]);
  });
});
