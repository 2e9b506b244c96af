import { describe, expect, it } from "vitest";
import { requireTools } from "../requires.ts";
import { runDesalt } from "../run-desalt.ts";
import { createScriptedRepository } from "../scripted-repository.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const chart = {
  "chart/Chart.yaml": "apiVersion: v2\nname: local\nversion: 0.1.0\n",
  "chart/templates/all.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\n",
};
const helmfile = (releases: string): Record<string, string> => ({ "helmfile.yaml": `releases:\n${releases}` });
const kept = "  - { name: kept, namespace: a, chart: ./chart }\n";
const agent = "  - { name: agent, namespace: a, chart: ./chart }\n";

describe.skipIf(isMissing)("desalt diff of releases that leave", () => {
  it.each([
    ["removed", kept, { namespace: "a" }],
    ["uninstalled", kept + agent.replace(" }", ", installed: false }"), undefined],
    ["of a condition that is not met", `${kept}${agent.replace(" }", ", condition: agent.enabled }")}`, { namespace: "a" }],
    ["moved", kept + agent.replace("namespace: a", "namespace: b"), { namespace: "a", to: { name: "agent", namespace: "b" } }],
  ])("%s", { timeout: 60_000 }, async (name, releases, leaves) => {
    await using repository = await createScriptedRepository({ ...chart, ...helmfile(kept + agent) });
    await repository.commit("2026-11-01T00:00:00Z", {});
    const values = name.startsWith("of a") ? "environments: { default: { values: [{ agent: { enabled: false } }] } }\n---\n" : "";
    await repository.write({ "helmfile.yaml": values + (helmfile(releases)["helmfile.yaml"] ?? "") });
    const { status, stdout } = await runDesalt(repository.path, ["diff", "HEAD", "--json", "--no-cache"]);
    expect(status).toBe(0);
    const [environment] = JSON.parse(stdout).environments;
    expect(environment.releases.map((release: { name: string; leaves?: object }) => [release.name, release.leaves])).toEqual([
      ["agent", leaves],
    ]);
    const cached = await runDesalt(repository.path, ["diff", "HEAD", "--json"]);
    expect(JSON.parse(cached.stdout).environments).toEqual([environment]);
  });
});
