import { relative } from "node:path";
import { expect } from "vitest";
import { UserError } from "../src/core/user-error.ts";
import { findTool, type Tool, type ToolName } from "../src/io/programs/tools.ts";

/** The tools by name. When `isMissing`, some of them are not there, and no test that starts them may run. */
export type RequiredTools<N extends ToolName> = Pick<Record<ToolName, Tool>, N> & { readonly isMissing: boolean };

/**
 * Finds the programs that the tests of a file start. Where one is missing, a line on stderr says which file skips tests
 * for want of it; with `CI=true` that is a failure instead.
 *
 * ```ts
 * const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");
 *
 * describe.skipIf(isMissing)("the rendered helmfile", () => { … execa(helmfile.path, …) … });
 * ```
 */
export async function requireTools<N extends ToolName>(...names: readonly N[]): Promise<RequiredTools<N>> {
  const tools: Record<ToolName, Tool> = {
    actionlint: absent("actionlint"),
    argocd: absent("argocd"),
    dyff: absent("dyff"),
    etcd: absent("etcd"),
    git: absent("git"),
    gitea: absent("gitea"),
    helm: absent("helm"),
    helmfile: absent("helmfile"),
    "kube-apiserver": absent("kube-apiserver"),
    "kube-controller-manager": absent("kube-controller-manager"),
    kubectl: absent("kubectl"),
    miniredis: absent("miniredis"),
  };
  let isMissing = false;
  for (const name of names) {
    try {
      tools[name] = await findTool(name);
    } catch (error) {
      if (!(error instanceof UserError) || process.env.CI === "true") throw error;
      isMissing = true;
      process.stderr.write(`${renderSkip(name, error)}\n`);
    }
  }
  // Not a spread, from which TypeScript does not infer that every name in N is there.
  return Object.assign(tools, { isMissing });
}

/** A test that forgets `skipIf` starts this and fails, rather than pass without the program. */
function absent(name: ToolName): Tool {
  return { name, path: `/absent/${name}`, version: "0.0.0" };
}

function renderSkip(name: ToolName, error: UserError): string {
  const file = relative(process.cwd(), expect.getState().testPath ?? "");
  const [issue] = error.issues;
  return `skipped: tests of ${file} need ${name}. ${issue?.message ?? ""}; ${issue?.hint ?? ""}`;
}
