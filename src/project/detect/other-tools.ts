import { basename } from "node:path/posix";
import { count } from "../../core/count.ts";
import { findReason } from "./files/left-out.ts";
import type { CachedTree } from "./files/tree.ts";

/** Files of another tool that desalt does not read yet. */
export interface OtherTool {
  readonly tool: "Argo CD" | "Flux" | "Terraform" | "kustomize" | "umbrella chart";
  readonly count: number;
}

interface Sign {
  readonly tool: OtherTool["tool"];
  readonly isIn: (path: string) => boolean;
  /** How many a text has. */
  readonly count: (text: string) => number;
}

const isYaml = (path: string): boolean => /\.ya?ml$/u.test(path) && !/(?:^|\/)templates\//u.test(path);

const signs: readonly Sign[] = [
  {
    tool: "Flux",
    isIn: isYaml,
    count: (text) => (text.includes("helm.toolkit.fluxcd.io/") ? (text.match(/^kind:\s*["']?HelmRelease\b/gmu) ?? []).length : 0),
  },
  {
    tool: "Argo CD",
    isIn: isYaml,
    count: (text) =>
      /^kind:\s*["']?Application(?:Set)?\b/mu.test(text) && text.includes("argoproj.io/")
        ? (text.match(/^\s+(?:- )?chart:/gmu) ?? []).length
        : 0,
  },
  {
    tool: "kustomize",
    isIn: (path) => /^kustomization\.ya?ml$/iu.test(basename(path)),
    count: (text) => (/^helmCharts:/mu.test(text) ? 1 : 0),
  },
  {
    tool: "umbrella chart",
    isIn: (path) => basename(path) === "Chart.yaml" && !/(?:^|\/)charts\/[^/]+\/charts\//u.test(path),
    count: (text) => (/^dependencies:[\s\S]*\n\s+(?:- )?repository:\s*["']?(?:https?|oci):/mu.test(text) ? 1 : 0),
  },
  {
    tool: "Terraform",
    isIn: (path) => path.endsWith(".tf"),
    count: (text) => (text.match(/^\s*resource\s+"helm_release"/gmu) ?? []).length,
  },
];

const kinds: Readonly<Record<OtherTool["tool"], readonly [singular: string, plural: string]>> = {
  Flux: ["HelmRelease of Flux", "HelmReleases of Flux"],
  "Argo CD": ["chart of Argo CD", "charts of Argo CD"],
  kustomize: ["kustomization with charts", "kustomizations with charts"],
  "umbrella chart": ["chart that brings others", "charts that bring others"],
  Terraform: ["helm_release of Terraform", "helm_releases of Terraform"],
};

/** Such as `12 HelmReleases of Flux`. */
export function describeOtherTool({ tool, count: number }: OtherTool): string {
  return count(number, ...kinds[tool]);
}

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
    const found = counts.get(sign) ?? 0;
    return found === 0 ? [] : [{ tool: sign.tool, count: found }];
  });
}
