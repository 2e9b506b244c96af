import type { Fixtures } from "desalt/testing";

const ingress = `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: billing
spec:
  backend: { serviceName: billing, servicePort: 80 }
`;

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
`;

const topicDefinition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: topics.queue.example.com
spec:
  group: queue.example.com
  scope: Namespaced
  names: { kind: Topic, plural: topics }
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
    - { name: v1alpha1, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }
`;

const topic = `apiVersion: queue.example.com/v1alpha1
kind: Topic
metadata:
  name: orders
`;

/** The registries of the example, as they answer in tests: under their real names, on loopback. */
export const registries: Fixtures = {
  charts: {
    "https://charts.jetstack.io": {
      "cert-manager": ["v1.20.0", "v1.20.1", "v1.21.0"].map((version) => ({
        version,
        files: {
          "templates/settings.yaml": settings,
          "Chart.yaml": metadata("cert-manager", version, `appVersion: ${version}\nhome: https://cert-manager.io\n`),
        },
      })),
    },
    "https://charts.acme-addons.example": {
      "fast-storage": [storage("1.2.0", "v1beta1"), storage("1.3.0", "v1beta1"), storage("1.4.0", "v1"), storage("1.5.0", "v1")],
      operator: [
        {
          version: "2.0.0",
          files: {
            "templates/settings.yaml": settings,
            "Chart.yaml": metadata("operator", "2.0.0", 'kubeVersion: ">=1.30.0-0 <1.37.0-0"\n'),
          },
        },
        {
          version: "2.1.0",
          files: { "templates/settings.yaml": settings, "Chart.yaml": metadata("operator", "2.1.0", 'kubeVersion: ">=1.30.0-0"\n') },
        },
      ],
      queue: [{ version: "1.0.0", files: { "crds/topics.yaml": topicDefinition, "templates/topic.yaml": topic } }],
      "ingress-nginx": [
        {
          version: "4.15.1",
          files: {
            "templates/settings.yaml": settings,
            "Chart.yaml": metadata("ingress-nginx", "4.15.1", "appVersion: 1.15.1\nhome: https://github.com/kubernetes/ingress-nginx\n"),
          },
        },
      ],
      dashboard: [
        {
          version: "0.9.0",
          files: { "templates/settings.yaml": settings, "Chart.yaml": metadata("dashboard", "0.9.0", "deprecated: true\n") },
        },
      ],
      "external-secrets": [
        {
          version: "2.9.0",
          files: {
            "templates/settings.yaml": settings,
            "Chart.yaml": metadata("external-secrets", "2.9.0", "home: https://github.com/external-secrets/external-secrets\n"),
          },
        },
      ],
      "metrics-server": [
        {
          version: "3.14.0",
          files: {
            "templates/settings.yaml": settings,
            "Chart.yaml": metadata(
              "metrics-server",
              "3.14.0",
              "appVersion: 0.9.0\nhome: https://github.com/kubernetes-sigs/metrics-server\n",
            ),
          },
        },
      ],
      suite: [
        {
          version: "1.0.0",
          files: {
            "templates/settings.yaml": settings,
            "charts/cache/Chart.yaml": metadata("cache", "0.1.0", 'kubeVersion: "<1.30.0-0"\n'),
            "charts/cache/templates/settings.yaml": settings.replace("name: settings", "name: cache"),
          },
        },
      ],
      web: ["1.0.0"],
    },
    "oci://ghcr.io/example/charts": { billing: [{ version: "3.1.0", files: { "templates/ingress.yaml": ingress } }] },
  },
};

function metadata(name: string, version: string, more: string): string {
  return `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;
}

function storage(version: string, api: string) {
  const text = `apiVersion: storage.k8s.io/${api}\nkind: VolumeAttributesClass\nmetadata:\n  name: fast\ndriverName: example.com/fast\n`;
  return { version, files: { "templates/class.yaml": text } };
}
