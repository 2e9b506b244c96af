import { expect, test } from "vitest";
import { annotateForArgoCd } from "./protect-from-pruning.ts";

const options = "argocd.argoproj.io/sync-options";
const compared = { "argocd.argoproj.io/compare-options": "IgnoreExtraneous" };

test.each([
  { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
  { apiVersion: "v1", kind: "Namespace" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
])("$kind is kept", (object) => {
  expect(annotateForArgoCd({ ...object, metadata: { name: "a", annotations: { b: "c" } } })).toEqual({
    ...object,
    metadata: { name: "a", annotations: { b: "c", [options]: "Prune=false,Delete=false", ...compared } },
  });
});

test("what the chart says goes first, and a second time changes nothing", () => {
  const declared = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "a", annotations: { [options]: "Replace=true, Prune=confirm" } },
  };
  const once = annotateForArgoCd(declared);
  expect(once).toEqual({
    ...declared,
    metadata: { name: "a", annotations: { [options]: "Replace=true,Prune=confirm,Delete=false", ...compared } },
  });
  expect(annotateForArgoCd(once)).toEqual(once);
});

test("other objects are returned as they are", () => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } };
  expect(annotateForArgoCd(deployment)).toBe(deployment);
  const namesake = { apiVersion: "example.com/v1", kind: "Namespace", metadata: { name: "a" } };
  expect(annotateForArgoCd(namesake)).toBe(namesake);
});
