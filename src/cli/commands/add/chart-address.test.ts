import { expect, test } from "vitest";
import { nameRepository, parseChartAddress } from "./chart-address.ts";

test("a chart is named by its repository, by its address, or by its path", () => {
  expect(parseChartAddress("shared/group/portal")).toEqual({ kind: "declared", repository: "shared", chart: "group/portal" });
  expect(parseChartAddress("https://charts.example.com:8443/stable/portal/")).toEqual({
    kind: "url",
    url: "https://charts.example.com:8443/stable",
    oci: false,
    chart: "portal",
  });
  expect(parseChartAddress("oci://ghcr.io/example/charts/portal")).toEqual({
    kind: "url",
    url: "ghcr.io/example/charts",
    oci: true,
    chart: "portal",
  });
  expect(parseChartAddress("./charts/portal/")).toEqual({ kind: "local", path: "./charts/portal" });
});

test.each([
  "portal",
  "/portal",
  "shared/",
  "ftp://example.com/portal",
  "https://example.com/",
  "https://example.com/a?b",
  "shared/../x",
  "https://",
  "a b/c d",
])('"%s" is not a valid chart', (text) => {
  expect(() => parseChartAddress(text)).toThrow(/not a valid chart|not a valid address/u);
});

test("a repository is called by what tells its address from others", () => {
  const names = [
    "https://charts.jetstack.io",
    "https://helm.cilium.io",
    "https://prometheus-community.github.io/helm-charts",
    "https://argoproj.github.io/argo-helm",
    "https://charts.bitnami.com/bitnami",
    "ghcr.io/example/charts",
    "quay.io/jetstack/charts",
    "registry-1.docker.io/bitnamicharts",
    "public.ecr.aws/karpenter",
    "https://charts.example.com:8443/stable",
    "localhost:5000",
  ].map(nameRepository);
  expect(names).toEqual([
    "jetstack",
    "cilium",
    "prometheus-community",
    "argoproj",
    "bitnami",
    "example",
    "jetstack",
    "bitnamicharts",
    "karpenter",
    "example",
    "localhost",
  ]);
});
