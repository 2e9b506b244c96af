/** How large a fleet is. */
export interface FleetSize {
  readonly environments: number;
  readonly releases: number;
}

/**
 * The text of a `desalt.config.ts` as people write it, some 15 lines of values per release. Of four releases one has
 * values that are a function of settings, so that they differ everywhere, one has an override in half of the
 * environments, and two are the same in all. Every tenth environment has two clusters.
 */
export function renderLargeFleet({ environments, releases }: FleetSize): string {
  return `import { defineFleet, helmRepository, ociRepository } from "desalt";

export default defineFleet({
  repository: "acme/infra",
  environments: {
${times(environments, renderEnvironment)}  },
  repositories: {
    jetstack: helmRepository("https://charts.jetstack.io"),
    platform: helmRepository("https://charts.example.com", { private: true }),
    shared: ociRepository("ghcr.io/example/charts", { private: true }),
  },
  releases: {
${times(releases, (index) => renderRelease(index, environments))}  },
});
`;
}

const repositories = ["jetstack", "platform", "shared"];

function times(count: number, render: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => render(index)).join("");
}

function renderEnvironment(index: number): string {
  const domain = `env-${index}.example.com`;
  const follows = index % 2 === 1 ? ` follows: "env-${index - 1}", soak: "7 days",` : "";
  const clusters =
    index % 10 === 9 ? ` clusters: { "east-${index}": {}, "west-${index}": { settings: { domain: "west.${domain}" } } },` : "";
  return `    "env-${index}": { kubernetes: "1.34",${follows} settings: { domain: "${domain}", replicas: ${1 + (index % 5)} },${clusters} },\n`;
}

function renderRelease(index: number, environments: number): string {
  const isFunction = index % 4 === 0;
  return `    "release-${index}": {
      chart: "${repositories[index % repositories.length]}/chart-${index}",
      version: "1.${index}.0",
      namespace: "team-${index % 20}",
      values: ${isFunction ? `({ settings }) => (${renderValues(index, "settings.replicas", `\`release-${index}.\${settings.domain}\``)})` : renderValues(index, "2", `"release-${index}.example.com"`)},
${index % 4 === 1 ? renderOverrides(environments) : ""}    },
`;
}

function renderValues(index: number, replicas: string, host: string): string {
  return `{
        replicaCount: ${replicas},
        image: { repository: "registry.example.com/team/release-${index}", pullPolicy: "IfNotPresent" },
        resources: { requests: { cpu: "100m", memory: "${128 + index}Mi" }, limits: { memory: "${256 + index}Mi" } },
        ingress: { enabled: true, host: ${host}, annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
        serviceMonitor: { enabled: ${index % 3 === 0} },
        extraArgs: ["--log-level=info", "--metrics-port=${9000 + index}"],
      }`;
}

function renderOverrides(environments: number): string {
  const overridden = Array.from({ length: environments }, (_, index) => index).filter((index) => index % 2 === 1);
  return `      environments: {\n${overridden.map((index) => `        "env-${index}": { values: { replicaCount: ${3 + (index % 7)} } },\n`).join("")}      },\n`;
}
