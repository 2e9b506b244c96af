import type { Fixtures } from "../../src/dryrun/index.ts";

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: portals.example.com }
spec: { group: example.com, scope: Cluster, names: { kind: Portal, plural: portals }, versions: [] }
`;

const password = `apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }}-login, namespace: {{ .Release.Namespace }} }
data:
  user: {{ "admin" | b64enc }}
  password: {{ randAlphaNum 20 | b64enc }}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata:
      labels: { app: {{ .Release.Name }} }
      annotations: { checksum/login: {{ randAlphaNum 8 | quote }}, color: {{ .Values.color | default "blue" }} }
    spec: { containers: [{ name: main, image: "example.com/vault:1" }] }
`;

const hooks = `apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-migrate
  annotations: { helm.sh/hook: pre-upgrade }
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  annotations: { helm.sh/hook: test }
---
apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { zone: {{ .Capabilities.KubeVersion.Version | quote }}, api: {{ .Capabilities.APIVersions.Has "example.com/v1" }} }
`;

const strict = JSON.stringify({ type: "object", properties: { port: { type: "integer" }, password: { type: "string", minLength: 12 } } });

const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { port: {{ .Values.port | default 80 | quote }} }
`;

/** Charts of every kind that `desalt render` must cope with. */
export const charts: NonNullable<Fixtures["charts"]> = {
  "https://charts.example.com": {
    plain: ["1.0.0", "1.1.0"],
    portal: [{ version: "2.0.0", files: { "crds/portal.yaml": definition, "templates/all.yaml": hooks } }],
    vault: [{ version: "1.0.0", files: { "templates/all.yaml": password } }],
    modern: [
      {
        version: "1.0.0",
        files: {
          "Chart.yaml": "apiVersion: v2\nname: modern\nversion: 1.0.0\nkubeVersion: '>=1.33.0-0'\n",
          "templates/all.yaml": settings,
        },
      },
    ],
    strict: [{ version: "1.0.0", files: { "values.schema.json": strict, "templates/all.yaml": settings } }],
    broken: [{ version: "1.0.0", files: { "templates/all.yaml": '{{ fail "the broken one says no" }}\n' } }],
    list: [{ version: "1.0.0", files: { "templates/all.yaml": "- a\n- b\n" } }],
    twins: [{ version: "1.0.0", files: { "templates/a.yaml": settings, "templates/b.yaml": settings } }],
    umbrella: [
      {
        version: "1.0.0",
        files: {
          "templates/all.yaml": settings,
          "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
          "charts/sub/templates/all.yaml": settings.replace("{{ .Release.Name }}", "{{ .Release.Name }}-sub"),
        },
      },
    ],
  },
  "oci://registry.example.com/charts": { web: ["3.0.0"] },
};
