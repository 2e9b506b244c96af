import type { Fixtures } from "desalt/testing";

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

/** The registries of the example, as they answer in tests: under their real names, on loopback. */
export const registries: Fixtures = {
  charts: {
    "https://charts.jetstack.io": { "cert-manager": ["1.16.2", "1.17.0"] },
    "https://charts.acme-addons.example/stable": {
      portal: ["2.4.0", "2.5.0"].map((version) => ({ version, files: portal(version) })),
    },
  },
  credentials: { "https://charts.acme-addons.example/stable": { username: "acme", password: "gitops-charts" } },
};

/** What helmfile finds in its environment. */
export const credentials = { ADDONS_USERNAME: "acme", ADDONS_PASSWORD: "gitops-charts" };
