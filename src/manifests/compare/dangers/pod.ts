import { isRecord } from "../../../core/json-value.ts";

/** Lists new rights of pods on their node, each as a sentence. */
export function findNewPodRisks(base: unknown, head: unknown): string[] {
  const before = new Set(listRisks(base));
  return listRisks(head).filter((risk) => !before.has(risk));
}

interface PodSpec {
  readonly path: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

function listRisks(value: unknown): string[] {
  return findPodSpecs(value, "").flatMap(({ path, spec }) => [
    ...["hostNetwork", "hostPID", "hostIPC"]
      .filter((field) => spec[field] === true)
      .map((field) => `${path}.${field} is on: pods share it with their node`),
    ...listOf(spec["volumes"]).flatMap((volume) => hostMount(volume, path)),
    ...(isRoot(spec) ? [`${path}.securityContext lets pods run as root`] : []),
    ...["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
      listOf(spec[field]).flatMap((container) => listContainerRisks(container, `${path}.${field}[${String(container["name"])}]`)),
    ),
  ]);
}

function hostMount(volume: Readonly<Record<string, unknown>>, path: string): string[] {
  const hostPath = volume["hostPath"];
  if (!isRecord(hostPath)) return [];
  return [`${path}.volumes[${String(volume["name"])}].hostPath mounts a folder of the node: ${String(hostPath["path"])}`];
}

function listContainerRisks(container: Readonly<Record<string, unknown>>, path: string): string[] {
  const context = isRecord(container["securityContext"]) ? container["securityContext"] : {};
  const capabilities = isRecord(context["capabilities"]) ? context["capabilities"] : {};
  const added = Array.isArray(capabilities["add"]) ? capabilities["add"].map(String) : [];
  return [
    ...(context["privileged"] === true ? [`${path} is privileged`] : []),
    ...(context["allowPrivilegeEscalation"] === true ? [`${path} may gain privileges (allowPrivilegeEscalation)`] : []),
    ...added.map((name) => `${path} gets the capability ${name}`),
    ...(isRoot(container) ? [`${path} may run as root`] : []),
  ];
}

function isRoot(holder: Readonly<Record<string, unknown>>): boolean {
  const context = isRecord(holder["securityContext"]) ? holder["securityContext"] : {};
  return context["runAsUser"] === 0 || context["runAsNonRoot"] === false;
}

/** Pods and the templates of pods, in custom resources too. */
function findPodSpecs(value: unknown, path: string): PodSpec[] {
  if (!isRecord(value)) return [];
  const spec = value["spec"];
  const own = isRecord(spec) && Array.isArray(spec["containers"]) ? [{ path: path === "" ? "spec" : `${path}.spec`, spec }] : [];
  const next = (key: string): string => (path === "" ? key : `${path}.${key}`);
  const inner = ["spec", "template", "jobTemplate"].flatMap((key) => findPodSpecs(value[key], next(key)));
  return [...own, ...inner];
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
