import { day } from "../core/time.ts";
import { findApiProblems } from "./api-findings.ts";
import { readApis } from "./apis.ts";
import { findChartProblems } from "./chart-findings.ts";
import type {
  CheckFinding,
  CheckStatus,
  CheckedEnvironment,
  CheckedReleaseResult,
  CheckedTable,
  KubernetesCheck,
} from "./check.generated.ts";
import type { CheckedManifests, CheckedRelease } from "./checked.ts";
import { findCrdProblems, listUncheckedKinds, readCrds, type Crds } from "./crd-findings.ts";
import { compareMinors, type Minor } from "./minor.ts";
import { findMinor, newestMinor, readMinors } from "./minors.ts";
import { windowsAsOf } from "./windows.ts";

/** From the best to the worst. */
const order: readonly CheckStatus[] = ["fine", "untested", "warns", "unknown", "breaks"];

/** After so many days, a newer desalt has newer tables. */
const staleAfter = 120;

/** Checks rendered releases against versions of Kubernetes. */
export function checkManifests(manifests: readonly CheckedManifests[], now: number): KubernetesCheck {
  const today = new Date(now).toISOString().slice(0, 10);
  const environments = manifests.map((each) => checkEnvironment(each, today));
  return {
    at: new Date(now).toISOString(),
    status: worst(environments),
    environments,
    data: listTables(now),
    notSeen: [
      "objects in a cluster that are not in git",
      "API versions that controllers use at run time",
      "conversion webhooks, and versions in which a cluster stores objects",
      ...listWithoutCrd(manifests),
    ],
  };
}

/** Joins checks at different versions: each environment has its results in the order of the first check. */
export function mergeChecks(first: KubernetesCheck, later: KubernetesCheck): KubernetesCheck {
  const all = [...first.environments, ...later.environments];
  const places = first.environments.map(placeOf);
  const environments = all.toSorted((a, b) => places.indexOf(placeOf(a)) - places.indexOf(placeOf(b)));
  return { ...first, status: worst(all), environments, notSeen: [...new Set([...first.notSeen, ...later.notSeen])] };
}

function placeOf({ environment, cluster }: CheckedEnvironment): string {
  return JSON.stringify([environment, cluster]);
}

/** The worst status of some results; fine if there are none. */
function worst(results: readonly { readonly status: CheckStatus }[]): CheckStatus {
  return order[Math.max(0, ...results.map(({ status }) => order.indexOf(status)))] ?? "fine";
}

function checkEnvironment(manifests: CheckedManifests, today: string): CheckedEnvironment {
  const { environment, cluster, kubernetes, version, releases, failures } = manifests;
  const place = { environment, version, ...(cluster !== undefined && { cluster }) };
  if (kubernetes === undefined) {
    const findings = [undeclared];
    return { ...place, status: worst(findings), findings, releases: [] };
  }
  const dates = findMinor(kubernetes);
  const crds = readCrds(releases.flatMap(({ objects }) => objects));
  const results = [
    ...releases.map((release) => checkRelease(release, { kubernetes, today, crds })),
    ...failures.flatMap(({ release, message }) => (release === undefined ? [] : [failedRelease(release, message)])),
  ];
  const findings = [
    ...describeMinor(kubernetes, today),
    ...failures.flatMap(({ release, message }) => (release === undefined ? [notRendered(message)] : [])),
  ];
  return {
    ...place,
    kubernetes,
    ...(dates !== undefined && { endOfLife: dates.endOfLife }),
    status: worst([...findings, ...results]),
    findings,
    releases: results.toSorted((a, b) => order.indexOf(b.status) - order.indexOf(a.status) || (a.release < b.release ? -1 : 1)),
  };
}

function checkRelease(
  { release, namespace, chart, objects, ignoresKubeVersion, findings: made = [] }: CheckedRelease,
  { kubernetes, today, crds }: { readonly kubernetes: Minor; readonly today: string; readonly crds: Crds },
): CheckedReleaseResult {
  const found = [
    ...made,
    ...findApiProblems(objects, kubernetes),
    ...findCrdProblems(objects, crds),
    ...(chart === undefined ? [withoutChart] : findChartProblems(chart, objects, { minor: kubernetes, today })),
  ];
  const findings = found
    .map((finding) =>
      finding.rule === "kube-version" && ignoresKubeVersion !== undefined ? override(finding, ignoresKubeVersion) : finding,
    )
    .toSorted((a, b) => order.indexOf(b.status) - order.indexOf(a.status));
  return {
    release,
    ...(namespace !== undefined && { namespace }),
    ...(chart !== undefined && { chart: chart.reference }),
    ...(chart?.version !== undefined && { version: chart.version }),
    ...(chart?.appVersion !== undefined && { appVersion: chart.appVersion }),
    status: worst(findings),
    findings,
  };
}

/** The findings about one release, as they would be with its own CRDs only. */
export function listProblems(release: Pick<CheckedRelease, "release" | "chart" | "objects">, kubernetes: Minor): readonly CheckFinding[] {
  return checkRelease(release, { kubernetes, today: "", crds: readCrds(release.objects) }).findings;
}

const withoutChart: CheckFinding = {
  rule: "support-window",
  status: "untested",
  message: "manifests without a chart have no support table",
};

/** What somebody has decided is shown, and decides nothing. */
function override(finding: CheckFinding, reason: string): CheckFinding {
  return { ...finding, status: "fine", message: `${finding.message}; ignored: ${reason}` };
}

function failedRelease(release: string, message: string): CheckedReleaseResult {
  const findings = [notRendered(message)];
  return { release, status: worst(findings), findings };
}

function notRendered(message: string): CheckFinding {
  return { rule: "not-rendered", status: "unknown", message };
}

const undeclared: CheckFinding = {
  rule: "kubernetes-undeclared",
  status: "unknown",
  message: "no single version of Kubernetes is declared",
  fix: "set `kubernetes` in the config or `kubeVersion` in the helmfile, or name it: --kubernetes 1.36",
};

function describeMinor(minor: Minor, today: string): CheckFinding[] {
  const dates = findMinor(minor);
  if (dates === undefined && compareMinors(minor, newestMinor()) > 0) {
    const message = `desalt's table does not have Kubernetes ${minor} yet, so that only planned removals of APIs are known`;
    return [{ rule: "kubernetes-unreleased", status: "untested", message }];
  }
  if (dates === undefined || dates.endOfLife >= today) return [];
  const { endOfLife, source, asOf } = dates;
  const message = `Kubernetes ${minor} has been out of support since ${endOfLife}`;
  return [{ rule: "kubernetes-end-of-life", status: "warns", message, fix: `upgrade to ${oldestSupported(today)} or newer`, source, asOf }];
}

function oldestSupported(today: string): Minor {
  const supported = readMinors().filter(({ platform, endOfLife }) => platform === "upstream" && endOfLife >= today);
  return supported.map(({ minor }) => minor).toSorted(compareMinors)[0] ?? newestMinor();
}

function listTables(now: number): CheckedTable[] {
  const days = {
    "API versions": newest([...readApis().byName.values()]),
    "Kubernetes versions": readMinors().reduce((oldest, { asOf }) => (asOf < oldest ? asOf : oldest), "9999"),
    "add-ons": windowsAsOf(),
  } as const;
  return (["API versions", "Kubernetes versions", "add-ons"] as const).map((table) => {
    const asOf = days[table];
    const age = Math.floor((now - Date.parse(asOf)) / day);
    return { table, asOf, days: age, isStale: age > staleAfter };
  });
}

function newest(rows: readonly { readonly asOf: string }[]): string {
  return rows.reduce((last, { asOf }) => (asOf > last ? asOf : last), "");
}

function listWithoutCrd(manifests: readonly CheckedManifests[]): string[] {
  const kinds = manifests.flatMap(({ releases }) => {
    const objects = releases.flatMap((release) => release.objects);
    return listUncheckedKinds(objects, readCrds(objects));
  });
  const names = [...new Set(kinds)];
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).join(", ");
  return [`versions of custom resources without their CRD: ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`];
}
