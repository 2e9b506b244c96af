import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findTool, programs, type Tool } from "../io/programs/tools.ts";

/** helm and helmfile, and the environment in which they run. */
export interface RenderTools {
  readonly helm: Tool;
  readonly helmfile: Tool;
  /** With indexes of repositories in a folder of its own: two helmfiles at once would break each other's. */
  readonly environment: (folder: string) => NodeJS.ProcessEnv;
  /** For `helm template`: without anything of this machine that would show in manifests, such as the namespace of a kubeconfig. */
  readonly templateEnvironment: (folder: string) => NodeJS.ProcessEnv;
}

/** Finds helm and helmfile. Throws a `UserError` if one is missing or too old. */
export async function findRenderTools(): Promise<RenderTools> {
  const [helm, helmfile] = await Promise.all([findTool(programs.helm), findTool(programs.helmfile)]);
  return { helm, helmfile, environment, templateEnvironment };
}

function environment(folder: string): NodeJS.ProcessEnv {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    ...process.env,
    HELM_REPOSITORY_CACHE: join(folder, "repository"),
    HELM_REPOSITORY_CONFIG: join(folder, "repositories.yaml"),
    HELMFILE_UPGRADE_NOTICE_DISABLED: "1",
  };
}

function templateEnvironment(folder: string): NodeJS.ProcessEnv {
  const own = Object.entries(environment(folder)).filter(([name]) => !/^(?:HELM_(?:KUBE|NAMESPACE|DRIVER)|KUBECONFIG$)/u.test(name));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, "");
  return { ...Object.fromEntries(own), KUBECONFIG: kubeconfig };
}
