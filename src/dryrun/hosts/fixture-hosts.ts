import { Hono } from "hono";
import { createDockerHubApi } from "./docker-hub.ts";
import { createContentsApi, createGiteaApi, createGitlabApi } from "./file-apis.ts";
import type { FixtureSet } from "../fixtures/fixtures.ts";
import { createGithubApi } from "./github-api.ts";
import { createHelmRepository } from "./helm-repository.ts";
import { dockerHub } from "../fixtures/image-fixtures.ts";
import { createNpmRegistry } from "./npm-registry.ts";
import { createOciRegistry } from "./oci-registry.ts";
import type { PresetForge } from "../fixtures/preset-fixtures.ts";

/** Web applications by `host:port`. */
export type FixtureHosts = ReadonlyMap<string, Hono>;

/** Creates one web application per host of the fixtures. A host may have classic repositories, OCI registries and presets. */
export async function createFixtureHosts(fixtures: FixtureSet): Promise<FixtureHosts> {
  const hosts = new Map<string, Hono>();
  const add = (host: string, app: Hono) => hosts.set(host, (hosts.get(host) ?? new Hono()).route("/", app));
  for (const [host, app] of createForgeApis(fixtures)) add(host, app);
  for (const registry of fixtures.registries) {
    if (registry.kind === "helm") add(registry.host, await createHelmRepository(registry));
    if (registry.address === dockerHub.address) add("hub.docker.com:443", createDockerHubApi(registry));
  }
  const oci = fixtures.registries.filter(({ kind }) => kind !== "helm");
  for (const host of new Set(oci.map((registry) => registry.host))) {
    add(host, await createOciRegistry(oci.filter((registry) => registry.host === host)));
  }
  if (fixtures.packages.length > 0) add("registry.npmjs.org:443", createNpmRegistry(fixtures.packages));
  return hosts;
}

function createForgeApis(fixtures: FixtureSet): readonly (readonly [host: string, app: Hono])[] {
  const hasForge = (forge: PresetForge) => [...fixtures.presets, ...fixtures.tagged].some((repository) => repository.forge === forge);
  const { tagged: repositories, githubToken: token } = fixtures;
  const github = createGithubApi({ repositories, ...(token === undefined ? {} : { token }) }).route(
    "/",
    createContentsApi("github", fixtures),
  );
  const apis = [
    ["github", "api.github.com:443", github],
    ["gitlab", "gitlab.com:443", createGitlabApi(fixtures)],
    ["gitea", "gitea.com:443", createGiteaApi("gitea", fixtures)],
    ["forgejo", "code.forgejo.org:443", createGiteaApi("forgejo", fixtures)],
  ] as const;
  return apis.flatMap(([forge, host, app]) => (hasForge(forge) ? [[host, app] as const] : []));
}
