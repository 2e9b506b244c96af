import type { GeneratedFile } from "../../../core/generated-file.ts";

/** An environment of a first config; `helmfile` names a hand-written file. */
export interface FirstEnvironment {
  readonly name: string;
  readonly helmfile?: string;
  readonly follows?: string;
}

/** Renders the first config: YAML for existing helmfiles, otherwise TypeScript with one release as an example. */
export function renderFirstConfig(first: {
  readonly repository: string;
  readonly environments: readonly FirstEnvironment[];
}): GeneratedFile {
  if (first.environments.some(({ helmfile }) => helmfile !== undefined)) return { path: "desalt.yaml", text: renderYamlConfig(first) };
  return { path: "desalt.config.ts", text: renderTypeScriptConfig(first) };
}

type First = Parameters<typeof renderFirstConfig>[0];

function renderYamlConfig({ repository, environments }: First): string {
  const lines = environments.map(({ name, helmfile, follows }) => {
    const keys = [`helmfile: ${JSON.stringify(helmfile)}`, ...(follows === undefined ? [] : [`follows: ${follows}`, "soak: 7 days"])];
    return `  ${name}: { ${keys.join(", ")} }`;
  });
  return `repository: ${repository}\nenvironments:\n${lines.join("\n")}\n`;
}

function renderTypeScriptConfig({ repository, environments }: First): string {
  const lines = environments.map(({ name, follows }) => {
    const key = /^[a-z][a-z0-9]*$/u.test(name) ? name : JSON.stringify(name);
    return follows === undefined ? `    ${key}: { automerge: "patch" },` : `    ${key}: { follows: "${follows}", soak: "7 days" },`;
  });
  return `import { defineFleet, helmRepository } from "desalt";

export default defineFleet({
  repository: "${repository}",
  environments: {
${lines.join("\n")}
  },
  repositories: {
    jetstack: helmRepository("https://charts.jetstack.io"),
  },
  releases: {
    "cert-manager": {
      chart: "jetstack/cert-manager",
      version: "v1.18.2",
      namespace: "cert-manager",
      values: { crds: { enabled: true } },
    },
  },
});
`;
}
