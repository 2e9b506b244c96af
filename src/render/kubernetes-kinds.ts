/**
 * The kinds that Kubernetes serves by default: group and version, the first minor, the first minor without it, kinds. From the life cycles in
 * `k8s.io/api` v0.37.2 and the APIs of apiextensions and kube-aggregator.
 */
const table = `
v1 0 - Binding Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount ConfigMap
admissionregistration.k8s.io/v1 16 - MutatingWebhookConfiguration ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1 30 - ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1 36 - MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
admissionregistration.k8s.io/v1beta1 9 22 MutatingWebhookConfiguration ValidatingWebhookConfiguration
apiextensions.k8s.io/v1 16 - CustomResourceDefinition
apiextensions.k8s.io/v1beta1 7 22 CustomResourceDefinition
apiregistration.k8s.io/v1 10 - APIService
apiregistration.k8s.io/v1beta1 7 22 APIService
apps/v1 9 - ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
autoscaling/v1 2 - HorizontalPodAutoscaler
autoscaling/v2 23 - HorizontalPodAutoscaler
autoscaling/v2beta1 8 25 HorizontalPodAutoscaler
autoscaling/v2beta2 12 26 HorizontalPodAutoscaler
batch/v1 2 - Job
batch/v1 21 - CronJob
batch/v1beta1 8 25 CronJob
certificates.k8s.io/v1 19 - CertificateSigningRequest
certificates.k8s.io/v1 37 - ClusterTrustBundle
coordination.k8s.io/v1 14 - Lease
coordination.k8s.io/v1beta1 12 22 Lease
discovery.k8s.io/v1 21 - EndpointSlice
discovery.k8s.io/v1beta1 16 25 EndpointSlice
events.k8s.io/v1 19 - Event
events.k8s.io/v1beta1 8 25 Event
extensions/v1beta1 1 22 Ingress
flowcontrol.apiserver.k8s.io/v1 29 - FlowSchema PriorityLevelConfiguration
flowcontrol.apiserver.k8s.io/v1beta1 20 26 FlowSchema PriorityLevelConfiguration
flowcontrol.apiserver.k8s.io/v1beta2 23 29 FlowSchema PriorityLevelConfiguration
flowcontrol.apiserver.k8s.io/v1beta3 26 32 FlowSchema PriorityLevelConfiguration
networking.k8s.io/v1 7 - NetworkPolicy
networking.k8s.io/v1 19 - Ingress IngressClass
networking.k8s.io/v1 33 - IPAddress ServiceCIDR
networking.k8s.io/v1beta1 14 22 Ingress
networking.k8s.io/v1beta1 18 22 IngressClass
node.k8s.io/v1 20 - RuntimeClass
node.k8s.io/v1beta1 13 25 RuntimeClass
policy/v1 21 - PodDisruptionBudget
policy/v1 22 - Eviction
policy/v1beta1 5 25 Eviction PodDisruptionBudget PodSecurityPolicy
rbac.authorization.k8s.io/v1 8 - ClusterRole ClusterRoleBinding Role RoleBinding
rbac.authorization.k8s.io/v1beta1 6 22 ClusterRole ClusterRoleBinding Role RoleBinding
resource.k8s.io/v1 34 - DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice
resource.k8s.io/v1 37 - DeviceTaintRule
scheduling.k8s.io/v1 14 - PriorityClass
scheduling.k8s.io/v1beta1 11 22 PriorityClass
storage.k8s.io/v1 6 - StorageClass
storage.k8s.io/v1 13 - VolumeAttachment
storage.k8s.io/v1 17 - CSINode
storage.k8s.io/v1 18 - CSIDriver
storage.k8s.io/v1 24 - CSIStorageCapacity
storage.k8s.io/v1 34 - VolumeAttributesClass
storage.k8s.io/v1beta1 4 22 StorageClass
storage.k8s.io/v1beta1 10 22 VolumeAttachment
storage.k8s.io/v1beta1 14 22 CSIDriver CSINode
storage.k8s.io/v1beta1 21 27 CSIStorageCapacity
storagemigration.k8s.io/v1 37 - StorageVersionMigration
`;

const rows = table
  .trim()
  .split("\n")
  .map((line) => {
    const [version = "", first = "", end = "", ...kinds] = line.split(" ");
    return { version, first: Number(first), end: end === "-" ? Number.POSITIVE_INFINITY : Number(end), kinds };
  });

/**
 * The API versions and kinds of a version of Kubernetes, as `policy/v1` and `policy/v1/PodDisruptionBudget`. helm on its own knows only the
 * former, so charts that ask for kinds would render what is meant for old clusters. Empty for a version that is none.
 */
export function listServedKinds(kubernetes: string): string[] {
  const minor = /^v?1\.(\d+)(?![\w])/u.exec(kubernetes)?.[1];
  if (minor === undefined) return [];
  const served = rows.filter(({ first, end }) => first <= Number(minor) && Number(minor) < end);
  return withVersions(served.flatMap(({ version, kinds }) => kinds.map((kind) => `${version}/${kind}`)));
}

/** Adds `group/version` for each `group/version/Kind`: who serves a kind serves its version. */
export function withVersions(apiVersions: readonly string[]): string[] {
  return [
    ...new Set(apiVersions.flatMap((version) => (/\/[A-Z]\w*$/u.test(version) ? [version.replace(/\/\w+$/u, ""), version] : [version]))),
  ];
}
