import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { credentials, registries } from "../../examples/gitops/charts.ts";
import { startFixtures } from "../../src/testing.ts";
import { requireTools } from "../requires.ts";
import { createFolder, runDesalt } from "../run-desalt.ts";
import { createScriptedRepository } from "../scripted-repository.ts";

const { isMissing } = await requireTools("helm", "helmfile");
const example = join(import.meta.dirname, "../../examples/gitops");

/** The portal's chart, whose next version asks for more than a new number. */
function portal(version: string): Readonly<Record<string, string>> {
  const isNext = version === "2.5.0";
  return {
    "Chart.yaml": `apiVersion: v2
name: portal
version: ${version}
appVersion: ${version}
sources: [https://github.com/acme-addons/portal]
`,
    "values.yaml": `replicas: ${isNext ? 2 : 1}\n`,
    "templates/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: portal
  labels: { helm.sh/chart: portal-{{ .Chart.Version }} }
spec:
  selector: { app: portal }
  ports: [{ name: http, port: 80, targetPort: http }]
`,
    "templates/statefulset.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: portal
  labels: { helm.sh/chart: portal-{{ .Chart.Version }} }
spec:
  replicas: {{ .Values.replicas }}
  serviceName: portal${isNext ? "-headless" : ""}
  selector: { matchLabels: { app: portal } }
  template:
    metadata:
      labels: { app: portal }
      annotations: { checksum/config: "{{ .Chart.Version | sha256sum }}" }
    spec:
      containers:
        - name: portal
          image: acme-addons.example/portal:{{ .Chart.AppVersion }}
          ports: [{ name: http, containerPort: 8080 }]
          env:
            - { name: SESSION_TIMEOUT, value: ${isNext ? "15m" : "60m"} }
`,
    ...(isNext && {
      "templates/headless.yaml": `apiVersion: v1
kind: Service
metadata: { name: portal-headless }
spec:
  clusterIP: None
  selector: { app: portal }
  ports: [{ name: http, port: 8080 }]
`,
    }),
  };
}

describe.skipIf(isMissing)("the comment that the README shows", () => {
  test("is what desalt diff says of the portal's bump in the GitOps example", { timeout: 60_000 }, async () => {
    const paths = ["dev/helmfile.yaml", "prd/helmfile.yaml"];
    const texts = await Promise.all(paths.map((path) => readFile(join(example, path), "utf8")));
    await using home = await createFolder({});
    await using fixtures = await startFixtures({
      ...registries,
      charts: {
        ...registries.charts,
        "https://charts.acme-addons.example/stable": {
          portal: ["2.4.0", "2.5.0"].map((version) => ({ version, files: portal(version) })),
        },
      },
    });
    await using repository = await createScriptedRepository(Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? ""])));
    await repository.commit("2026-11-01T00:00:00Z", {});
    await repository.write({ "dev/helmfile.yaml": (texts[0] ?? "").replace("version: 2.4.0", "version: 2.5.0") });
    const env = { ...fixtures.environment, ...credentials, HOME: home.path, XDG_CACHE_HOME: join(home.path, "cache") };
    const { status, stdout } = await runDesalt(repository.path, ["diff", "main", "--format", "markdown"], { env });
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot(join(example, "comment.md"));
  });
});
