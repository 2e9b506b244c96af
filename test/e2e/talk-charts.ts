import { packChart } from "../../src/dryrun/hosts/chart-archive.ts";
import { uploadChart } from "./gitea-api.ts";
import type { Gitea } from "./gitea.ts";

const portal = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: { helm.sh/chart: "{{ .Chart.Name }}-{{ .Chart.Version }}" }
spec:
  replicas: {{ .Values.replicaCount }}
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec: { containers: [{ name: portal, image: "registry.example.com/portal:{{ .Chart.AppVersion }}" }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { theme: {{ .Values.theme | default "light" }}, timeout: TIMEOUT }
`;

const service = `apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { selector: { app: {{ .Release.Name }} }, ports: [{ port: 80 }] }
`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;

const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { version: {{ .Chart.Version | quote }}, log: {{ .Values.log | default "info" }} }
`;

/** By chart and version. */
const charts: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  portal: {
    "2.4.0": { "templates/portal.yaml": portal.replace("TIMEOUT", "30s") },
    "2.5.0": { "templates/portal.yaml": portal.replace("TIMEOUT", "20s"), "templates/service.yaml": service },
  },
  mesh: { "1.20.0": { "templates/mesh.yaml": settings }, "1.21.0": { "templates/mesh.yaml": settings } },
  widgets: { "0.3.0": { "crds/widgets.yaml": definition, "templates/widgets.yaml": settings } },
};

/** Publishes versions in Gitea's Helm repository, each `CHART VERSION`. */
export async function publishTalkCharts(gitea: Gitea, versions: readonly string[]): Promise<void> {
  for (const named of versions) {
    const [name = "", version = ""] = named.split(" ");
    const files = charts[name]?.[version];
    if (files === undefined) throw new Error(`the talk has no chart ${named}`);
    const { bytes } = await packChart(name, { version, appVersion: version, released: new Date(0), files });
    await uploadChart(gitea, bytes);
  }
}
