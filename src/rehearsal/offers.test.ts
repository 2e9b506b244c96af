import { expect, test } from "vitest";
import type { Gate } from "../promotion/index.ts";
import { renderGatesPreset } from "../renovate/index.ts";
import { resolveFleet, parseFleet } from "../fleet/index.ts";
import { readsAsOpen } from "./offers.ts";

const fleet = resolveFleet(
  parseFleet(
    { environments: { dev: { helmfile: "dev/helmfile.yaml" }, prd: { helmfile: "prd/helmfile.yaml", follows: "dev" } } },
    "desalt.yaml",
  ),
);

function gate(about: Partial<Gate>): Gate {
  const base = { environment: "prd", upstream: "dev", release: "portal", chart: "portal", repositoryUrl: "https://charts.example.com" };
  return { ...base, oci: false, current: "1.0.0", allowed: [], soaking: [], held: [], ...about };
}

test.each([
  ["of a classic repository", gate({ allowed: [{ version: "1.1.0", by: "soak" }] })],
  ["of an OCI registry", gate({ oci: true, repositoryUrl: "ghcr.io/Acme/charts", allowed: [{ version: "1.1.0", by: "soak" }] })],
])("what promote writes for a chart %s reads as open for what has opened, and as shut for the rest", (_kind, open) => {
  const { text } = renderGatesPreset({ fleet, gates: [open, gate({ chart: "other" })] });
  const read = (version: string, of = open) => readsAsOpen(text, { gate: of, matchFileNames: ["prd/helmfile.yaml"] }, version);
  expect([read("1.1.0"), read("v1.1.0"), read("1.1.1"), read("1.2.0")]).toEqual([true, true, false, false]);
  expect(read("1.1.0", gate({ chart: "other" }))).toBe(false);
  expect(read("1.1.0", gate({ chart: "third" }))).toBeUndefined();
});
