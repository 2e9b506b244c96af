import { expect, it } from "vitest";
import { parseManifests } from "../../manifests/objects/index.ts";
import { listProjectNeeds } from "./project-needs.ts";

it("lists namespaces, a release's own where an object has none, and kinds of the whole cluster, by definitions where there are some", () => {
  const text = [
    "apiVersion: v1\nkind: Service\nmetadata: { name: a }\n",
    "apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: kube-system }\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: a }\n",
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: x }\nspec: { group: example.com, scope: Cluster, names: { kind: Realm } }\n",
    "apiVersion: example.com/v1\nkind: Realm\nmetadata: { name: a }\n",
    "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\n",
    "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: { name: a }\n",
    "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: { name: a, namespace: shop }\n",
    "apiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshotClass\nmetadata: { name: a }\n",
  ].join("---\n");
  const origin = { environment: "dev", release: "a", namespace: "shop" };
  const objects = parseManifests(text, origin);
  expect(listProjectNeeds({ releases: [{ ...origin, chart: { reference: "a", name: "a" }, objects }], failures: [] })).toEqual({
    namespaces: ["kube-system", "shop"],
    clusterKinds: [
      { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" },
      { group: "example.com", kind: "Realm" },
      { group: "rbac.authorization.k8s.io", kind: "ClusterRole" },
      { group: "snapshot.storage.k8s.io", kind: "VolumeSnapshotClass" },
    ],
    unknownKinds: [
      { group: "cert-manager.io", kind: "ClusterIssuer" },
      { group: "karpenter.sh", kind: "NodePool" },
    ],
  });
});
