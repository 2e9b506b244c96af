import { runDesalt, type Run } from "./run-desalt.ts";
import { createScriptedHistory, helmfile, type ScriptedCommit, type ScriptedRepository } from "./scripted-repository.ts";

/** prd follows dev. */
export const config = `repository: acme/infra
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;

type Files = Readonly<Record<string, string>>;

/** dev has portal 1.2.0 since the 10th, and had 1.1.0 since the 1st; prd has 1.0.0. The change is on a branch of its own. */
export async function createChange(files: Files, base: Files = {}, later: readonly ScriptedCommit[] = []): Promise<ScriptedRepository> {
  const first = {
    "desalt.yaml": config,
    "dev/helmfile.yaml": helmfile({ portal: "1.0.0" }),
    "prd/helmfile.yaml": helmfile({ portal: "1.0.0" }),
    ...base,
  };
  const repository = await createScriptedHistory([
    ["2026-10-01T00:00:00Z", first],
    ["2026-11-01T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }) }],
    ["2026-11-10T00:00:00Z", { "dev/helmfile.yaml": helmfile({ portal: "1.2.0" }) }],
    ...later,
  ]);
  await repository.git("switch", "--quiet", "--create", "change");
  await repository.commit("2026-11-11T00:00:00Z", files);
  return repository;
}

/** Checks the change two days after dev got 1.2.0. */
export function gate(repository: { readonly path: string }, ...args: readonly string[]): Promise<Run> {
  return runDesalt(repository.path, ["gate", "--now", "2026-11-12T00:00:00Z", ...args]);
}

/** Lets prd run this version of portal. */
export const bump = (version: string): Files => ({ "prd/helmfile.yaml": helmfile({ portal: version }) });
