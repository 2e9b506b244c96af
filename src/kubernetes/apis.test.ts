import { describe, expect, it } from "vitest";
import { findReplacement, readApis } from "./apis.ts";

/** Removals as https://kubernetes.io/docs/reference/using-api/deprecation-guide/ lists them: the minor, the API version, its kinds, and where they moved. */
const guide: readonly (readonly [minor: string, apiVersion: string, kinds: string, moved: string])[] = [
  ["1.32", "flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"],
  ["1.29", "flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"],
  ["1.27", "storage.k8s.io/v1beta1", "CSIStorageCapacity", "storage.k8s.io/v1"],
  ["1.26", "flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io/v1"],
  ["1.26", "autoscaling/v2beta2", "HorizontalPodAutoscaler", "autoscaling/v2"],
  ["1.25", "batch/v1beta1", "CronJob", "batch/v1"],
  ["1.25", "discovery.k8s.io/v1beta1", "EndpointSlice", "discovery.k8s.io/v1"],
  ["1.25", "events.k8s.io/v1beta1", "Event", "events.k8s.io/v1"],
  ["1.25", "autoscaling/v2beta1", "HorizontalPodAutoscaler", "autoscaling/v2"],
  ["1.25", "policy/v1beta1", "PodDisruptionBudget", "policy/v1"],
  ["1.25", "policy/v1beta1", "PodSecurityPolicy", ""],
  ["1.25", "node.k8s.io/v1beta1", "RuntimeClass", "node.k8s.io/v1"],
  [
    "1.22",
    "admissionregistration.k8s.io/v1beta1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/v1",
  ],
  ["1.22", "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "apiextensions.k8s.io/v1"],
  ["1.22", "apiregistration.k8s.io/v1beta1", "APIService", "apiregistration.k8s.io/v1"],
  ["1.22", "authentication.k8s.io/v1beta1", "TokenReview", "authentication.k8s.io/v1"],
  [
    "1.22",
    "authorization.k8s.io/v1beta1",
    "LocalSubjectAccessReview SelfSubjectAccessReview SubjectAccessReview",
    "authorization.k8s.io/v1",
  ],
  ["1.22", "certificates.k8s.io/v1beta1", "CertificateSigningRequest", "certificates.k8s.io/v1"],
  ["1.22", "coordination.k8s.io/v1beta1", "Lease", "coordination.k8s.io/v1"],
  ["1.22", "extensions/v1beta1", "Ingress", "networking.k8s.io/v1"],
  ["1.22", "networking.k8s.io/v1beta1", "Ingress IngressClass", "networking.k8s.io/v1"],
  ["1.22", "rbac.authorization.k8s.io/v1beta1", "ClusterRole ClusterRoleBinding Role RoleBinding", "rbac.authorization.k8s.io/v1"],
  ["1.22", "scheduling.k8s.io/v1beta1", "PriorityClass", "scheduling.k8s.io/v1"],
  ["1.22", "storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", "storage.k8s.io/v1"],
  ["1.16", "extensions/v1beta1", "NetworkPolicy", "networking.k8s.io/v1"],
  ["1.16", "extensions/v1beta1", "DaemonSet Deployment ReplicaSet", "apps/v1"],
  ["1.16", "apps/v1beta2", "DaemonSet Deployment StatefulSet ReplicaSet", "apps/v1"],
  ["1.16", "apps/v1beta1", "Deployment StatefulSet", "apps/v1"],
];

describe("the table of API versions", () => {
  const { byName, groups } = readApis();

  it.each(guide)("agrees with the migration guide: %s does not serve %s %s", (...[removed, apiVersion, kinds, moved]) => {
    for (const kind of kinds.split(" ")) {
      const api = byName.get(`${apiVersion} ${kind}`);
      expect(api).toMatchObject({ removed });
      expect(api && findReplacement(api, "1.37")).toBe(moved === "" ? undefined : `${moved} ${kind}`);
    }
  });

  it("removes no stable version", () => {
    const stable = [...byName.values()].filter(({ version }) => /^v\d+$/u.test(version));
    expect(stable.length).toBeGreaterThan(60);
    expect(stable.filter(({ removed }) => removed !== undefined)).toEqual([]);
  });

  it("knows the kinds that every chart has", () => {
    const names = ["v1 Service", "v1 ConfigMap", "apps/v1 Deployment", "batch/v1 CronJob", "rbac.authorization.k8s.io/v1 Role"];
    expect(names.filter((name) => !byName.has(name))).toEqual([]);
    expect(groups.has("cert-manager.io")).toBe(false);
  });

  it("has a source and a day in every row", () => {
    for (const { source, asOf } of byName.values()) {
      expect(source).toMatch(/^k8s\.io\/[\w-]+@v0\.\d+\.\d+$/u);
      expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    }
  });
});
