import { expect, it } from "vitest";
import { listServedKinds, withVersions } from "./kubernetes-kinds.ts";

it("lists what a version of Kubernetes serves, and not what it no longer does", () => {
  expect(listServedKinds("1.35")).toEqual(expect.arrayContaining(["policy/v1", "policy/v1/PodDisruptionBudget", "v1", "v1/Service"]));
  expect(listServedKinds("v1.35.2-eks-6")).toEqual(listServedKinds("1.35.0"));
  const has = (version: string, kind: string): boolean => listServedKinds(version).includes(kind);
  expect([has("1.24.0", "batch/v1beta1/CronJob"), has("1.25.0", "batch/v1beta1/CronJob"), has("1.25.0", "batch/v1beta1")]).toEqual([
    true,
    false,
    false,
  ]);
  expect([
    has("1.35.0", "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"),
    has("1.36.0", "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"),
  ]).toEqual([false, true]);
  expect([listServedKinds("latest"), listServedKinds("2.0.0"), listServedKinds("")]).toEqual([[], [], []]);
});

it("adds the version of a kind", () => {
  expect(withVersions(["monitoring.coreos.com/v1/ServiceMonitor", "v1/Pod", "example.com/v1", "v1"])).toEqual([
    "monitoring.coreos.com/v1",
    "monitoring.coreos.com/v1/ServiceMonitor",
    "v1",
    "v1/Pod",
    "example.com/v1",
  ]);
});
