/** Compares 2 × 50 MB of manifests once, and says as JSON what that took. */
import { stringify } from "yaml";
import { compareManifests } from "../src/manifests/compare/index.ts";
import { type RenderedManifests, parseManifests } from "../src/manifests/objects/index.ts";
import type { ComparisonRun } from "./compare.ts";

const releases = 200;
const objects = 125;

const base = renderTexts("1.4.2", 0);
const head = renderTexts("1.4.2", 0.01);
const bytes = [...base, ...head].reduce((sum, text) => sum + text.length, 0);

const start = performance.now();
const diff = compareManifests(parse(base), parse(head), { showNoise: false });
const compare = performance.now() - start;
const memory = process.resourceUsage().maxRSS * 1024;
if (diff.summary.changed !== (releases * objects) / 100) throw new Error(`${diff.summary.changed} objects changed`);

const json = parse(base.slice(0, 1)).releases.flatMap((release) => release.objects.map(({ value }) => JSON.stringify(value)));
const parsing = performance.now();
for (let turn = 0; turn < 2 * releases; turn += 1) for (const text of json) JSON.parse(text);
const run: ComparisonRun = { compare, json: performance.now() - parsing, bytes, memory };
console.log(JSON.stringify(run));

function renderTexts(version: string, share: number): string[] {
  const [before, after] = [renderObject(version), renderObject(`${version}-changed`)];
  return Array.from({ length: releases }, (_, release) =>
    Array.from({ length: objects }, (__, index) => {
      const isChanged = share > 0 && (release * objects + index) % (1 / share) === 0;
      return `---\n# Source: app/templates/${index}.yaml\n${(isChanged ? after : before).replaceAll("NAME", `app-${index}`)}`;
    }).join(""),
  );
}

function parse(texts: readonly string[]): RenderedManifests {
  const rendered = texts.map((text, index) => {
    const place = { environment: "prd", release: `release-${index}`, namespace: "web" };
    return { ...place, chart: { reference: "stable/app", name: "app", version: "1.0.0" }, objects: parseManifests(text, place) };
  });
  return { releases: rendered, failures: [] };
}

function renderObject(version: string): string {
  const env = Array.from({ length: 20 }, (_, index) => ({ name: `SETTING_${index}`, value: `value of the setting ${index}` }));
  const container = { name: "app", image: `registry.example.com/app:${version}`, env, ports: [{ containerPort: 8080, name: "http" }] };
  const template = { metadata: { labels: { app: "NAME" } }, spec: { containers: [container, { ...container, name: "sidecar" }] } };
  const metadata = { name: "NAME", labels: { app: "NAME", "helm.sh/chart": "app-1.0.0" } };
  return stringify({ apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { selector: { matchLabels: { app: "NAME" } }, template } });
}
