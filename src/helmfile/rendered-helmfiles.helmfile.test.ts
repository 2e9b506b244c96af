import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { helmEnvironment } from "../../test/helm-environment.ts";
import { requireTools } from "../../test/requires.ts";
import { environmentOf, fleetOf, releaseOf, repositoryOf } from "../../test/resolved-fleet.ts";
import { chooseVersions } from "./chosen-versions.ts";
import { parseHelmfiles } from "./reading/parse-helmfile.ts";
import { renderHelmfiles } from "./rendered-helmfiles.ts";

const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

/** Strings that some YAML parser takes for something else, in a form that only plain text survives. */
const values = {
  answers: ["yes", "no", "on", "off", "y", "n", "~", "null", "true", "=", "<<"],
  numbers: ["1.10", "0o14", "014", "1_000", "0x1f", "12:30:45", "1e3", ".inf", "2026-11-22", "+1", "0b11"],
  texts: [
    "",
    " ",
    "# no comment",
    "a: b",
    "- a",
    "{{ .Values.x }}",
    "tab\there",
    "two\nlines\n",
    "  indented\n lines",
    "end\n\n",
    "q\"'",
    "é ☃ 漢",
  ],
  real: [1, 1.5, true, false, 1e21, -0.25],
  n: { yes: 1, "1": 2, "a b": 3 },
};

const charts = repositoryOf("charts", { url: "https://charts.example.com", private: true, username: "robot" });
const fleet = fleetOf({
  repositories: [charts],
  environments: [
    environmentOf("dev", {
      kubernetes: "1.34",
      apiVersions: ["monitoring.coreos.com/v1"],
      releases: [
        releaseOf("plain", { chart: "./charts/demo", values, valuesFile: "shared/plain.yaml", labels: { on: "yes" } }),
        releaseOf("after", {
          chart: "./charts/demo",
          namespace: "apps",
          needs: ["plain"],
          wait: true,
          waitForJobs: true,
          timeout: 60,
          atomic: true,
        }),
      ],
    }),
    environmentOf("stg", { releases: [releaseOf("portal", { chart: "charts/portal", repository: charts, version: "1.10" })] }),
    environmentOf("prd", {
      directory: "clusters/prd",
      kubernetes: "v1.33.4",
      helmDefaults: { wait: true },
      clusters: [
        { name: "tokyo", apiVersions: [], kubeContext: "prd-tokyo" },
        { name: "osaka", apiVersions: [] },
      ],
      releases: [
        releaseOf("shared-only", { chart: "./charts/demo", namespace: "apps", values: { from: "environment" }, needs: ["tokyo-only"] }),
        releaseOf("both-layers", {
          chart: "./charts/demo",
          values: { from: "environment", deep: { kept: true, changed: "environment" } },
          clusterValues: { osaka: { from: "osaka", deep: { changed: "osaka" } } },
          needs: ["shared-only"],
        }),
        releaseOf("tokyo-only", { chart: "./charts/demo", namespace: "apps", absentFrom: ["osaka"] }),
      ],
    }),
  ],
});

describe.skipIf(isMissing)("the rendered helmfile, read by helmfile", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "desalt-helmfile-"));
    const existing = parseHelmfiles([]);
    const files = renderHelmfiles(fleet, { versions: chooseVersions(fleet, existing), existing, config: "desalt.config.ts" });
    const chart = [
      { path: "charts/demo/Chart.yaml", text: "apiVersion: v2\nname: demo\nversion: 0.1.0\n" },
      { path: "charts/demo/templates/seen.yaml", text: demoTemplate },
      { path: "shared/plain.yaml", text: "real: [overridden]\nkept: by hand\n" },
    ];
    for (const { path, text } of [...files, ...chart]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("builds", async () => {
    const text = await runHelmfile("stg/helmfile.yaml", ["build"]);

    expect(parseAllDocuments(text)[0]?.toJS()).toMatchObject({
      repositories: [{ name: "charts", url: "https://charts.example.com", username: "robot" }],
      releases: [{ name: "portal", chart: "charts/portal", version: "1.10" }],
    });
  });

  it("lists the releases of each cluster", async () => {
    const listOf = async (cluster: string) => {
      const releases: unknown = JSON.parse(await runHelmfile("clusters/prd/helmfile.yaml", ["-e", cluster, "list", "--output", "json"]));
      return Array.isArray(releases) ? Object.fromEntries(releases.map(({ name, enabled }) => [name, enabled])) : {};
    };

    expect(await listOf("tokyo")).toEqual({ "shared-only": true, "both-layers": true, "tokyo-only": true });
    expect(await listOf("osaka")).toEqual({ "shared-only": true, "both-layers": true, "tokyo-only": false });
  });

  it("hands every value over as it is, over those of the file that people keep", async () => {
    const seen = await template("dev/helmfile.yaml", []);

    expect(seen["plain"]).toEqual({ values: { ...values, kept: "by hand" }, kubernetes: "v1.34", monitoring: "true" });
    expect(seen["after"]).toEqual({ values: {}, kubernetes: "v1.34", monitoring: "true" });
  });

  it("layers a cluster's values over the environment's, and leaves out what is absent there", async () => {
    const shared = { values: { from: "environment" }, kubernetes: "v1.33.4", monitoring: "false" };

    expect(await template("clusters/prd/helmfile.yaml", ["-e", "osaka"])).toEqual({
      "shared-only": shared,
      "both-layers": { ...shared, values: { from: "osaka", deep: { kept: true, changed: "osaka" } } },
    });
    expect(await template("clusters/prd/helmfile.yaml", ["-e", "tokyo"])).toEqual({
      "shared-only": shared,
      "both-layers": { ...shared, values: { from: "environment", deep: { kept: true, changed: "environment" } } },
      "tokyo-only": { ...shared, values: {} },
    });
  });

  /** What the demo chart was given, by release. */
  async function template(file: string, flags: readonly string[]): Promise<Record<string, unknown>> {
    const manifests = parseAllDocuments(await runHelmfile(file, [...flags, "--quiet", "template", "--skip-deps"]));
    const objects = manifests.map((manifest) => manifest.toJS()).filter((object) => object?.kind === "ConfigMap");
    return Object.fromEntries(objects.map(({ metadata, data }) => [metadata.name, { ...data, values: JSON.parse(data.values) }]));
  }

  async function runHelmfile(file: string, args: readonly string[]): Promise<string> {
    const home = join(folder, "home");
    const { stdout } = await execa(helmfile.path, ["--helm-binary", helm.path, "--file", join(folder, file), ...args], {
      stdin: "ignore",
      extendEnv: false,
      env: helmEnvironment(home, helm),
    });
    return stdout;
  }
});

const demoTemplate = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  values: {{ .Values | toJson | quote }}
  kubernetes: {{ .Capabilities.KubeVersion.Version | quote }}
  monitoring: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}
`;
