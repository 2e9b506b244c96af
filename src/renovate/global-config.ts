import { type GeneratedFile, renderHeader } from "../core/generated-file.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { requiredSecrets } from "./credentials.ts";
import { hostType, locate } from "./registries.ts";

/**
 * The global config of a self-hosted Renovate: secrets from environment variables of the same names, and chart
 * repositories in the internal network allowed, which a repository's own config may not do.
 */
export function renderGlobalConfig(fleet: ResolvedFleet, source: string): GeneratedFile {
  const names = requiredSecrets(fleet).map(({ name }) => name);
  const options = [
    ...(fleet.repository === undefined ? [] : [`  repositories: [${JSON.stringify(fleet.repository)}],`]),
    "  secrets: Object.fromEntries(names.map((name) => [name, process.env[name]])),",
    "  hostRules: [",
    ...listHosts(fleet).map(({ url, type }) => `    { matchHost: ${JSON.stringify(url)}, hostType: "${type}", allowInternal: true },`),
    "  ],",
  ];
  const lines = [
    renderHeader(source, "//").trimEnd(),
    "// Start Renovate with RENOVATE_CONFIG_FILE=desalt/renovate-global.cjs; RENOVATE_PLATFORM and RENOVATE_TOKEN come from its environment.",
    `const names = ${JSON.stringify(names)};`,
    "",
    "const missing = names.filter((name) => !process.env[name]);",
    'if (missing.length > 0) throw new Error(`Set ${missing.join(", ")}: Renovate logs in to chart repositories with them.`);',
    "",
    "module.exports = {",
    ...options,
    "};",
  ];
  return { path: "desalt/renovate-global.cjs", text: `${lines.join("\n")}\n` };
}

function listHosts({ repositories }: ResolvedFleet): readonly { url: string; type: "docker" | "helm" }[] {
  const hosts = repositories.map((repository) => ({ url: `${locate(repository).origin}/`, type: hostType(repository) }));
  return hosts.filter(({ url, type }, index) => hosts.findIndex((host) => host.url === url && host.type === type) === index);
}
