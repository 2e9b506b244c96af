import { groupOf, type ManifestObject } from "../manifests/objects/index.ts";
import { findReplacement, readApis, type KubernetesApi } from "./apis.ts";
import type { CheckFinding } from "./check.generated.ts";
import { compareMinors, type Minor } from "./minor.ts";
import { nameAll, placesOf } from "./object-names.ts";

/** Findings about the API versions of Kubernetes itself that objects use. Custom resources are left out. */
export function findApiProblems(objects: readonly ManifestObject[], minor: Minor): CheckFinding[] {
  const { byName, groups } = readApis();
  const builtIn = objects.filter(({ apiVersion }) => groups.has(groupOf(apiVersion)));
  const byApi = Map.groupBy(builtIn, ({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  return [...byApi].flatMap(([name, list]): CheckFinding[] => {
    const api = byName.get(name);
    const finding = api === undefined ? describeUnknown(name) : describeApi(name, api, minor);
    return finding === undefined ? [] : [{ ...finding, objects: nameAll(list), places: placesOf(list) }];
  });
}

function describeUnknown(name: string): CheckFinding {
  return {
    rule: "api-unknown",
    status: "unknown",
    message: `desalt's table does not know ${name}`,
    fix: "check the apiVersion and the kind",
  };
}

function describeApi(name: string, api: KubernetesApi, minor: Minor): CheckFinding | undefined {
  const { introduced, deprecated, removed, source, asOf } = api;
  const replacement = findReplacement(api, minor);
  const use = { source, asOf, ...(replacement !== undefined && replacement !== name && { fix: `use ${replacement}` }) };
  if (removed !== undefined && compareMinors(removed, minor) <= 0) {
    return { rule: "api-removed", status: "breaks", message: `Kubernetes ${removed} and newer do not serve ${name}`, ...use };
  }
  if (introduced !== undefined && compareMinors(minor, introduced) < 0) {
    return { rule: "api-not-yet-served", status: "breaks", message: `Kubernetes older than ${introduced} does not serve ${name}`, ...use };
  }
  if (deprecated !== undefined && compareMinors(deprecated, minor) <= 0) {
    const end = removed === undefined ? "" : `, and Kubernetes ${removed} will not serve it`;
    return { rule: "api-deprecated", status: "warns", message: `${name} is deprecated since ${deprecated}${end}`, ...use };
  }
  if (isOffByDefault(api)) {
    return { rule: "api-off-by-default", status: "warns", message: `${name} is off unless the API server enables it`, ...use };
  }
  return undefined;
}

/** Alpha versions always are; new beta APIs since 1.24 (https://kubernetes.io/blog/2022/05/03/kubernetes-1-24-release-announcement/). */
function isOffByDefault({ version, introduced }: KubernetesApi): boolean {
  if (version.includes("alpha")) return true;
  return version.includes("beta") && introduced !== undefined && compareMinors(introduced, "1.24") >= 0;
}
