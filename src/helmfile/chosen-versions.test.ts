import { describe, expect, it } from "vitest";
import { environmentOf, fleetOf, releaseOf, repositoryOf } from "../../test/resolved-fleet.ts";
import { messageOf } from "../../test/message-of.ts";
import type { ResolvedEnvironment, ResolvedRelease } from "../fleet/index.ts";
import { chooseVersions } from "./chosen-versions.ts";
import { parseHelmfiles } from "./reading/parse-helmfile.ts";

const charts = repositoryOf("charts", { url: "https://charts.example.com/" });
const registry = repositoryOf("registry", { url: "ghcr.io/example/charts", oci: true });

function portal(fields: Partial<ResolvedRelease> = {}): ResolvedRelease {
  return releaseOf("portal", { chart: "charts/portal", repository: charts, ...fields });
}

function helmfileWith(version: string, { chart = "charts/portal", url = "https://charts.example.com" } = {}): string {
  return `repositories: [{ name: charts, url: "${url}" }]\nreleases:\n- { name: portal, chart: ${chart}, version: ${version} }\n`;
}

function choose(environments: ResolvedEnvironment[], texts: { readonly [environment: string]: string } = {}) {
  const existing = parseHelmfiles(Object.entries(texts).map(([name, text]) => ({ path: `${name}/helmfile.yaml`, text })));
  const chosen = chooseVersions(fleetOf({ environments }), existing);
  return Object.fromEntries([...chosen].map(([name, versions]) => [name, versions.get("portal")]));
}

describe("chooseVersions", () => {
  it("keeps the version of the file, as it is written, whatever the seed says", () => {
    const dev = environmentOf("dev", { releases: [portal({ version: "1.0.0" })] });

    expect(choose([dev], { dev: helmfileWith("1.10") })).toEqual({ dev: "1.10" });
    expect(choose([dev], { dev: helmfileWith("'v2.0.0'") })).toEqual({ dev: "v2.0.0" });
  });

  it("starts again from the seed when the chart or the repository is another one", () => {
    const dev = environmentOf("dev", { releases: [portal({ version: "1.0.0" })] });

    expect(choose([dev], { dev: helmfileWith("9.0.0", { chart: "charts/portal-ng" }) })).toEqual({ dev: "1.0.0" });
    expect(choose([dev], { dev: helmfileWith("9.0.0", { url: "https://mirror.example.com" }) })).toEqual({ dev: "1.0.0" });
  });

  it("keeps the version when only the repository's name in the file is another one", () => {
    const release = portal({ chart: "registry/portal", repository: registry, version: "1.0.0" });
    const dev = environmentOf("dev", { releases: [release] });

    expect(choose([dev], { dev: helmfileWith("2.0.0", { url: "oci://ghcr.io/example/charts" }) })).toEqual({ dev: "2.0.0" });
    expect(choose([dev], { dev: helmfileWith("2.0.0", { chart: "oci://ghcr.io/example/charts/portal" }) })).toEqual({ dev: "2.0.0" });
  });

  it("lets a pin override the file", () => {
    const dev = environmentOf("dev", { releases: [portal({ pin: { version: "1.5.0", reason: "broken" } })] });

    expect(choose([dev], { dev: helmfileWith("2.0.0") })).toEqual({ dev: "1.5.0" });
  });

  it("starts a new follower from its upstream, also through an environment without the release", () => {
    const environments = [
      environmentOf("dev", { releases: [portal({ version: "1.0.0" })] }),
      environmentOf("stg", { follows: "dev" }),
      environmentOf("prd", { follows: "stg", releases: [portal({ version: "1.0.0" })] }),
      environmentOf("dr", { follows: "prd", releases: [portal()] }),
    ];

    expect(choose(environments, { dev: helmfileWith("1.4.0") })).toEqual({ dev: "1.4.0", stg: undefined, prd: "1.4.0", dr: "1.4.0" });
  });

  it("starts a new follower from a hand-kept upstream, whose repositories may stand elsewhere", () => {
    const environments = [
      environmentOf("dev", { isHandWritten: true }),
      environmentOf("prd", { follows: "dev", releases: [portal({ version: "1.0.0" })] }),
    ];

    expect(choose(environments, { dev: "releases: [{ name: portal, chart: charts/portal, version: 1.9.0 }]" })).toEqual({ prd: "1.9.0" });
    expect(choose(environments, { dev: "releases: [{ name: portal, chart: charts/portal, version: '{{ x }}' }]" })).toEqual({
      prd: "1.0.0",
    });
  });

  it("does not follow an upstream that runs another chart under the name", () => {
    const environments = [
      environmentOf("dev", { releases: [portal({ chart: "registry/portal", repository: registry, version: "5.0.0" })] }),
      environmentOf("prd", { follows: "dev", releases: [portal({ version: "1.0.0" })] }),
    ];

    expect(choose(environments)).toEqual({ dev: "5.0.0", prd: "1.0.0" });
  });

  it("gives local charts no version", () => {
    expect(choose([environmentOf("dev", { releases: [releaseOf("portal", { chart: "./charts/portal", version: "1.0.0" })] })])).toEqual({});
  });

  it("names every release that has no version", () => {
    const releases = [portal(), releaseOf("billing", { chart: "charts/billing", repository: charts })];
    const run = () => choose([environmentOf("dev", { releases }), environmentOf("prd", { releases: [portal()] })]);

    expect(messageOf(run)).toMatchInlineSnapshot(`
        "error: the new release "portal" has no version in environment "dev" (chart "charts/portal", releases.portal)
         hint: add a first version, for example version: "1.2.3"; remove it when dev/helmfile.yaml has one
        error: the new release "billing" has no version in environment "dev" (chart "charts/billing", releases.billing)
         hint: add a first version, for example version: "1.2.3"; remove it when dev/helmfile.yaml has one
        error: the new release "portal" has no version in environment "prd" (chart "charts/portal", releases.portal)
         hint: add a first version, for example version: "1.2.3"; remove it when prd/helmfile.yaml has one"
      `);
  });
});
