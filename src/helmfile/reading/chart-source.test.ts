import { expect, test } from "vitest";
import { findPackageName } from "./chart-source.ts";
import { parseHelmfiles } from "./parse-helmfile.ts";

test("a chart is called as Renovate calls it", () => {
  const path = "dev/helmfile.yaml";
  const text = `
repositories:
  - { name: classic, url: https://charts.example.com/stable/ }
  - { name: shared, url: ghcr.io/example/charts, oci: true }
releases:
  - { name: a, chart: classic/demo }
  - { name: b, chart: shared/team/demo }
  - { name: c, chart: oci://ghcr.io/example/demo }
  - { name: d, chart: elsewhere/demo }
  - { name: e }
`;
  const helmfile = parseHelmfiles([{ path, text }]).get(path);
  expect(helmfile?.releases.map((release) => findPackageName(release, helmfile))).toEqual([
    "demo",
    "ghcr.io/example/charts/team/demo",
    "ghcr.io/example/demo",
    undefined,
    undefined,
  ]);
});
