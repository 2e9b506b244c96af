import { expect, test } from "vitest";
import { renderIssues } from "../core/user-error.ts";
import { parseFleet } from "./parse.ts";
import { validateFleet } from "./validate.ts";

const repositories = { jetstack: { url: "https://charts.jetstack.io" }, shared: { url: "ghcr.io/example/charts", oci: true } };
const environments = { dev: {}, prd: { follows: "dev", clusters: { tokyo: {}, osaka: {} } } };

function withRelease(release: object): object {
  return { environments, repositories, releases: { portal: { chart: "jetstack/portal", ...release } } };
}

function withRepository(repository: object, name = "charts"): object {
  return { environments, repositories: { [name]: repository } };
}

const cases: readonly { readonly says: string; readonly declared: unknown; readonly expected: string }[] = [
  {
    says: "an unknown repository",
    declared: withRelease({ chart: "jetstak/portal" }),
    expected: `error: repository "jetstak" is not declared (desalt.config.ts, releases.portal.chart)
 hint: did you mean "jetstack"? declared: jetstack, shared`,
  },
  {
    says: "a chart without a repository",
    declared: withRelease({ chart: "portal" }),
    expected: `error: "portal" is not a valid chart (desalt.config.ts, releases.portal.chart)
 hint: write REPOSITORY/CHART; repositories: jetstack, shared`,
  },
  {
    says: "an OCI address in place of a chart",
    declared: withRelease({ chart: "oci://ghcr.io/example/charts/portal" }),
    expected: `error: "oci://ghcr.io/example/charts/portal" is a URL, but a chart must be of a declared repository (desalt.config.ts, releases.portal.chart)
 hint: declare the registry under "repositories" with ociRepository, and write NAME/CHART`,
  },
  {
    says: "a classic address in place of a chart",
    declared: withRelease({ chart: "https://charts.example.com/portal" }),
    expected: `error: "https://charts.example.com/portal" is a URL, but a chart must be of a declared repository (desalt.config.ts, releases.portal.chart)
 hint: declare the repository under "repositories" with helmRepository, and write NAME/CHART`,
  },
  {
    says: "an absolute chart path",
    declared: withRelease({ chart: "/charts/portal" }),
    expected: `error: "/charts/portal" is not a path inside the repository (desalt.config.ts, releases.portal.chart)
 hint: write it relative to the repository's root, for example ./charts/portal`,
  },
  {
    says: "a chart path that leaves the repository",
    declared: withRelease({ chart: "./charts/../../portal" }),
    expected: `error: "./charts/../../portal" is not a path inside the repository (desalt.config.ts, releases.portal.chart)
 hint: write it relative to the repository's root, for example ./charts/portal`,
  },
  {
    says: "a version of a local chart",
    declared: withRelease({ chart: "./charts/portal", version: "1.0.0" }),
    expected: `error: "version" has no effect for the local chart "./charts/portal" (desalt.config.ts, releases.portal.version)
 hint: remove it; the version is in the chart's Chart.yaml`,
  },
  {
    says: "an unknown repository in an override",
    declared: withRelease({ environments: { dev: { chart: "shred/portal" } } }),
    expected: `error: repository "shred" is not declared (desalt.config.ts, releases.portal.environments.dev.chart)
 hint: did you mean "shared"? declared: jetstack, shared`,
  },
  {
    says: "a range as version",
    declared: withRelease({ version: "^1.2.0" }),
    expected: `error: "^1.2.0" is not a valid version (desalt.config.ts, releases.portal.version)
 hint: give one version, for example 1.16.2; ranges are not allowed`,
  },
  {
    says: "a part of a version",
    declared: withRelease({ version: "1.2" }),
    expected: `error: "1.2" is not a valid version (desalt.config.ts, releases.portal.version)
 hint: give one version, for example 1.16.2; ranges are not allowed`,
  },
  {
    says: "a range in a pin",
    declared: withRelease({ environments: { prd: { pin: { version: "1.x", reason: "breaks" } } } }),
    expected: `error: "1.x" is not a valid version (desalt.config.ts, releases.portal.environments.prd.pin.version)
 hint: give one version, for example 1.16.2; ranges are not allowed`,
  },
  {
    says: "an unknown environment in only",
    declared: withRelease({ only: ["dev", "prod"] }),
    expected: `error: environment "prod" is not declared (desalt.config.ts, releases.portal.only[1])
 hint: did you mean "prd"? declared: dev, prd`,
  },
  {
    says: "an unknown environment in environments",
    declared: withRelease({ environments: { prod: false } }),
    expected: `error: environment "prod" is not declared (desalt.config.ts, releases.portal.environments.prod)
 hint: did you mean "prd"? declared: dev, prd`,
  },
  {
    says: "an override that only leaves out",
    declared: withRelease({ only: ["dev"], environments: { prd: { wait: true } } }),
    expected: `error: this override has no effect, because "only" does not include "prd" (desalt.config.ts, releases.portal.environments.prd)
 hint: add "prd" to "only", or remove this override`,
  },
  {
    says: "an environment in only that is removed",
    declared: withRelease({ only: ["dev"], environments: { dev: false } }),
    expected: `error: environment "dev" is in "only", but "environments" removes it (desalt.config.ts, releases.portal.only[0])
 hint: remove one of the two`,
  },
  {
    says: "an unknown cluster",
    declared: withRelease({ environments: { prd: { clusters: { tokio: false } } } }),
    expected: `error: cluster "tokio" is not declared in environment "prd" (desalt.config.ts, releases.portal.environments.prd.clusters.tokio)
 hint: did you mean "tokyo"? declared: tokyo, osaka`,
  },
  {
    says: "a soak time where nothing is followed",
    declared: withRelease({ environments: { dev: { soak: "1 day" } } }),
    expected: `error: "soak" has no effect, because environment "dev" follows none (desalt.config.ts, releases.portal.environments.dev.soak)
 hint: remove it, or let "dev" follow another environment`,
  },
  {
    says: "a values file outside the repository",
    declared: withRelease({ values: "../values.yaml" }),
    expected: `error: "../values.yaml" is not a path inside the repository (desalt.config.ts, releases.portal.values)
 hint: write it relative to the repository's root, with /`,
  },
  {
    says: "an unknown release in needs",
    declared: withRelease({ needs: ["cert-manger"] }),
    expected: `error: release "cert-manger" is not declared (desalt.config.ts, releases.portal.needs[0])
 hint: declared: portal`,
  },
  {
    says: "a release that needs itself",
    declared: withRelease({ needs: ["portal"] }),
    expected: `error: release "portal" needs itself (desalt.config.ts, releases.portal.needs[0])
 hint: remove it`,
  },
  {
    says: "a needed release that does not run there",
    declared: {
      environments,
      repositories,
      releases: { a: { chart: "jetstack/a", only: ["prd"] }, b: { chart: "jetstack/b", needs: ["infra/a"] } },
    },
    expected: `error: release "b" needs "infra/a", which does not run in environment "dev" (desalt.config.ts, releases.b.needs[0])
 hint: let "a" run there, or override \`needs\` for "dev"`,
  },
  {
    says: "a release declared twice, with both places",
    declared: {
      ...withRelease({}),
      include: [
        { releases: { portal: { chart: "jetstack/portal" } } },
        { source: "net.yaml", releases: { portal: { chart: "jetstack/portal" } } },
      ],
    },
    expected: `error: release "portal" is declared twice (desalt.config.ts, releases.portal; desalt.config.ts, include[0].releases.portal)
 hint: rename or remove one
error: release "portal" is declared twice (desalt.config.ts, releases.portal; net.yaml, releases.portal)
 hint: rename or remove one`,
  },
  {
    says: "an unknown environment in follows and inherits",
    declared: { environments: { dev: {}, prd: { follows: "dve", inherits: "stg" } } },
    expected: `error: environment "stg" is not declared (desalt.config.ts, environments.prd.inherits)
 hint: declared: dev, prd
error: environment "dve" is not declared (desalt.config.ts, environments.prd.follows)
 hint: declared: dev, prd`,
  },
  {
    says: "an environment that follows and inherits itself",
    declared: { environments: { dev: { follows: "dev", inherits: "dev" } } },
    expected: `error: environment "dev" inherits itself (desalt.config.ts, environments.dev.inherits)
 hint: remove it
error: environment "dev" follows itself (desalt.config.ts, environments.dev.follows)
 hint: remove it`,
  },
  {
    says: "a circle of follows",
    declared: { environments: { a: { follows: "c" }, b: { follows: "a" }, c: { follows: "b" }, d: { follows: "a" } } },
    expected: `error: "follows" has a cycle: a → c → b → a (desalt.config.ts, environments.b.follows)
 hint: remove one \`follows\`, or set it to null if it is inherited`,
  },
  {
    says: "a circle of inherits",
    declared: { environments: { a: { inherits: "b" }, b: { inherits: "a" } } },
    expected: `error: "inherits" has a cycle: a → b → a (desalt.config.ts, environments.b.inherits)
 hint: remove one \`inherits\``,
  },
  {
    says: "a circle of follows by inheritance",
    declared: { environments: { dev: { inherits: "prd" }, stg: { follows: "dev" }, prd: { follows: "stg" } } },
    expected: `error: "follows" has a cycle: dev → stg → dev (desalt.config.ts, environments.stg.follows)
 hint: remove one \`follows\`, or set it to null if it is inherited`,
  },
  {
    says: "an environment of a helmfile that is generated",
    declared: { environments: { dev: { helmfileEnvironment: "tokyo" } } },
    expected: `error: "helmfileEnvironment" has no effect without "helmfile" (desalt.config.ts, environments.dev.helmfileEnvironment)
 hint: remove it, or name the hand-written helmfile with \`helmfile\``,
  },
  {
    says: "soaks of releases that are generated",
    declared: { environments: { dev: {}, prd: { follows: "dev", soaks: { portal: "1 day" } } } },
    expected: `error: "soaks" has no effect without "helmfile" (desalt.config.ts, environments.prd.soaks)
 hint: set "soak" on the release: releases.NAME.environments.prd.soak`,
  },
  {
    says: "soaks without follows",
    declared: { environments: { dev: { helmfile: "dev/helmfile.yaml", soaks: { portal: "1 day" } } } },
    expected: `error: "soaks" has no effect without "follows" (desalt.config.ts, environments.dev.soaks)
 hint: name the environment in which versions soak, with \`follows\``,
  },
  {
    says: "soak without follows",
    declared: { environments: { dev: { soak: "1 day" } } },
    expected: `error: "soak" has no effect without "follows" (desalt.config.ts, environments.dev.soak)
 hint: name the environment in which versions soak, with \`follows\``,
  },
  {
    says: "a cluster in two environments",
    declared: { environments: { dev: { clusters: { tokyo: {} } }, prd: { clusters: { tokyo: {} } } } },
    expected: `error: cluster "tokyo" is not unique, because environment "dev" has one of the same name (desalt.config.ts, environments.prd.clusters.tokyo)
 hint: rename one, for example to "prd-tokyo"`,
  },
  {
    says: "a cluster with the name of another environment",
    declared: { environments: { dev: {}, prd: { clusters: { dev: {}, prd: {} } } } },
    expected: `error: cluster "dev" is not unique, because environment "dev" has the same name (desalt.config.ts, environments.prd.clusters.dev)
 hint: rename one, for example to "prd-dev"`,
  },
  {
    says: "two environments in one directory",
    declared: { environments: { dev: { directory: "./clusters/" }, prd: { directory: "clusters" } } },
    expected: `error: environments "dev" and "prd" share the helmfile "clusters/helmfile.yaml" (desalt.config.ts, environments.prd.directory)
 hint: give each its own file`,
  },
  {
    says: "two environments with one hand-kept helmfile",
    declared: { environments: { dev: { helmfile: "helmfile.yaml" }, prd: { helmfile: "./helmfile.yaml" } } },
    expected: `error: environments "dev" and "prd" share the helmfile "helmfile.yaml" (desalt.config.ts, environments.prd.helmfile)
 hint: give each its own file, or its own \`helmfileEnvironment\``,
  },
  {
    says: "two environments with one environment of a hand-kept helmfile",
    declared: {
      environments: {
        dev: { helmfile: "helmfile.yaml", helmfileEnvironment: "dev" },
        stg: { helmfile: "helmfile.yaml", helmfileEnvironment: "stg" },
        prd: { helmfile: "helmfile.yaml", helmfileEnvironment: "dev" },
      },
    },
    expected: `error: environments "dev" and "prd" share the helmfile "helmfile.yaml" (desalt.config.ts, environments.prd.helmfile)
 hint: give each its own file, or its own \`helmfileEnvironment\``,
  },
  {
    says: "a hand-kept helmfile where one would be generated",
    declared: { environments: { dev: {}, prd: { helmfile: "dev/helmfile.yaml" } } },
    expected: `error: environments "dev" and "prd" share the helmfile "dev/helmfile.yaml" (desalt.config.ts, environments.prd.helmfile)
 hint: give each its own file`,
  },
  {
    says: "paths that leave the repository",
    declared: { environments: { dev: { directory: "../dev" }, prd: { helmfile: "/etc/helmfile.yaml" } } },
    expected: `error: "../dev" is not a path inside the repository (desalt.config.ts, environments.dev.directory)
 hint: write it relative to the repository's root, with /
error: "/etc/helmfile.yaml" is not a path inside the repository (desalt.config.ts, environments.prd.helmfile)
 hint: write it relative to the repository's root, with /`,
  },
  {
    says: "options that a hand-kept helmfile takes no notice of",
    declared: { environments: { dev: { helmfile: "dev.yaml", directory: "x", clusters: { a: {} } } } },
    expected: `error: "directory" has no effect beside "helmfile" (desalt.config.ts, environments.dev.directory)
 hint: set it in the hand-written helmfile, or remove "helmfile" to let desalt generate one
error: "clusters" has no effect beside "helmfile" (desalt.config.ts, environments.dev.clusters)
 hint: set it in the hand-written helmfile, or remove "helmfile" to let desalt generate one`,
  },
  {
    says: "releases where every helmfile is kept by hand",
    declared: { environments: { dev: { helmfile: "dev.yaml" } }, repositories, releases: { portal: { chart: "jetstack/portal" } } },
    expected: `error: releases have no effect, because every environment has a hand-written helmfile (desalt.config.ts, releases.portal)
 hint: add the releases to those helmfiles, or remove \`helmfile\` from an environment`,
  },
  {
    says: "an override for a hand-kept environment",
    declared: {
      environments: { dev: {}, prd: { helmfile: "prd.yaml" } },
      repositories,
      releases: { portal: { chart: "jetstack/portal", environments: { prd: { wait: true } } } },
    },
    expected: `error: environment "prd" has a hand-written helmfile, to which releases do not apply (desalt.config.ts, releases.portal.environments.prd)
 hint: set it in that helmfile`,
  },
  {
    says: "a time zone that is none",
    declared: { environments: { dev: { timezone: "Asia/Tokio" } } },
    expected: `error: "Asia/Tokio" is not a valid time zone (desalt.config.ts, environments.dev.timezone)
 hint: did you mean "Asia/Tokyo"? use an IANA name, or UTC`,
  },
  {
    says: "a repository that GitHub has no secrets for",
    declared: withRepository({ url: "https://a.example" }, "github-charts"),
    expected: `error: repository "github-charts" would need the secret GITHUB_CHARTS_PASSWORD, but GitHub does not allow names that start with GITHUB_ (desalt.config.ts, repositories.github-charts)
 hint: rename it, for example to "gh-charts"`,
  },
  {
    says: "a repository that makes no variable",
    declared: withRepository({ url: "https://a.example" }, "My.Charts"),
    expected: `error: "My.Charts" is not a valid name for a repository (desalt.config.ts, repositories["My.Charts"])
 hint: start with a lower-case letter, then use lower-case letters, digits and hyphens`,
  },
  {
    says: "two repositories with the same variables",
    declared: { environments, repositories: { "a-b": { url: "https://a.example" }, a_b: { url: "https://b.example" } } },
    expected: `error: repositories "a-b" and "a_b" would use the same variables A_B_USERNAME and A_B_PASSWORD (desalt.config.ts, repositories.a_b)
 hint: rename one of them
error: "a_b" is not a valid name for a repository (desalt.config.ts, repositories.a_b)
 hint: start with a lower-case letter, then use lower-case letters, digits and hyphens`,
  },
  {
    says: "an OCI registry with a scheme",
    declared: withRepository({ url: "oci://ghcr.io/x", oci: true }),
    expected: `error: "oci://ghcr.io/x" has a scheme, but the address of an OCI registry has none (desalt.config.ts, repositories.charts.url)
 hint: write "ghcr.io/x"`,
  },
  {
    says: "an OCI registry declared as a classic repository",
    declared: withRepository({ url: "oci://ghcr.io/x" }),
    expected: `error: "oci://ghcr.io/x" is an OCI registry, but the repository is a classic one (desalt.config.ts, repositories.charts.url)
 hint: write ociRepository("ghcr.io/x"), or url "ghcr.io/x" and "oci: true"`,
  },
  {
    says: "a classic repository without a scheme",
    declared: withRepository({ url: "charts.example.com" }),
    expected: `error: "charts.example.com" is not a valid address of a chart repository (desalt.config.ts, repositories.charts.url)
 hint: write "https://charts.example.com", or set "oci: true" if it is an OCI registry`,
  },
  {
    says: "credential options of a public repository",
    declared: withRepository({ url: "https://a.example", username: "x", inherited: true, sops: "s.env" }),
    expected: `error: "username" has no effect, because repository "charts" is public (desalt.config.ts, repositories.charts.username)
 hint: add "private: true"
error: "inherited" has no effect, because repository "charts" is public (desalt.config.ts, repositories.charts.inherited)
 hint: add "private: true"
error: "sops" has no effect, because repository "charts" is public (desalt.config.ts, repositories.charts.sops)
 hint: add "private: true"`,
  },
  {
    says: "two ways of credentials",
    declared: withRepository({ url: "https://a.example", private: true, inherited: true, encrypted: { password: "x" } }),
    expected: `error: "inherited" and "encrypted" of repository "charts" cannot be combined (desalt.config.ts, repositories.charts)
 hint: remove all but one`,
  },
  {
    says: "ECR of a classic repository",
    declared: withRepository({ url: "https://a.example", ecr: true }),
    expected: `error: "ecr" needs an OCI registry, but repository "charts" is a classic one (desalt.config.ts, repositories.charts.ecr)
 hint: write ociRepository(…), or set oci: true`,
  },
  {
    says: "a secrets file outside the repository",
    declared: withRepository({ url: "https://a.example", private: true, sops: "../s.env" }),
    expected: `error: "../s.env" is not a path inside the repository (desalt.config.ts, repositories.charts.sops)
 hint: write it relative to the repository's root, with /`,
  },
];

for (const { says, declared, expected } of cases) {
  test(`validateFleet explains ${says}`, () => {
    expect(renderIssues(validateFleet(parseFleet(declared, "desalt.config.ts")))).toBe(expected);
  });
}

test("validateFleet finds nothing wrong with a fleet that uses every kind of name", () => {
  const declared = {
    environments: {
      ...environments,
      "prd-eu": { inherits: "prd", clusters: { paris: {} } },
      old: { helmfile: "old/helmfile.yaml", kubernetes: "1.30" },
    },
    repositories: { ...repositories, mirror: { url: "123.dkr.ecr.eu-west-1.amazonaws.com", oci: true, ecr: true } },
    releases: {
      a: {
        chart: "shared/nested/a",
        version: "v1.2.3-rc.1+build",
        only: ["prd"],
        environments: { "prd-eu": { clusters: { paris: false } } },
      },
      b: { chart: "./charts/b", needs: ["c"], values: "values/b.yaml" },
      c: { chart: "mirror/c" },
    },
  };
  expect(validateFleet(parseFleet(declared, "desalt.config.ts"))).toEqual([]);
});
