import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireTools } from "../requires.ts";
import { createRepository, runDesalt, type Run, type TemporaryFolder } from "../run-desalt.ts";

const { isMissing } = await requireTools("helm", "helmfile");

function chart(template: string): Record<string, string> {
  return { "chart/Chart.yaml": "apiVersion: v2\nname: local\nversion: 0.1.0\n", "chart/templates/all.yaml": template };
}

async function render(repository: TemporaryFolder, args: readonly string[] = []): Promise<Run> {
  const run = await runDesalt(repository.path, ["render", "--out", "out", "--no-cache", ...args]);
  expect(run).toMatchObject({ status: 0 });
  return run;
}

const read = (repository: TemporaryFolder, path: string): string => readFileSync(join(repository.path, "out", path), "utf8");

describe.skipIf(isMissing)("desalt render", () => {
  it("takes a time for a value that changes at every render, and keeps it", { timeout: 60_000 }, async () => {
    await using repository = await createRepository({
      ...chart(`apiVersion: v1
kind: ConfigMap
metadata: { name: a, annotations: { restarted: "{{ now | unixEpoch }}" } }
data: { color: {{ .Values.color | default "red" }} }
`),
      "desalt.yaml": "environments: { dev: { helmfile: helmfile.yaml } }\n",
      "helmfile.yaml": "releases: [{ name: a, chart: ./chart }]\n",
    });
    await render(repository);
    const before = read(repository, "dev/a/ConfigMap__a.yaml");
    expect(await render(repository)).toMatchObject({ stdout: "1 file is up to date\n" });
    await repository.write({ "helmfile.yaml": "releases: [{ name: a, chart: ./chart, values: [{ color: blue }] }]\n" });
    await render(repository);
    expect(read(repository, "dev/a/ConfigMap__a.yaml")).toBe(before.replace("red", "blue"));
  });

  it("moves no release of the same name in another namespace, and no Application", { timeout: 60_000 }, async () => {
    const helmfile = (...namespaces: readonly string[]): Record<string, string> => ({
      "helmfile.yaml": `releases:\n${namespaces.map((namespace) => `  - { name: agent, namespace: ${namespace}, chart: ./chart }\n`).join("")}`,
    });
    await using repository = await createRepository({
      ...chart("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n"),
      "desalt.yaml":
        "repository: acme/infra\nenvironments: { dev: { helmfile: helmfile.yaml } }\ngitops: { argocd: { pattern: manifests } }\n",
      ...helmfile("team-b"),
    });
    await render(repository);
    const [list, record] = ["dev/agent/ConfigMap__a.yaml", ".desalt/applications/dev/agent.json"].map((path) => read(repository, path));
    await repository.write(helmfile("team-a", "team-b"));
    expect((await render(repository)).stdout).toBe("wrote   out/dev/agent_team-a/ConfigMap__a.yaml\n1 of 2 files changed\n");
    expect([read(repository, "dev/agent/ConfigMap__a.yaml"), read(repository, ".desalt/applications/dev/agent.json")]).toEqual([
      list,
      record,
    ]);
    await repository.write(helmfile("team-a"));
    await render(repository);
    expect(existsSync(join(repository.path, "out/dev/agent_team-a/ConfigMap__a.yaml"))).toBe(true);
    expect(JSON.parse(read(repository, ".desalt/applications/dev/agent.json"))).toMatchObject({ removed: true, namespace: "team-b" });
  });

  it("knows the kinds of the declared Kubernetes", { timeout: 60_000 }, async () => {
    const has = (name: string): string => `{{ .Capabilities.APIVersions.Has "${name}" | quote }}`;
    await using repository = await createRepository({
      ...chart(`apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  budget: ${has("policy/v1/PodDisruptionBudget")}
  old: ${has("batch/v1beta1/CronJob")}
  monitor: ${has("monitoring.coreos.com/v1")}
  other: ${has("example.com/v1")}
`),
      "desalt.yaml": `environments: { dev: { kubernetes: "1.35", apiVersions: [monitoring.coreos.com/v1/ServiceMonitor] } }
releases: { a: { chart: ./chart } }
`,
    });
    await runDesalt(repository.path, ["generate"]);
    await render(repository);
    expect(read(repository, "dev/a/ConfigMap__a.yaml")).toContain(
      'data:\n  budget: "true"\n  monitor: "true"\n  old: "false"\n  other: "false"\n',
    );
  });
});
