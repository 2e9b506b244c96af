import { expect, test } from "vitest";
import { renderIssues, UserError } from "../core/user-error.ts";
import { parseFleet } from "./parse.ts";
import type { ResolvedGitops } from "./resolved-gitops.ts";
import { resolveFleet } from "./resolve.ts";

const environments = { dev: {}, prd: { clusters: { tokyo: {}, osaka: {} } } };

function resolve(gitops: object | undefined, fleet: object = { repository: "acme/infra" }): ResolvedGitops {
  const declared = { environments, ...fleet, ...(gitops === undefined ? {} : { gitops }) };
  return resolveFleet(parseFleet(declared, "desalt.config.ts")).gitops;
}

function explain(gitops: object, fleet?: object): string {
  try {
    resolve(gitops, fleet);
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues);
    throw error;
  }
  return "";
}

test("a fleet that does not speak of gitops has the defaults", () => {
  expect(resolve(undefined)).toEqual({
    isDeclared: false,
    repository: "acme/infra",
    isOwnRepository: true,
    branch: "desalt-manifests",
    directory: ".",
    secrets: "refuse",
    allowSecretsIn: [],
    hooks: true,
    removal: { allow: [], share: 0.2 },
    githubApp: false,
  });
});

test("manifests in another repository are on its main branch", () => {
  const { repository, isOwnRepository, branch, directory } = resolve({ repository: "acme/manifests", directory: "./k8s/" });
  expect({ repository, isOwnRepository, branch, directory }).toEqual({
    repository: "acme/manifests",
    isOwnRepository: false,
    branch: "main",
    directory: "k8s",
  });
});

test("argocd: true has every default, and a destination for each environment or cluster by its name", () => {
  expect(resolve({ repository: "acme/manifests", argocd: true }, { repository: "acme/Infra.Live" }).argocd).toEqual({
    pattern: "manifests",
    namespace: "argocd",
    project: "infra-live",
    repoURL: "https://github.com/acme/manifests.git",
    applicationName: "{{.cluster}}-{{.release}}",
    destinations: [
      { environment: "dev", target: { name: "dev" }, namespace: "default", sync: "manual" },
      { environment: "prd", cluster: "tokyo", target: { name: "tokyo" }, namespace: "default", sync: "manual" },
      { environment: "prd", cluster: "osaka", target: { name: "osaka" }, namespace: "default", sync: "manual" },
    ],
    prune: true,
    selfHeal: false,
    order: false,
    retry: { limit: 5, backoff: { duration: "30s", factor: 2, maxDuration: "10m" } },
    plugin: { image: "ghcr.io/helmfile/helmfile:v1.8.0", secret: "desalt-charts" },
  });
});

test("a cluster goes before its environment in destinations and sync", () => {
  const argocd = {
    destinations: { prd: { name: "blue", namespace: "apps" }, osaka: { server: "https://osaka.example.com" } },
    sync: { prd: "automated", osaka: "manual" },
  };
  expect(resolve({ argocd }).argocd?.destinations.slice(1)).toEqual([
    { environment: "prd", cluster: "tokyo", target: { name: "blue" }, namespace: "apps", sync: "automated" },
    { environment: "prd", cluster: "osaka", target: { server: "https://osaka.example.com" }, namespace: "apps", sync: "manual" },
  ]);
});

test("the plugin reads the fleet's own repository", () => {
  const argocd = { pattern: "plugin", plugin: { secret: "charts" } };
  expect(resolve({ repository: "acme/manifests", argocd }).argocd).toMatchObject({
    repoURL: "https://github.com/acme/infra.git",
    applicationName: "{{.cluster}}",
    plugin: { secret: "charts" },
  });
});

const cases: readonly { readonly says: string; readonly gitops: object; readonly fleet?: object; readonly expected: string }[] = [
  {
    says: "an unknown key",
    gitops: { secret: "omit" },
    expected: `error: unknown key "secret" (desalt.config.ts, gitops)
 hint: did you mean "secrets"? keys: repository, branch, directory, secrets, allowSecretsIn, hooks, removal, githubApp, argocd`,
  },
  {
    says: "an unknown way with secrets",
    gitops: { secrets: "comit" },
    expected: `error: a string is not a valid value (desalt.config.ts, gitops.secrets)
 hint: did you mean "omit"? allowed: refuse, omit, commit`,
  },
  {
    says: "a share in per cent",
    gitops: { removal: { share: 20 } },
    expected: `error: "20" is too large (desalt.config.ts, gitops.removal.share)
 hint: write a number of at most 1`,
  },
  {
    says: "a directory outside the repository",
    gitops: { directory: "../manifests" },
    expected: `error: "../manifests" is not a path inside the repository (desalt.config.ts, gitops.directory)
 hint: write it relative to the root of the manifests' repository, with /`,
  },
  {
    says: "manifests between the helmfiles",
    gitops: { branch: "main" },
    expected: `error: manifests cannot be in the root of "main", because the fleet is in that branch (desalt.config.ts, gitops.branch)
 hint: give the manifests their own directory, for example directory: "manifests", or their own branch`,
  },
  {
    says: "a destination of nobody",
    gitops: { argocd: { destinations: { tokio: { name: "a" } }, sync: { prod: "automated" } } },
    expected: `error: "tokio" is neither an environment nor a cluster (desalt.config.ts, gitops.argocd.destinations.tokio)
 hint: did you mean "tokyo"? declared: dev, prd, tokyo, osaka
error: "prod" is neither an environment nor a cluster (desalt.config.ts, gitops.argocd.sync.prod)
 hint: did you mean "prd"? declared: dev, prd, tokyo, osaka`,
  },
  {
    says: "a destination with two addresses",
    gitops: { argocd: { destinations: { dev: { name: "a", server: "https://a.example.com" } } } },
    expected: `error: "name" and "server" cannot be combined (desalt.config.ts, gitops.argocd.destinations.dev)
 hint: remove one of them`,
  },
  {
    says: "an unknown placeholder",
    gitops: { argocd: { applicationName: "{{.relase}}-{{.cluster}}" } },
    expected: `error: "{{.relase}}" is not a valid placeholder (desalt.config.ts, gitops.argocd.applicationName)
 hint: did you mean "release"? known: environment, cluster, release`,
  },
  {
    says: "a name that several Applications would share",
    gitops: { argocd: { applicationName: "{{.environment}}-{{.release}}" } },
    expected: `error: "{{.environment}}-{{.release}}" gives several Applications the same name (desalt.config.ts, gitops.argocd.applicationName)
 hint: add {{.cluster}} to it`,
  },
  {
    says: "a name that Kubernetes refuses",
    gitops: { argocd: { applicationName: "{{.cluster}}_{{.release}}" } },
    expected: `error: "{{.cluster}}_{{.release}}" is not a valid template for names (desalt.config.ts, gitops.argocd.applicationName)
 hint: use lower-case letters, digits, hyphens, {{.environment}}, {{.cluster}} and {{.release}}`,
  },
  {
    says: "an order where nothing is automated",
    gitops: { argocd: { order: true } },
    expected: `error: "order" has no effect if every sync is manual (desalt.config.ts, gitops.argocd.order)
 hint: write sync: "automated", or a map such as sync: { dev: "automated" }`,
  },
  {
    says: "an order with the plugin, and a plugin without its pattern",
    gitops: { argocd: { order: true, pattern: "plugin" } },
    expected: `error: "order" has no effect with the plugin (desalt.config.ts, gitops.argocd.order)
 hint: remove it, because the plugin has one Application for each environment`,
  },
  {
    says: "an option of the plugin without it",
    gitops: { argocd: { plugin: { secret: "charts" } } },
    expected: `error: "plugin" has no effect without pattern: "plugin" (desalt.config.ts, gitops.argocd.plugin)
 hint: remove it, or write pattern: "plugin"`,
  },
  {
    says: "an image without a version",
    gitops: { argocd: { pattern: "plugin", plugin: { image: "ghcr.io/helmfile/helmfile" } } },
    expected: `error: "ghcr.io/helmfile/helmfile" is not valid (desalt.config.ts, gitops.argocd.plugin.image)
 hint: An image with helm and helmfile, with its version or digest. Default: helmfile's own.`,
  },
  {
    says: "false for argocd",
    gitops: { argocd: false },
    expected: `error: expected true or a map, got "false" (desalt.config.ts, gitops.argocd)
 hint: Also generates Argo CD manifests in \`argocd/\`. \`true\`: with the default of every option.`,
  },
];

for (const { says, gitops, fleet, expected } of cases) {
  test(`gitops: explains ${says}`, () => {
    expect(explain(gitops, fleet)).toBe(expected);
  });
}
