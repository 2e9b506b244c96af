import { pluginScript } from "./plugin-script.generated.ts";

/**
 * What the plugin runs in an Application's folder, with the tools of helmfile's image: a POSIX shell, awk and flock. It
 * gives objects the namespace of their release, since one Application holds releases of many, and Argo CD takes it back
 * from what has none; and it marks what must not be deleted, as `render` does. Its text is `assets/argocd-plugin.sh`.
 */
export function renderPluginScript({ hooks }: { readonly hooks: boolean }): string {
  return hooks ? pluginScript.replace(" --no-hooks", "") : pluginScript;
}
