import { basename } from "node:path/posix";
import { findReason } from "./left-out.ts";
import type { CachedTree } from "./tree.ts";

/** Files of another tool that desalt does not read yet. */
export interface OtherTool {
  readonly tool: "Argo CD" | "Flux" | "Terraform" | "kustomize" | "umbrella chart";
  /** What is counted, in the singular. */
  readonly kind: string;
  readonly count: number;
}

interface Sign extends Omit<OtherTool, "count"> {
  readonly isIn: (path: string) => boolean;
  /** How many a text has. */
  readonly count: (text: string) => number;
}

const isYaml = (path: string): boolean => /\.ya?ml$/u.test(path) && !/(?:^|\/)templates\//u.test(path);

const signs: readonly Sign[] = [
  {
    tool: "Flux",
    kind: "HelmRelease",
    isIn: isYaml,
    count: (text) => (text.includes("helm.toolkit.fluxcd.io/") ? (text.match(/^kind:\s*["']?HelmRelease\b/gmu) ?? []).length : 0),
  },
  {
    tool: "Argo CD",
    kind: "Application with a chart",
    isIn: isYaml,
    count: (text) =>
      /^kind:\s*["']?Application(?:Set)?\b/mu.test(text) && text.includes("argoproj.io/")
        ? (text.match(/^\s+(?:- )?chart:/gmu) ?? []).length
        : 0,
  },
  {
    tool: "kustomize",
    kind: "kustomization with charts",
    isIn: (path) => /^kustomization\.ya?ml$/iu.test(basename(path)),
    count: (text) => (/^helmCharts:/mu.test(text) ? 1 : 0),
  },
  {
    tool: "umbrella chart",
    kind: "chart with dependencies",
    isIn: (path) => basename(path) === "Chart.yaml" && !/(?:^|\/)charts\/[^/]+\/charts\//u.test(path),
    count: (text) => (/^dependencies:[\s\S]*\n\s+(?:- )?repository:\s*["']?(?:https?|oci):/mu.test(text) ? 1 : 0),
  },
  {
    tool: "Terraform",
    kind: "helm_release",
    isIn: (path) => path.endsWith(".tf"),
    count: (text) => (text.match(/^\s*resource\s+"helm_release"/gmu) ?? []).length,
  },
];

/** Counts what other tools install. */
export async function countOtherTools(tree: CachedTree): Promise<readonly OtherTool[]> {
  const counts = new Map<Sign, number>();
  for (const path of tree.paths) {
    const wanted = signs.filter(({ isIn }) => isIn(path));
    if (wanted.length === 0 || findReason(path) !== undefined) continue;
    const text = (await tree.readText(path)) ?? "";
    for (const sign of wanted) counts.set(sign, (counts.get(sign) ?? 0) + sign.count(text));
  }
  return signs.flatMap((sign) => {
    const count = counts.get(sign) ?? 0;
    return count === 0 ? [] : [{ tool: sign.tool, kind: sign.kind, count }];
  });
}
