import { expect, it } from "vitest";
import { parseManifests } from "../objects/parse.ts";
import type { RenderedManifests, RenderedRelease } from "../objects/rendered.ts";
import { compareManifests, type CompareOptions } from "./compare.ts";

function release(name: string, { namespace = "web", chart = "charts/agent" } = {}): RenderedRelease {
  const place = { environment: "prd", release: name, namespace };
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}-config }\n`;
  return { ...place, chart: { reference: chart, name: chart, version: "1.0.0" }, objects: parseManifests(text, place) };
}

function rendered(...releases: readonly RenderedRelease[]): RenderedManifests {
  return { releases, failures: [] };
}

function leaving(base: RenderedManifests, head: RenderedManifests, options: Partial<CompareOptions> = {}) {
  const { environments } = compareManifests(base, head, { showNoise: false, ...options });
  return environments.flatMap(({ releases }) =>
    releases.map(({ name, namespace, leaves, objects }) => [namespace ?? "-", name, leaves, objects.map(({ change }) => change).join()]),
  );
}

it("tells a release that leaves its helmfile, and who takes its place", () => {
  expect(leaving(rendered(release("agent")), rendered())).toEqual([["-", "agent", { namespace: "web" }, "removed"]]);
  expect(leaving(rendered(release("agent")), rendered(release("scout")))).toEqual([
    ["-", "scout", undefined, "added"],
    ["-", "agent", { namespace: "web", to: { name: "scout", namespace: "web" } }, "removed"],
  ]);
  expect(leaving(rendered(release("agent")), rendered(release("agent", { namespace: "ops" })))).toEqual([
    ["ops", "agent", { namespace: "web", to: { name: "agent", namespace: "ops" } }, "added,removed"],
  ]);
});

it("tells none that helmfile uninstalls, and none where Argo CD deletes what is gone", () => {
  const uninstalled = [{ environment: "prd", release: "agent", namespace: "web" }];
  expect(leaving(rendered(release("agent")), { ...rendered(), uninstalled })).toEqual([["-", "agent", undefined, "removed"]]);
  expect(
    leaving(rendered(release("agent")), { ...rendered(), uninstalled: [{ environment: "prd", release: "agent", namespace: "x" }] }),
  ).toEqual([["-", "agent", { namespace: "web" }, "removed"]]);
  expect(leaving(rendered(release("agent")), rendered(), { prunes: true })).toEqual([["-", "agent", undefined, "removed"]]);
});

it("keeps namesakes in two namespaces apart", () => {
  const both = rendered(release("agent", { namespace: "a" }), release("agent", { namespace: "b" }));
  expect(leaving(rendered(release("agent", { namespace: "a" })), both)).toEqual([["b", "agent", undefined, "added"]]);
  expect(leaving(both, rendered(release("agent", { namespace: "a" })))).toEqual([["b", "agent", { namespace: "b" }, "removed"]]);
  expect(leaving(both, both)).toEqual([]);
});
