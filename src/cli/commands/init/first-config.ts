import type { GeneratedFile } from "../../../core/generated-file.ts";
import { findSharedPattern } from "./named-files.ts";

/** An environment of a first config; `helmfile` names hand-written files. */
export interface FirstEnvironment {
  readonly name: string;
  readonly helmfile?: string | readonly string[];
  /** The environment in the helmfile, as in `helmfile -e NAME`. */
  readonly helmfileEnvironment?: string;
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
  const shared = findSharedPattern(environments);
  const lines = environments.map(({ name, helmfile, helmfileEnvironment, follows }) => {
    const keys = [
      ...(shared === undefined ? [`helmfile: ${renderFiles(helmfile)}`] : []),
      ...(helmfileEnvironment === undefined ? [] : [`helmfileEnvironment: ${renderText(helmfileEnvironment)}`]),
      ...(follows === undefined ? [] : [`follows: ${renderText(follows)}`, "soak: 7 days"]),
    ];
    return `  ${renderText(name)}: ${keys.length === 0 ? "{}" : `{ ${keys.join(", ")} }`}`;
  });
  const files = shared === undefined ? "" : `helmfiles: ${JSON.stringify(shared)}\n`;
  return `repository: ${renderText(repository)}\n${files}environments:\n${lines.join("\n")}\n`;
}

function renderFiles(helmfile: FirstEnvironment["helmfile"] = ""): string {
  return typeof helmfile === "string" ? JSON.stringify(helmfile) : `[${helmfile.map((path) => JSON.stringify(path)).join(", ")}]`;
}

/** A text as people write it, in quotes where YAML would read something else. */
function renderText(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/u.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/iu.test(text);
  return isPlain ? text : JSON.stringify(text);
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
