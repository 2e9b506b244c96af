import { dirname, delimiter, join } from "node:path";
import type { Tool } from "../src/io/programs/tools.ts";

/** An environment in which helm and helmfile touch nothing but a folder of their own. */
export function helmEnvironment(home: string, helm: Tool): Record<string, string> {
  return {
    PATH: [dirname(helm.path), process.env["PATH"]].join(delimiter),
    HOME: home,
    HELMFILE_CACHE_HOME: join(home, "helmfile"),
    HELM_CACHE_HOME: join(home, "cache"),
    HELM_CONFIG_HOME: join(home, "config"),
    HELM_DATA_HOME: join(home, "data"),
    HELM_REPOSITORY_CACHE: join(home, "cache/repository"),
    HELM_REPOSITORY_CONFIG: join(home, "config/repositories.yaml"),
    HELMFILE_UPGRADE_NOTICE_DISABLED: "1",
  };
}
