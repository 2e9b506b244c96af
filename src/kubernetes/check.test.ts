import { describe, expect, it } from "vitest";
import { parseManifests, type RenderedChart } from "../manifests/objects/index.ts";
import { checkManifests } from "./check.ts";
import type { CheckedManifests, CheckedRelease } from "./checked.ts";
import type { CheckFinding } from "./check.generated.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const certManager: RenderedChart = {
  reference: "jetstack/cert-manager",
  name: "cert-manager",
  version: "v1.21.0",
  appVersion: "v1.21.0",
  home: "https://cert-manager.io",
};

function object(apiVersion: string, kind: string, name = "x"): string {
  return `---\n# Source: portal/templates/${name}.yaml\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

function crd(versions: string): string {
  return `${object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "foos.example.com")}spec:
  group: example.com
  names: { kind: Foo }
  versions: ${versions}
`;
}

function release(text: string, chart: Partial<RenderedChart> = {}, more: Partial<CheckedRelease> = {}): CheckedRelease {
  const objects = parseManifests(text, { environment: "dev", release: "portal" });
  return { release: "portal", chart: { reference: "./portal", name: "portal", ...chart }, objects, ...more };
}

function check(releases: readonly CheckedRelease[], kubernetes = "1.36", more: Partial<CheckedManifests> = {}) {
  return checkManifests([{ environment: "dev", version: "declared", kubernetes, releases, failures: [], ...more }], now);
}

/** The findings that decide, in short: `breaks api-removed: …`. */
function findings(releases: readonly CheckedRelease[], kubernetes?: string): string[] {
  const all = check(releases, kubernetes).environments.flatMap((environment) => environment.releases.flatMap((each) => each.findings));
  return all.map(describeFinding);
}

function describeFinding({ rule, status, message, fix }: CheckFinding): string {
  return `${status} ${rule}: ${message}${fix === undefined ? "" : ` → ${fix}`}`;
}

const noTable = "untested support-window: desalt has no support table for chart portal";

describe("API versions", () => {
  it("breaks where a version is not served, with objects, places and the version to use", () => {
    const [first] = check([
      release(object("networking.k8s.io/v1beta1", "Ingress", "a") + object("networking.k8s.io/v1beta1", "Ingress", "b")),
    ]).environments.flatMap(({ releases }) => releases);
    expect(first).toMatchObject({ status: "breaks" });
    expect(first?.findings[0]).toEqual({
      rule: "api-removed",
      status: "breaks",
      message: "Kubernetes 1.22 and newer do not serve networking.k8s.io/v1beta1 Ingress",
      objects: ['Ingress "a"', 'Ingress "b"'],
      places: ["portal/templates/a.yaml", "portal/templates/b.yaml"],
      fix: "use networking.k8s.io/v1 Ingress",
      source: "k8s.io/api@v0.37.2",
      asOf: "2026-10-28",
    });
  });

  it("compares minors as minors", () => {
    const text = object("storage.k8s.io/v1beta1", "VolumeAttributesClass");
    expect(findings([release(text)], "1.36")[0]).toMatch(
      /^warns api-deprecated: .* is deprecated since 1\.34, and Kubernetes 1\.37 will not/u,
    );
    expect(findings([release(text)], "1.37")[0]).toMatch(/^breaks api-removed: Kubernetes 1\.37 and newer/u);
    expect(findings([release(text)], "1.30")[0]).toMatch(/^breaks api-not-yet-served: Kubernetes older than 1\.31/u);
    expect(findings([release(text)], "1.33")[0]).toMatch(/^warns api-off-by-default/u);
  });

  it("does not know a kind that Kubernetes never had", () => {
    expect(findings([release(object("apps/v2", "Deployment"))])[0]).toBe(
      "unknown api-unknown: desalt's table does not know apps/v2 Deployment → check the apiVersion and the kind",
    );
  });

  it("leaves custom resources of groups with such names alone", () => {
    const text = object("gateway.networking.k8s.io/v1alpha2", "TCPRoute");
    const result = check([release(text)]);
    expect(result.status).toBe("untested");
    expect(result.notSeen.at(-1)).toBe("versions of custom resources without their CRD: gateway.networking.k8s.io/v1alpha2 TCPRoute");
  });
});

describe("custom resources", () => {
  const versions = "[{ name: v1, served: true }, { name: v1beta1, served: true, deprecated: true }, { name: v1alpha1, served: false }]";

  it.each([
    ["v1", noTable],
    [
      "v1beta1",
      "warns crd-version-deprecated: the CRD of Foo in example.com says that example.com/v1beta1 is deprecated → use example.com/v1 Foo",
    ],
    ["v1alpha1", "breaks crd-version: the CRD of Foo in example.com does not serve example.com/v1alpha1 → use example.com/v1 Foo"],
    ["v2", "breaks crd-version: the CRD of Foo in example.com does not serve example.com/v2 → use example.com/v1 Foo"],
  ])("judges %s by the CRD of another release", (version, expected) => {
    const other = { ...release(crd(versions)), release: "crds" };
    const all = check([other, release(object(`example.com/${version}`, "Foo"))]).environments[0]?.releases ?? [];
    expect(all.find((each) => each.release === "portal")?.findings.map(describeFinding)[0]).toBe(expected);
  });
});

describe("charts", () => {
  it.each([
    [">=1.25.0-0", "1.36", true],
    [">= 1.25.0, < 1.36.0", "1.36", false],
    [">=1.25 <1.37", "1.36", true],
    ["^1.30.0-0", "1.36", true],
    ["1.20 - 1.30", "1.36", false],
    ["~1.35 || ~1.36", "1.36", true],
    [">=99.0.0", "1.36", false],
    ["=1.30.2", "1.30", true],
  ])("reads the kubeVersion %j at %s", (kubeVersion, minor, isFine) => {
    const found = findings([release(object("v1", "Service"), { kubeVersion })], minor);
    const refusal = `the kubeVersion of chart portal, "${kubeVersion}", excludes Kubernetes ${minor}, and helm refuses to install it there`;
    expect(found).toEqual(isFine ? [noTable] : [`warns kube-version: ${refusal}`, noTable]);
  });

  it("says that a range cannot be read", () => {
    expect(findings([release("", { kubeVersion: "new ones" })])[0]).toContain('"new ones", is not a range that desalt can read');
  });

  it("shows an ignored range with the reason", () => {
    const result = check([release("", { kubeVersion: "<1.30" }, { ignoresKubeVersion: "the range is old" })]);
    expect(result.status).toBe("untested");
    expect(result.environments[0]?.releases[0]?.findings.map(describeFinding).at(-1)).toContain("; ignored: the range is old");
  });

  it("judges subcharts that the values enable, under their aliases", () => {
    const subcharts = [
      { name: "cache", keys: ["cache", "store"], kubeVersion: "<1.30" },
      { name: "queue", keys: ["queue"], kubeVersion: "<1.30", deprecated: true },
    ];
    const text = object("v1", "Service").replace("portal/templates", "portal/charts/store/templates");
    expect(findings([release(text, { subcharts })])).toEqual([
      'warns kube-version: the kubeVersion of chart cache, "<1.30", excludes Kubernetes 1.36',
      noTable,
    ]);
  });

  it("is fine only where the project lists the minor", () => {
    expect(check([release("", certManager)]).status).toBe("fine");
    expect(findings([release("", certManager)], "1.37")).toEqual([
      "untested support-window: cert-manager 1.21 lists Kubernetes 1.33 to 1.36",
    ]);
  });

  it.each([
    ["v1.18.0", "warns end-of-life: cert-manager 1.18 has been out of support since 2026-03-10"],
    [undefined, "unknown support-window: chart cert-manager has no appVersion, so its release of cert-manager is not known"],
    ["latest", 'unknown support-window: the appVersion of chart cert-manager, "latest", is not a release of cert-manager'],
    ["2026.11.1", "untested support-window: desalt's support table of cert-manager has no release 2026.11.1"],
  ])("judges the appVersion %j", (appVersion, expected) => {
    const { appVersion: _, ...chart } = certManager;
    expect(findings([release("", { ...chart, ...(appVersion !== undefined && { appVersion }) })])[0]).toBe(expected);
  });

  it("warns only where a table alone excludes", () => {
    const chart = { name: "metrics-server", appVersion: "0.9.0", home: "https://github.com/kubernetes-sigs/metrics-server" };
    expect(findings([release("", chart)], "1.33")).toEqual([
      "warns support-window: metrics-server 0.9.0 needs Kubernetes 1.34 or newer".replace("0.9.0", "0.9"),
    ]);
  });
});

describe("the cluster", () => {
  it.each([
    ["1.34", "warns kubernetes-end-of-life: Kubernetes 1.34 has been out of support since 2026-10-27 → upgrade to 1.35 or newer"],
    [
      "1.38",
      "untested kubernetes-unreleased: desalt's table does not have Kubernetes 1.38 yet, so that only planned removals of APIs are known",
    ],
  ])("is judged at %s", (minor, expected) => {
    expect(check([], minor).environments[0]?.findings.map(describeFinding)).toEqual([expected]);
  });

  it("is unknown without a version, and where releases cannot be rendered", () => {
    const place = { environment: "dev", version: "declared", releases: [], failures: [] } as const;
    expect(checkManifests([place], now)).toMatchObject({ status: "unknown" });
    const failed = check([release(object("extensions/v1beta1", "Ingress"))], "1.36", {
      failures: [{ release: "other", message: "helm: no" }],
    });
    expect(failed.environments[0]?.releases.map(({ release: name, status }) => `${name} ${status}`)).toEqual([
      "portal breaks",
      "other unknown",
    ]);
    expect(failed.status).toBe("breaks");
  });

  it("is untested everywhere at the newest minor, and nothing is red", () => {
    expect(check([release(object("v1", "Service")), { ...release("", certManager), release: "cert-manager" }], "1.37").status).toBe(
      "untested",
    );
  });
});

it("says how old the tables are", () => {
  const day = 86_400_000;
  expect(checkManifests([], now).data.map(({ table, isStale }) => `${table} ${isStale}`)).toEqual([
    "API versions false",
    "Kubernetes versions false",
    "add-ons false",
  ]);
  expect(checkManifests([], now + 121 * day).data.every(({ isStale }) => isStale)).toBe(true);
});
