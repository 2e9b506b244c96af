import { expect, test } from "vitest";
import { createRepository, runDesalt } from "./run-desalt.ts";

const fleet = (releases: string, more = ""): string => `repository: acme/infra
environments: { dev: {}, prd: { follows: dev } }
repositories: { charts: { url: https://charts.example.com } }
${more}releases:
${releases}`;
const agent = "  agent: { chart: charts/agent, version: 1.0.0, namespace: ops }\n";
const portal = "  portal: { chart: charts/portal, version: 1.0.0, namespace: web }\n";

async function warningsOf(before: string, after: string): Promise<readonly string[]> {
  await using repository = await createRepository({ "desalt.yaml": before });
  await runDesalt(repository.path, ["generate"]);
  await repository.write({ "desalt.yaml": after });
  const run = await runDesalt(repository.path, ["generate"]);
  expect(run.status).toBe(0);
  return run.stderr.split("\n").filter((line) => /^(?:warning| hint): (?!.*promotion)/u.test(line));
}

const hint = (name: string): string =>
  ` hint: first set \`helmfile: { installed: false }\` on "${name}", generate and apply that; then make this change`;

test("generate tells for each environment which releases stay in the cluster", async () => {
  expect(await warningsOf(fleet(agent + portal), fleet(portal))).toEqual([
    'warning: release "agent" (dev, prd) leaves the helmfile, and stays in the cluster: helmfile apply does not uninstall it',
    hint("agent"),
  ]);
  const onlyDev = agent.replace(" }", ", environments: { prd: false } }");
  expect((await warningsOf(fleet(agent + portal), fleet(onlyDev + portal)))[0]).toContain('release "agent" (prd) leaves the helmfile');
  expect((await warningsOf(fleet(agent + portal), fleet(agent.replace("ops", "team") + portal)))[0]).toBe(
    'warning: release "agent" (dev, prd) moves to namespace "team", and the old one stays in the cluster',
  );
  expect((await warningsOf(fleet(agent + portal), fleet(agent.replace("agent", "scout") + portal)))[0]).toBe(
    'warning: release "agent" (dev, prd) is now called "scout", and helm refuses objects that the old one owns',
  );
});

test("the way out is no reason to warn, and neither is Argo CD", async () => {
  const off = agent.replace(" }", ", helmfile: { installed: false } }");
  expect(await warningsOf(fleet(off + portal), fleet(portal))).toEqual([]);
  const argocd = "gitops: { argocd: { pattern: manifests } }\n";
  expect(await warningsOf(fleet(agent + portal, argocd), fleet(portal, argocd))).toEqual([]);
});
