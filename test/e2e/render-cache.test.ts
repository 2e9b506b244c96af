import { readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFixtures, type RunningFixtures } from "../../src/dryrun/index.ts";
import { requireTools } from "../requires.ts";
import { createFolder, createRepository, runDesalt, type TemporaryFolder } from "../run-desalt.ts";
import { createScriptedRepository } from "../scripted-repository.ts";
import { charts } from "./render-charts.ts";

const { isMissing } = await requireTools("helm", "helmfile");

/** What a repository says; every field is an input of some release. */
interface Repository {
  readonly version: string;
  readonly kubeVersion: string;
  readonly inline: number;
  readonly file: string;
  readonly templated: string;
  readonly set: number;
  readonly environmentValue: number;
  readonly template: string;
  readonly subchart: string;
  readonly namespace: string;
}

const word = fc.constantFrom("a", "b");
const repositories: fc.Arbitrary<Repository> = fc.record({
  version: fc.constantFrom("1.0.0", "1.1.0"),
  kubeVersion: fc.constantFrom("1.33.0", "1.34.0"),
  inline: fc.nat(1),
  file: word,
  templated: word,
  set: fc.nat(1),
  environmentValue: fc.nat(1),
  template: word,
  subchart: word,
  namespace: word,
});

/** A helmfile whose text tells which releases may differ. */
interface PlainRepository {
  readonly versions: readonly [string, string];
  readonly inline: string;
  readonly file: string;
  readonly environmentFile: string;
  readonly templated: string;
  readonly local: string;
  readonly isThird: boolean;
  readonly isEnabled: boolean;
  readonly needs: boolean;
  readonly namespace: string;
  readonly broken: string;
}

const mostly = <T>(usual: T, other: T): fc.Arbitrary<T> => fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, fc.constant(other));
const plainRepositories: fc.Arbitrary<PlainRepository> = fc.record({
  versions: fc.tuple(fc.constantFrom("1.0.0", "1.1.0"), mostly("1.0.0", "1.1.0")),
  inline: fc.constantFrom("1.1", "1.10", "yes", '"yes"'),
  file: word,
  environmentFile: mostly("a", "b"),
  templated: word,
  local: mostly("a", "b"),
  isThird: fc.boolean(),
  isEnabled: mostly(true, false),
  needs: fc.boolean(),
  namespace: mostly("a", "b"),
  broken: mostly("1.0.0", "9.9.9"),
});

describe.skipIf(isMissing)("the cache of desalt render", () => {
  let fixtures: RunningFixtures;
  let home: TemporaryFolder;

  beforeAll(async () => {
    home = await createFolder({});
    fixtures = await startFixtures({ charts });
  });
  afterAll(async () => {
    await fixtures.close();
    await home[Symbol.asyncDispose]();
  });

  async function render(repository: TemporaryFolder, out: string, args: readonly string[]): Promise<string> {
    const run = await runDesalt(repository.path, ["render", "--out", out, "--allow-removal", "dev", "prd", ...args], {
      env: { ...fixtures.environment, HOME: home.path, XDG_CACHE_HOME: join(home.path, "cache") },
    });
    expect(run).toMatchObject({ status: 0 });
    return run.stderr;
  }

  /** Charts stay: only what was rendered goes. */
  async function forgetRenders(): Promise<void> {
    await rm(join(home.path, "cache/desalt/render/releases"), { recursive: true, force: true });
  }

  it("gives the same bytes as no cache, whatever was edited", { timeout: 300_000 }, async () => {
    await using repository = await createRepository({});
    const edits = fc.array(repositories, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(edits, async (states) => {
        await forgetRenders();
        for (const state of states) {
          await repository.write(filesOf(state));
          await render(repository, "cached", []);
          await render(repository, "fresh", ["--no-cache"]);
          expect(readTree(join(repository.path, "cached"))).toEqual(readTree(join(repository.path, "fresh")));
        }
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it(
    "shows in a diff what a full render of both sides shows, and renders only releases whose inputs differ",
    { timeout: 300_000 },
    async () => {
      const env = { ...fixtures.environment, HOME: home.path, XDG_CACHE_HOME: join(home.path, "cache") };
      let changes = 0;
      await fc.assert(
        fc.asyncProperty(repositories, repositories, async (base, head) => {
          await using repository = await createScriptedRepository(filesOf(base));
          await repository.commit("2026-11-01T00:00:00Z", {});
          await repository.write(filesOf(head));
          const short = await runDesalt(repository.path, ["diff", "HEAD", "--json"], { env });
          const full = await runDesalt(repository.path, ["diff", "HEAD", "--json", "--no-cache"], { env });
          expect(short).toMatchObject({ status: 0, stdout: full.stdout });
          changes += JSON.parse(full.stdout).environments.length;
        }),
        { numRuns: 3, endOnFailure: true },
      );
      expect(changes).toBeGreaterThan(0);
    },
  );

  it("shows the same for helmfiles whose texts are compared", { timeout: 300_000 }, async () => {
    const env = { ...fixtures.environment, HOME: home.path, XDG_CACHE_HOME: join(home.path, "cache") };
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(plainRepositories, plainRepositories, async (base, head) => {
        await using repository = await createScriptedRepository(plainFilesOf({ ...base, broken: "1.0.0" }));
        await repository.commit("2026-11-01T00:00:00Z", {});
        await repository.write(plainFilesOf(head));
        const short = await runDesalt(repository.path, ["diff", "HEAD", "--json"], { env });
        const full = await runDesalt(repository.path, ["diff", "HEAD", "--json", "--no-cache"], { env });
        expect({ status: short.status, ...JSON.parse(short.stdout) }).toEqual({ status: full.status, ...JSON.parse(full.stdout) });
        changes += JSON.parse(full.stdout).environments.length;
      }),
      { numRuns: 4, endOnFailure: true },
    );
    expect(changes).toBeGreaterThan(0);
  });

  it("renders only what an edit reaches", { timeout: 120_000 }, async () => {
    const state: Repository = {
      version: "1.0.0",
      kubeVersion: "1.33.0",
      inline: 0,
      file: "a",
      templated: "a",
      set: 0,
      environmentValue: 0,
      template: "a",
      subchart: "a",
      namespace: "a",
    };
    await forgetRenders();
    await using repository = await createRepository(filesOf(state));
    await render(repository, "out", []);
    const rendered: Record<string, string> = {};
    for (const [name, edit] of Object.entries({
      nothing: {},
      version: { version: "1.1.0" },
      file: { file: "b" },
      templated: { templated: "b" },
      environmentValue: { environmentValue: 1 },
      subchart: { subchart: "b" },
    })) {
      await repository.write(filesOf({ ...state, ...edit }));
      rendered[name] = /^rendered .*$/mu.exec(await render(repository, "out", []))?.[0] ?? "";
      await repository.write(filesOf(state));
    }
    expect(rendered).toMatchInlineSnapshot(`
      {
        "environmentValue": "rendered 1: dev/templated",
        "file": "rendered 2: dev/local, prd/local",
        "nothing": "rendered 0",
        "subchart": "rendered 4: dev/local, dev/templated, prd/local, prd/templated",
        "templated": "rendered 2: dev/templated, prd/templated",
        "version": "rendered 2: dev/remote, prd/remote",
      }
    `);
  });
});

function filesOf(state: Repository): Record<string, string> {
  const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-${state.template}, namespace: {{ .Release.Namespace }} }
data: { values: {{ .Values | toJson | quote }}, version: {{ .Capabilities.KubeVersion.Version | quote }} }
`;
  return {
    "helmfile.yaml.gotmpl": `environments:
  dev: { values: [{ color: ${state.environmentValue} }] }
  prd: { values: [{ color: 2 }] }
---
repositories:
  - { name: charts, url: https://charts.example.com }
kubeVersion: ${state.kubeVersion}
releases:
  - { name: remote, chart: charts/plain, version: ${state.version}, namespace: ${state.namespace} }
  - { name: local, chart: ./charts/local, values: [{ inline: ${state.inline} }, values.yaml] }
  - name: templated
    chart: ./charts/local
    values: [values.yaml.gotmpl]
    set: [{ name: given, value: "${state.set}" }]
`,
    "values.yaml": `text: ${state.file}\n`,
    "values.yaml.gotmpl": `text: ${state.templated}\ncolor: {{ .Values.color }}\nenvironment: {{ .Environment.Name }}\n`,
    "charts/local/Chart.yaml":
      "apiVersion: v2\nname: local\nversion: 0.1.0\ndependencies:\n  - { name: sub, version: 0.1.0, repository: file://../sub }\n",
    "charts/local/templates/all.yaml": settings,
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    "charts/sub/templates/all.yaml": `apiVersion: v1\nkind: Service\nmetadata: { name: {{ .Release.Name }}-${state.subchart} }\n`,
  };
}

function plainFilesOf(state: PlainRepository): Record<string, string> {
  const [first, second] = state.versions;
  return {
    "helmfile.yaml": `environments:
  dev: { values: [settings.yaml, { local: { enabled: ${state.isEnabled} } }] }
  prd: { values: [{ local: { enabled: true } }] }
---
repositories:
  - { name: charts, url: https://charts.example.com }
helmDefaults: { createNamespace: false }
releases:
  - { name: first, chart: charts/plain, version: ${first}, namespace: ${state.namespace} }
  - name: second
    chart: charts/plain
    version: ${second}
    labels: { tier: back }
    values: [{ inline: ${state.inline} }, values.yaml]
${state.isThird ? "  - { name: third, chart: charts/plain, version: 1.0.0 }\n" : ""}\
  - name: templated
    chart: charts/plain
    version: 1.0.0
    values: [values.yaml.gotmpl]
  - { name: same, namespace: x, chart: charts/plain, version: 1.0.0 }
  - { name: same, namespace: y, chart: charts/plain, version: ${state.broken} }
  - name: local
    chart: ./charts/local
    condition: local.enabled
${state.needs ? "    needs: [second]\n" : ""}`,
    "settings.yaml": `color: ${state.environmentFile}\n`,
    "values.yaml": `text: ${state.file}\n`,
    "values.yaml.gotmpl": `text: ${state.templated}\nenvironment: {{ .Environment.Name }}\n`,
    "charts/local/Chart.yaml": "apiVersion: v2\nname: local\nversion: 0.1.0\n",
    "charts/local/templates/all.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }}-${state.local} }\n`,
  };
}

function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]));
}
