import { sha256 } from "../../core/hash.ts";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { stringify } from "yaml";
import type { PublishedChart } from "../fixtures/registry.ts";

export interface ChartArchive {
  readonly bytes: Buffer<ArrayBuffer>;
  /** SHA-256 in hex, without a prefix. */
  readonly digest: string;
}

const templates = {
  "templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: {{ .Chart.Name }}
    helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
spec:
  replicas: {{ .Values.replicaCount | default 1 }}
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/instance: {{ .Release.Name }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: registry.example.com/{{ .Chart.Name }}:{{ .Chart.AppVersion }}
`,
  "templates/configmap.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-values
  namespace: {{ .Release.Namespace }}
data:
  values.yaml: |
{{ toYaml .Values | indent 4 }}
`,
} as const;

/** The metadata of one chart version, as in its `Chart.yaml`. */
export function chartMetadata(name: string, { version, appVersion }: PublishedChart) {
  return { apiVersion: "v2", name, version, appVersion, description: `Fixture chart ${name}`, type: "application" };
}

/** Packs one version of a chart; the same input gives the same bytes. */
export async function packChart(name: string, version: PublishedChart): Promise<ChartArchive> {
  const archive = pack();
  for (const [path, text] of Object.entries(chartFiles(name, version))) {
    archive.entry({ name: `${name}/${path}`, mtime: new Date(0) }, text);
  }
  archive.finalize();
  const bytes = Buffer.from(gzipSync(await buffer(archive)));
  return { bytes, digest: sha256(bytes) };
}

function chartFiles(name: string, version: PublishedChart): Readonly<Record<string, string>> {
  const hasTemplates = Object.keys(version.files).some((path) => path.startsWith("templates/"));
  return {
    "Chart.yaml": stringify(chartMetadata(name, version)),
    "values.yaml": "replicaCount: 1\n",
    ...(hasTemplates ? {} : templates),
    ...version.files,
  };
}
