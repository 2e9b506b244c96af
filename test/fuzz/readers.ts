import { findLatestVersion, parseChart, parseChartIndex } from "../../src/charts/index.ts";
import { createValuesCheck } from "../../src/charts/checked-values.ts";
import { findPullRequest } from "../../src/ci/index.ts";
import { readEvent } from "../../src/ci/github/event.ts";
import { parseYaml } from "../../src/core/yaml.ts";
import { parseJson } from "../../src/core/json-text.ts";
import { UserError } from "../../src/core/user-error.ts";
import { parseFixtures } from "../../src/dryrun/fixtures/fixtures.ts";
import { validateFixtures } from "../../src/dryrun/fixtures/validate-fixtures.ts";
import { makePlan } from "../../src/dryrun/plan/make-plan.ts";
import { parseLogLine } from "../../src/dryrun/renovate/log.ts";
import { parseBranchSettings, parseReport } from "../../src/dryrun/renovate/report.ts";
import { editYamlConfig } from "../../src/edit/yaml-config.ts";
import { parseFleet, resolveFleet } from "../../src/fleet/index.ts";
import { renderDelivery } from "../../src/gitops/index.ts";
import {
  alone,
  chooseVersions,
  parseHelmfiles,
  parsePlainHelmfile,
  readHelmfiles,
  readReleaseContents,
  renderHelmfiles,
} from "../../src/helmfile/index.ts";
import { compareManifests, isManifestDiff, type ManifestDiff } from "../../src/manifests/compare/index.ts";
import { parseChartMetadata, listSecretTexts, parseManifests, type RenderedManifests } from "../../src/manifests/objects/index.ts";
import { renderDiffComments, renderDiffMarkdown, renderDiffText } from "../../src/manifests/print/index.ts";
import {
  addDecision,
  endFreeze,
  listRunningReleases,
  parseDecisions,
  parseEvidence,
  parseRules,
  rememberedIn,
  renderRules,
} from "../../src/promotion/index.ts";
import { isSameGates, renderRenovateJson } from "../../src/renovate/index.ts";
import * as json from "./json-samples.ts";
import * as samples from "./samples.ts";

/** A reader, a text that it can read, and every use of what it reads that no other input decides. */
export interface Reader {
  readonly name: string;
  readonly samples: readonly [string, ...string[]];
  readonly read: (text: string) => unknown;
}

const now = Date.parse("2026-11-12T00:00:00Z");
const known = { environments: [{ name: "dev" }, { name: "prd", follows: "dev" }], versions: new Map([["portal", new Set(["1.0.0"])]]) };
const origin = { environment: "prd", release: "portal", namespace: "portal" };

/** Reads a config, and renders all that it decides. */
function readConfig(text: string): void {
  const fleet = resolveFleet(parseFleet(parseYaml(text, "desalt.yaml"), "desalt.yaml"));
  const existing = parseHelmfiles([]);
  renderHelmfiles(fleet, { versions: chooseVersions(fleet, existing), existing, config: "desalt.yaml" });
  renderRenovateJson(fleet, { source: "desalt.yaml", as: "config", gates: undefined, workflows: [] });
  renderDelivery(fleet, "desalt.yaml");
  parseRules(renderRules(fleet, "desalt.config.ts").text);
}

function readHelmfile(text: string): void {
  const path = "prd/helmfile.yaml";
  const files = alone(path, text);
  const helmfile = readHelmfiles({ path, files, environment: "default" });
  listRunningReleases(helmfile);
  readReleaseContents({ path, files, changedFiles: [], environment: "default" });
  parsePlainHelmfile(text);
  parseHelmfiles([{ path, text }]);
}

function readManifests(text: string): void {
  const render = (source: string): RenderedManifests => ({
    failures: [],
    releases: [{ ...origin, chart: { reference: "x/portal", name: "portal" }, objects: parseManifests(source, origin) }],
  });
  const diff = compareManifests(render(samples.manifests), render(text), { showNoise: false });
  printDiff(diff);
}

function printDiff(diff: ManifestDiff): void {
  renderDiffText(diff, (_, text) => text);
  renderDiffMarkdown(diff);
  renderDiffComments(diff);
}

function readReport(text: string): void {
  const log = [parseLogLine(text)];
  for (const [, report] of parseReport(text)) {
    makePlan({
      renovate: "44.0.0",
      report,
      settings: parseBranchSettings(
        log,
        report.branches.map(({ name }) => name),
      ),
    });
  }
}

function readStoredDiff(text: string): void {
  const value = parseJson(text);
  if (isManifestDiff<ManifestDiff>(value)) printDiff(value);
}

/** Everything of a repository's, or of others, that desalt reads as a text. */
export const readers: readonly Reader[] = [
  { name: "config", samples: [samples.config, samples.smallConfig], read: readConfig },
  {
    name: "added release",
    samples: [samples.config, samples.smallConfig],
    read: (text) =>
      editYamlConfig("desalt.yaml", { release: { name: "new", chart: "jetstack/new", version: "1.0.0", only: [] } }, () => text),
  },
  {
    name: "promotion.yaml",
    samples: [samples.promotion],
    read: (text) => {
      parseDecisions(text, "promotion.yaml", known);
      addDecision(text, { list: "hold", entry: { release: "portal", version: "1.0.0", reason: "x" } }, "promotion.yaml");
      endFreeze(text, { environment: "prd", known, now: Date.parse("2026-12-24") }, "promotion.yaml");
    },
  },
  { name: "rules.json", samples: [json.rules], read: parseRules },
  { name: "evidence.json", samples: [json.evidence], read: (text) => rememberedIn(parseEvidence(text, "{}\n", now)) },
  {
    name: "gates.json",
    samples: [json.gates],
    read: (text) => [isSameGates(text, json.gates, "charts"), isSameGates(text, text, "versions")],
  },
  {
    name: "fixtures",
    samples: [samples.fixtures],
    read: (text) => parseFixtures(validateFixtures(parseYaml(text, "fixtures.yaml"), "fixtures.yaml"), new Date(now)),
  },
  { name: "helmfile", samples: [samples.helmfile, samples.generatedHelmfile], read: readHelmfile },
  {
    name: "chart index",
    samples: [samples.chartIndex],
    read: (text) => findLatestVersion((parseChartIndex(text, "portal")?.versions ?? []).map(({ version }) => version)),
  },
  {
    name: "chart",
    samples: [samples.chartYaml, samples.chartValues],
    read: (text) => {
      parseChartMetadata(text);
      const files = { "Chart.yaml": samples.chartYaml, "values.yaml": samples.chartValues, "values.schema.json": json.chartSchema };
      for (const file of ["Chart.yaml", "values.yaml"]) {
        createValuesCheck(parseChart({ ...files, [file]: text })).findErrors({ replicas: "x" });
      }
    },
  },
  {
    name: "values schema",
    samples: [json.chartSchema],
    read: (text) =>
      createValuesCheck(parseChart({ "Chart.yaml": "name: portal", "values.schema.json": text })).findErrors({ replicas: "x" }),
  },
  { name: "manifests", samples: [samples.manifests], read: readManifests },
  { name: "decrypted values", samples: [samples.chartValues], read: (text) => listSecretTexts([text]) },
  { name: "Renovate's report", samples: [json.report], read: readReport },
  { name: "stored diff", samples: [json.storedDiff], read: readStoredDiff },
  {
    name: "event",
    samples: [json.event],
    read: (text) => {
      readEvent(text);
      findPullRequest({ GITHUB_REPOSITORY: "acme/infra", GITHUB_TOKEN: "t" }, { event: text });
    },
  },
];

/** What a reader may say: a value, or an error for the user. Anything else is a bug in desalt, and returned. */
export function findBug({ read }: Reader, text: string): unknown {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return error instanceof UserError ? undefined : error;
  }
}
