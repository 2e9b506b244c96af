import { execa } from "execa";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { isRecord } from "../../src/core/json-value.ts";
import { parseFleet, resolveFleet } from "../../src/fleet/index.ts";
import { renderDelivery } from "../../src/gitops/index.ts";
import { helmEnvironment } from "../helm-environment.ts";
import { requireTools } from "../requires.ts";
import { createFolder, runDesalt } from "../run-desalt.ts";

const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.17.0
  name: widgets.example.com
spec: { group: example.com, scope: Namespaced, names: { kind: Widget, plural: widgets }, versions: [] }
`;
const templates = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
    # Indented by four.
    name: {{ .Release.Name }}
    labels:
        namespace: not-a-namespace
spec: { storageClassName: "{{ .Capabilities.KubeVersion.Version }}" }
---
kind: ConfigMap
apiVersion: v1
data:
  script: |
    metadata:
    ---
    kind: Namespace
metadata:
  name: elsewhere
  namespace: other
---
# A comment.
apiVersion: v1
kind: ConfigMap
metadata:
  name: hook
  annotations: { helm.sh/hook: post-install }
---
apiVersion: v1
kind: Pod
metadata:
  name: test
  annotations: { helm.sh/hook: test }
`;
const files = {
  "charts/portal/Chart.yaml": "apiVersion: v2\nname: portal\nversion: 1.0.0\n",
  "charts/portal/crds/widgets.yaml": definition,
  "charts/portal/templates/all.yaml": templates,
  "live/helmfile.yaml": `environments: { tokyo: {} }
---
releases:
  - { name: portal, namespace: portal, chart: ../charts/portal }
  - { name: second, chart: ../charts/portal }
`,
};
const fleet = {
  repository: "acme/infra",
  environments: { tokyo: { helmfile: "live/helmfile.yaml", kubernetes: "1.33" } },
  gitops: { argocd: { pattern: "plugin" } },
};

/** What Argo CD runs, and in which environment. */
function readPlugin(): { readonly command: readonly string[]; readonly path: string; readonly env: Readonly<Record<string, string>> } {
  const resolved = resolveFleet(parseFleet(fleet, "desalt.yaml"));
  const documents = renderDelivery(resolved, "desalt.yaml").map(({ text }) => parse(text));
  const config = parse(documents.find(({ kind }) => kind === "ConfigMap").data["plugin.yaml"]);
  const { source } = documents.find(({ kind }) => kind === "Application").spec;
  const declared = source.plugin.env.map(({ name, value }: { name: string; value: string }) => [`ARGOCD_ENV_${name}`, value]);
  return { command: config.spec.generate.command, path: source.path, env: Object.fromEntries(declared) };
}

describe.skipIf(isMissing)("the generated plugin, run as Argo CD runs it", () => {
  test("prints what desalt renders, with namespaces, and with what must not be deleted marked", async () => {
    await using folder = await createFolder(files);
    const { stdout: first } = await runPlugin(folder.path);
    expect((await runPlugin(folder.path)).stdout).toBe(first);

    const portal = (await runRender(folder.path, "portal")).map((object) => withNamespace(object, "portal"));
    const expected = [...portal, ...(await runRender(folder.path, "second"))];
    expect(sort(parseObjects(first))).toEqual(sort(expected));
    expect(first).toContain('storageClassName: "v1.33"');
    expect(first).not.toContain("name: test");
  });

  test("fails with helmfile's words, and prints nothing", async () => {
    const helmfiles = { "live/helmfile.yaml": "releases:\n  - { name: a, chart: ./absent }\n" };
    await using folder = await createFolder(helmfiles);
    const { exitCode, stdout, stderr } = await runPlugin(folder.path, "default");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("absent");
  });
});

async function runPlugin(folder: string, environment = "tokyo") {
  const { command, path, env } = readPlugin();
  const [program = "", ...args] = command;
  const base = helmEnvironment(folder, helm);
  const own = {
    PATH: [dirname(helmfile.path), base["PATH"]].join(delimiter),
    DESALT_CACHE: join(folder, "cache"),
    ARGOCD_APP_NAME: "tokyo",
    ARGOCD_ENV_HELMFILE_ENVIRONMENT: environment,
    // Of the destination's cluster: what the fleet declares goes first.
    KUBE_VERSION: "1.31.0",
  };
  return await execa(program, args, { cwd: join(folder, path), extendEnv: false, reject: false, env: { ...base, ...env, ...own } });
}

/** What `desalt render` writes for a release, with the same fleet but for the pattern. */
async function runRender(folder: string, release: string): Promise<Record<string, unknown>[]> {
  const manifests = { ...fleet, gitops: { repository: "acme/manifests", argocd: { pattern: "manifests" } } };
  await writeFile(join(folder, "desalt.yaml"), JSON.stringify(manifests));
  const out = join(folder, "out");
  const env = { HOME: folder, XDG_CACHE_HOME: join(folder, "render-cache") };
  expect(await runDesalt(folder, ["render", "--out", out], { env })).toMatchObject({ status: 0 });
  const written = await readdir(join(out, "tokyo", release), { recursive: true, withFileTypes: true });
  const paths = written.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(paths.map((path) => readFile(path, "utf8")))).flatMap(parseObjects);
}

function parseObjects(text: string): Record<string, unknown>[] {
  return parseAllDocuments(text).flatMap((document) => document.toJS() ?? []);
}

function withNamespace(object: Record<string, unknown>, namespace: string): Record<string, unknown> {
  return { ...object, metadata: { namespace, ...(isRecord(object["metadata"]) ? object["metadata"] : {}) } };
}

function sort(objects: readonly Readonly<Record<string, unknown>>[]): unknown[] {
  return objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ kind, metadata }: Readonly<Record<string, unknown>>): string {
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return `${String(kind)} ${String(namespace)} ${String(name)}`;
}
