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
    expected: `error: "portal" is not REPOSITORY/CHART (desalt.config.ts, releases.portal.chart)
 hint: write the repository's name, a slash and the chart's name; repositories: jetstack, shared`,
  },
  {
    says: "an OCI address in place of a chart",
    declared: withRelease({ chart: "oci://ghcr.io/example/charts/portal" }),
    expected: `error: "oci://ghcr.io/example/charts/portal" is a URL, not a chart of a declared repository (desalt.config.ts, releases.portal.chart)
 hint: declare the registry under "repositories" with ociRepository, and write NAME/CHART`,
  },
  {
    says: "a classic address in place of a chart",
    declared: withRelease({ chart: "https://charts.example.com/portal" }),
    expected: `error: "https://charts.example.com/portal" is a URL, not a chart of a declared repository (desalt.config.ts, releases.portal.chart)
 hint: declare the repository under "repositories" with helmRepository, and write NAME/CHART`,
  },
  {
    says: "an absolute chart path",
    declared: withRelease({ chart: "/charts/portal" }),
    expected: `error: "/charts/portal" is not a path inside the repository (desalt.config.ts, releases.portal.chart)
 hint: write it relative to the repository's root, such as ./charts/portal, without leaving it`,
  },
  {
    says: "a chart path that leaves the repository",
    declared: withRelease({ chart: "./charts/../../portal" }),
    expected: `error: "./charts/../../portal" is not a path inside the repository (desalt.config.ts, releases.portal.chart)
 hint: write it relative to the repository's root, such as ./charts/portal, without leaving it`,
  },
  {
    says: "a version of a local chart",
    declared: withRelease({ chart: "./charts/portal", version: "1.0.0" }),
    expected: `error: "version" has no effect: the chart "./charts/portal" is in this repository (desalt.config.ts, releases.portal.version)
 hint: its version is in its Chart.yaml`,
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
    expected: `error: "^1.2.0" is not a version (desalt.config.ts, releases.portal.version)
 hint: literal versions only, such as 1.16.2: no ranges, no wildcards`,
  },
  {
    says: "a part of a version",
    declared: withRelease({ version: "1.2" }),
    expected: `error: "1.2" is not a version (desalt.config.ts, releases.portal.version)
 hint: literal versions only, such as 1.16.2: no ranges, no wildcards`,
  },
  {
    says: "a range in a pin",
    declared: withRelease({ environments: { prd: { pin: { version: "1.x", reason: "breaks" } } } }),
    expected: `error: "1.x" is not a version (desalt.config.ts, releases.portal.environments.prd.pin.version)
 hint: literal versions only, such as 1.16.2: no ranges, no wildcards`,
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
    expected: `error: an override has no effect: "only" leaves out "prd" (desalt.config.ts, releases.portal.environments.prd)
 hint: add "prd" to "only", or remove this override`,
  },
  {
    says: "an environment in only that is removed",
    declared: withRelease({ only: ["dev"], environments: { dev: false } }),
    expected: `error: environment "dev" is in "only" and removed by "environments" (desalt.config.ts, releases.portal.only[0])
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
    expected: `error: "soak" has no effect: environment "dev" follows none (desalt.config.ts, releases.portal.environments.dev.soak)
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
 hint: let "a" run there too, or override \`needs\` for "dev"`,
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
    expected: `error: "follows" runs in a circle: a → c → b → a (desalt.config.ts, environments.b.follows)
 hint: one of them must follow none: remove its follows, or set it to null where it is inherited`,
  },
  {
    says: "a circle of inherits",
    declared: { environments: { a: { inherits: "b" }, b: { inherits: "a" } } },
    expected: `error: "inherits" runs in a circle: a → b → a (desalt.config.ts, environments.b.inherits)
 hint: remove one of them`,
  },
  {
    says: "a circle of follows by inheritance",
    declared: { environments: { dev: { inherits: "prd" }, stg: { follows: "dev" }, prd: { follows: "stg" } } },
    expected: `error: "follows" runs in a circle: dev → stg → dev (desalt.config.ts, environments.stg.follows)
 hint: one of them must follow none: remove its follows, or set it to null where it is inherited`,
  },
  {
    says: "soaks of releases that are generated",
    declared: { environments: { dev: {}, prd: { follows: "dev", soaks: { portal: "1 day" } } } },
    expected: `error: "soaks" is for a helmfile that people keep (desalt.config.ts, environments.prd.soaks)
 hint: say "soak" on the release: releases.NAME.environments.prd.soak`,
  },
  {
    says: "soaks without follows",
    declared: { environments: { dev: { helmfile: "dev/helmfile.yaml", soaks: { portal: "1 day" } } } },
    expected: `error: "soaks" has no effect without "follows" (desalt.config.ts, environments.dev.soaks)
 hint: name the environment that versions soak in: follows`,
  },
  {
    says: "soak without follows",
    declared: { environments: { dev: { soak: "1 day" } } },
    expected: `error: "soak" has no effect without "follows" (desalt.config.ts, environments.dev.soak)
 hint: name the environment that versions soak in: follows`,
  },
  {
    says: "a cluster in two environments",
    declared: { environments: { dev: { clusters: { tokyo: {} } }, prd: { clusters: { tokyo: {} } } } },
    expected: `error: cluster "tokyo" is not unique: environment "dev" has one of that name (desalt.config.ts, environments.prd.clusters.tokyo)
 hint: rename one, for example to "prd-tokyo"`,
  },
  {
    says: "a cluster with the name of another environment",
    declared: { environments: { dev: {}, prd: { clusters: { dev: {}, prd: {} } } } },
    expected: `error: cluster "dev" is not unique: environment "dev" has that name (desalt.config.ts, environments.prd.clusters.dev)
 hint: rename one, for example to "prd-dev"`,
  },
  {
    says: "two environments in one directory",
    declared: { environments: { dev: { directory: "./clusters/" }, prd: { directory: "clusters" } } },
    expected: `error: environments "dev" and "prd" share the helmfile "clusters/helmfile.yaml" (desalt.config.ts, environments.prd.directory)
 hint: give each a file of its own`,
  },
  {
    says: "two environments with one hand-kept helmfile",
    declared: { environments: { dev: { helmfile: "helmfile.yaml" }, prd: { helmfile: "./helmfile.yaml" } } },
    expected: `error: environments "dev" and "prd" share the helmfile "helmfile.yaml" (desalt.config.ts, environments.prd.helmfile)
 hint: give each a file of its own`,
  },
  {
    says: "a hand-kept helmfile where one would be generated",
    declared: { environments: { dev: {}, prd: { helmfile: "dev/helmfile.yaml" } } },
    expected: `error: environments "dev" and "prd" share the helmfile "dev/helmfile.yaml" (desalt.config.ts, environments.prd.helmfile)
 hint: give each a file of its own`,
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
 hint: say it in the helmfile, which people keep, or remove "helmfile" to let desalt write it
error: "clusters" has no effect beside "helmfile" (desalt.config.ts, environments.dev.clusters)
 hint: say it in the helmfile, which people keep, or remove "helmfile" to let desalt write it`,
  },
  {
    says: "releases where every helmfile is kept by hand",
    declared: { environments: { dev: { helmfile: "dev.yaml" } }, repositories, releases: { portal: { chart: "jetstack/portal" } } },
    expected: `error: releases have no effect: every environment has a "helmfile" that people keep (desalt.config.ts, releases.portal)
 hint: declare releases in those helmfiles, or remove \`helmfile\` from an environment`,
  },
  {
    says: "an override for a hand-kept environment",
    declared: {
      environments: { dev: {}, prd: { helmfile: "prd.yaml" } },
      repositories,
      releases: { portal: { chart: "jetstack/portal", environments: { prd: { wait: true } } } },
    },
    expected: `error: the release cannot run in environment "prd", whose helmfile people keep (desalt.config.ts, releases.portal.environments.prd)
 hint: say it in that helmfile`,
  },
  {
    says: "a time zone that is none",
    declared: { environments: { dev: { timezone: "Asia/Tokio" } } },
    expected: `error: "Asia/Tokio" is not a time zone (desalt.config.ts, environments.dev.timezone)
 hint: did you mean "Asia/Tokyo"? it must be an IANA name, or UTC`,
  },
  {
    says: "a repository that GitHub has no secrets for",
    declared: withRepository({ url: "https://a.example" }, "github-charts"),
    expected: `error: repository "github-charts" would need the secret GITHUB_CHARTS_PASSWORD, and GitHub refuses names that start with GITHUB_ (desalt.config.ts, repositories.github-charts)
 hint: rename it, for example to "gh-charts"`,
  },
  {
    says: "a repository that makes no variable",
    declared: withRepository({ url: "https://a.example" }, "My.Charts"),
    expected: `error: "My.Charts" is not a name of a repository (desalt.config.ts, repositories["My.Charts"])
 hint: begin with a lower-case letter, then lower-case letters, digits and dashes: credentials are named after it`,
  },
  {
    says: "two repositories with the same variables",
    declared: { environments, repositories: { "a-b": { url: "https://a.example" }, a_b: { url: "https://b.example" } } },
    expected: `error: repositories "a-b" and "a_b" would take their credentials from the same variables, A_B_USERNAME and A_B_PASSWORD (desalt.config.ts, repositories.a_b)
 hint: remove one of them
error: "a_b" is not a name of a repository (desalt.config.ts, repositories.a_b)
 hint: begin with a lower-case letter, then lower-case letters, digits and dashes: credentials are named after it`,
  },
  {
    says: "an OCI registry with a scheme",
    declared: withRepository({ url: "oci://ghcr.io/x", oci: true }),
    expected: `error: "oci://ghcr.io/x" has a scheme, and an OCI registry has none (desalt.config.ts, repositories.charts.url)
 hint: write "ghcr.io/x"`,
  },
  {
    says: "an OCI registry declared as a classic repository",
    declared: withRepository({ url: "oci://ghcr.io/x" }),
    expected: `error: "oci://ghcr.io/x" is an OCI registry, and the repository a classic one (desalt.config.ts, repositories.charts.url)
 hint: write ociRepository("ghcr.io/x"), or url "ghcr.io/x" and "oci: true"`,
  },
  {
    says: "a classic repository without a scheme",
    declared: withRepository({ url: "charts.example.com" }),
    expected: `error: "charts.example.com" is not the address of a chart repository (desalt.config.ts, repositories.charts.url)
 hint: write "https://charts.example.com", or set "oci: true" if it is an OCI registry`,
  },
  {
    says: "credential options of a public repository",
    declared: withRepository({ url: "https://a.example", username: "x", inherited: true, sops: "s.env" }),
    expected: `error: "username" has no effect: repository "charts" is public (desalt.config.ts, repositories.charts.username)
 hint: add "private: true"
error: "inherited" has no effect: repository "charts" is public (desalt.config.ts, repositories.charts.inherited)
 hint: add "private: true"
error: "sops" has no effect: repository "charts" is public (desalt.config.ts, repositories.charts.sops)
 hint: add "private: true"`,
  },
  {
    says: "two ways of credentials",
    declared: withRepository({ url: "https://a.example", private: true, inherited: true, encrypted: { password: "x" } }),
    expected: `error: "inherited" and "encrypted" of repository "charts" exclude each other (desalt.config.ts, repositories.charts)
 hint: choose one`,
  },
  {
    says: "ECR of a classic repository",
    declared: withRepository({ url: "https://a.example", ecr: true }),
    expected: `error: "ecr" needs an OCI registry, and repository "charts" is a classic one (desalt.config.ts, repositories.charts.ecr)
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
