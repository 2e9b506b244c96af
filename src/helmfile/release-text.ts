import { renderYaml, renderYamlScalar } from "../core/yaml.ts";
import type { ResolvedEnvironment, ResolvedRelease } from "../fleet/index.ts";
import type { HelmfileRelease } from "./helmfile.generated.ts";
import type { ParsedRelease } from "./reading/parsed-helmfile.ts";
import { relativePath } from "./relative-path.ts";
import { hasClusterValues, listValuesFiles } from "./values-files.ts";

/** The context of a release in its helmfile. */
export interface ReleaseContext {
  readonly environment: ResolvedEnvironment;
  /** The environment's releases by name. */
  readonly releases: ReadonlyMap<string, ResolvedRelease>;
  readonly version: string | undefined;
  /** The release in the current file, for its comments. */
  readonly existing: ParsedRelease | undefined;
}

const pinComment = "# pinned:";

/** Renders one entry of `releases:`, indented. */
export function renderRelease(release: ResolvedRelease, context: ReleaseContext): string {
  const lines: string[] = [];
  for (const [key, value] of Object.entries(describeRelease(release, context))) {
    if (value === undefined) continue;
    if (key === "version") lines.push(...renderVersion(String(value), release, context.existing));
    else lines.push(renderEntry(key, value));
  }
  return `  - ${lines.join("").slice(4)}`;
}

function describeRelease(release: ResolvedRelease, { environment, releases, version }: ReleaseContext): HelmfileRelease {
  const { name, namespace, createNamespace, labels, needs, wait, waitForJobs, timeout, atomic } = release;
  const valuesFile = release.valuesFile === undefined ? undefined : relativePath(environment.directory, release.valuesFile);
  const values = listValuesFiles(release, valuesFile);
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(createNamespace !== undefined && { createNamespace }),
    chart: release.repository === undefined ? localChart(environment.directory, release.chart) : release.chart,
    ...(version !== undefined && { version }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(release.absentFrom.length > 0 && { condition: `${name}.enabled` }),
    ...(needs.length > 0 && { needs: needs.map((need) => renderNeed(need, release, releases)) }),
    ...(wait !== undefined && { wait }),
    ...(waitForJobs !== undefined && { waitForJobs }),
    ...(timeout !== undefined && { timeout }),
    ...(atomic !== undefined && { atomic }),
    ...(hasClusterValues(release) && { missingFileHandler: "Debug" }),
    ...(values.length > 0 && { values }),
    ...furtherKeys(release),
  };
}

/** Renders `condition` and `missingFileHandler`, which desalt needs for clusters. */
function furtherKeys(release: ResolvedRelease): ResolvedRelease["helmfile"] {
  const { condition, missingFileHandler, ...rest } = release.helmfile;
  return {
    ...(condition !== undefined && release.absentFrom.length === 0 && { condition }),
    ...(missingFileHandler !== undefined && !hasClusterValues(release) && { missingFileHandler }),
    ...rest,
  };
}

/** Renders a chart. helmfile treats it as a local one if its path starts with a dot. */
function localChart(directory: string, chart: string): string {
  const path = relativePath(directory, chart);
  return path.startsWith(".") ? path : `./${path}`;
}

/** Renders `needs`, always with the needed release's namespace, because helmfile would add that of the dependent one. */
function renderNeed(need: string, release: ResolvedRelease, releases: ReleaseContext["releases"]): string {
  const needed = releases.get(need);
  if (needed === undefined) return need;
  const { kubeContext } = needed.helmfile;
  if (kubeContext !== undefined) return `${kubeContext}/${needed.namespace ?? ""}/${need}`;
  if (needed.namespace === undefined && release.namespace === undefined) return need;
  return `${needed.namespace ?? ""}/${need}`;
}

function renderVersion(version: string, { pin }: ResolvedRelease, existing: ParsedRelease | undefined): string[] {
  const kept = (existing?.commentsAbove ?? []).filter((comment) => !comment.startsWith(pinComment));
  const comments = pin === undefined ? kept : [...kept, `${pinComment} ${pin.reason.replace(/\s+/gu, " ").trim()}`];
  const beside = existing?.commentBeside === undefined ? "" : ` ${existing.commentBeside}`;
  return [...comments.map((comment) => `    ${comment}\n`), `    version: ${renderYamlScalar(version)}${beside}\n`];
}

function renderEntry(key: string, value: unknown): string {
  if (typeof value === "string" && !value.includes("\n")) return `    ${key}: ${renderYamlScalar(value)}\n`;
  if (typeof value === "number" || typeof value === "boolean") return `    ${key}: ${value}\n`;
  if (isStringList(value) && value.length > 0) return `    ${key}:\n${value.map((item) => `      - ${renderYamlScalar(item)}\n`).join("")}`;
  return renderYaml({ [key]: value }).replace(/^(?=.)/gmu, "    ");
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && !item.includes("\n"));
}
