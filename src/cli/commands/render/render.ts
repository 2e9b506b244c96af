import { join, resolve } from "node:path";
import { count } from "../../../core/count.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import {
  findUnusedAllowances,
  isDelivered,
  listProjectNeeds,
  folderOf,
  releaseFolderOf,
  renderManifestFiles,
  renderRecords,
  safeName,
  stopExposed,
  validateRemovals,
} from "../../../gitops/index.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { renderManifests, type RenderEvent } from "../../../render/render-manifests.ts";
import {
  readOwners,
  readRecords,
  readWrittenLists,
  writeManifests,
  writeRecords,
  type EnvironmentFiles,
  type WrittenStatus,
} from "../../../render/written-manifests.ts";
import { warnOfRepeatedObjects, type RenderFailure, type RenderedManifests } from "../../../manifests/objects/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { reportErrors, warn } from "../../terminal/report-issues.ts";
import { findRenderTargets } from "../../../project/render-targets.ts";
import { openGitopsFleet } from "../../../project/open-gitops-fleet.ts";
import { openManifests, pullManifests } from "../../../project/published-manifests.ts";
import { startProgress } from "../../terminal/progress.ts";
import { renderProjectNeeds, renderProvenance } from "./text.ts";

export interface RenderCommandOptions {
  readonly directory: string;
  readonly json: boolean;
  /** Default: all. */
  readonly environments: readonly string[];
  readonly out: string;
  /** Default: as in the config. */
  readonly hooks?: boolean;
  readonly tests: boolean;
  readonly cache: boolean;
  readonly allowRemoval: readonly string[];
  /** First copy the files of the manifests' branch to `out`. */
  readonly pull: boolean;
  /** Copy them, and render nothing. */
  readonly pullOnly: boolean;
}

/** `desalt render`: renders every release, and writes one file per object. */
export async function runRender(options: RenderCommandOptions): Promise<ExitCode> {
  const { directory, json, environments, tests, cache } = options;
  const out = resolve(options.out);
  const { fleet } = await openGitopsFleet(directory);
  const { gitops } = fleet;
  if (options.pull || options.pullOnly) await pull({ directory, fleet, environments, out });
  if (options.pullOnly) return 0;
  const written = readWrittenLists(out);
  const owners = readOwners(out);
  const { manifests: rendered, events } = await render({ directory, environments, tests, cache, hooks: options.hooks ?? gitops.hooks });
  const manifests = stopExposed(rendered, gitops);
  const { files, omitted, folders } = renderManifestFiles(manifests, {
    committed: (path) => readIfFile(out, path),
    gitops,
    known: { used: new Set([...written.values()].flat().map(releaseFolderOf)), owners },
  });
  const lists = listEnvironments({ manifests, files, folders, written, owners, chosen: environments });
  const warnings = refuseRemovals(lists, options.allowRemoval, gitops.removal);
  refuseNothing(lists, manifests);
  const records = renderRecords({ fleet, manifests, folders, previous: readRecords(out, environments.map(safeName)) });
  const statuses = writeManifests(out, lists);
  writeRecords(out, records);

  const { failures } = manifests;
  const project = listProjectNeeds(manifests);
  if (json) {
    const list = [...statuses].map(([path, status]) => ({ path, status }));
    process.stdout.write(renderJson({ files: list, omitted, project, errors: failures, ...renderedNames(events) }));
  } else {
    if (statuses.size > 0) process.stdout.write(renderStatuses(statuses, options.out));
    if (isDelivered(gitops)) process.stderr.write(renderProjectNeeds(project));
  }
  process.stderr.write(renderProvenance(events));
  for (const secret of omitted) process.stderr.write(`left out: ${secret}\n`);
  const issues = failures.map(describeFailure);
  warn([...warnOfRepeatedObjects(manifests), ...warnings]);
  reportErrors(issues);
  return issues.length > 0 ? 2 : 0;
}

interface Pull {
  readonly directory: string;
  readonly fleet: ResolvedFleet;
  readonly environments: readonly string[];
  readonly out: string;
}

async function pull({ directory, fleet, environments, out }: Pull): Promise<void> {
  await using remote = await openManifests(directory, fleet);
  await pullManifests(remote, { gitops: fleet.gitops, environments: environments.map(safeName), out });
}

interface Rendering {
  readonly directory: string;
  readonly environments: readonly string[];
  readonly hooks: boolean;
  readonly tests: boolean;
  readonly cache: boolean;
}

async function render(options: Rendering): Promise<{ readonly manifests: RenderedManifests; readonly events: readonly RenderEvent[] }> {
  const progress = startProgress("rendering");
  const events: RenderEvent[] = [];
  const onProgress = (event: RenderEvent): void => {
    events.push(event);
    progress.update(`rendering: ${folderOf(event)}/${event.release}`);
  };
  try {
    const targets = await findRenderTargets(options.directory, options.environments);
    return { manifests: await renderManifests({ ...options, targets, onProgress }), events };
  } finally {
    progress.stop();
  }
}

interface Listing {
  readonly manifests: RenderedManifests;
  readonly files: ReturnType<typeof renderManifestFiles>["files"];
  readonly folders: ReturnType<typeof renderManifestFiles>["folders"];
  readonly written: ReadonlyMap<string, readonly string[]>;
  readonly owners: ReadonlyMap<string, string>;
  readonly chosen: readonly string[];
}

/** By environment: the existing files, the new ones, and those that stay because their release was not rendered. */
function listEnvironments({ manifests, files, folders, written, owners, chosen }: Listing): EnvironmentFiles[] {
  const current = new Map([...folders].map(([{ namespace = "" }, folder]) => [folder, namespace]));
  const byEnvironment = Map.groupBy(files, ({ path }) => path.slice(0, path.indexOf("/")));
  const names = chosen.length > 0 ? chosen.map(safeName) : [...new Set([...byEnvironment.keys(), ...written.keys()])];
  const failed = manifests.failures.map((failure) => (hidesEnvironments(failure, written) ? () => true : failedFolder(failure)));
  return names.toSorted().map((environment) => {
    const before = written.get(environment) ?? [];
    const rendered = new Set(byEnvironment.get(environment)?.map(({ path }) => path));
    const kept = before.filter((path) => !rendered.has(path) && failed.some((isFailed) => isFailed(path)));
    const used = new Set([...rendered, ...kept].map(releaseFolderOf));
    const known = new Map([...owners, ...current].filter(([folder]) => used.has(folder)));
    return { environment, before, files: byEnvironment.get(environment) ?? [], kept, owners: known };
  });
}

/** An unreadable helmfile does not even show which environments it has. */
function hidesEnvironments({ environment, release }: RenderFailure, written: Listing["written"]): boolean {
  return release === undefined && !written.has(safeName(environment));
}

/** Whether a file belongs to a failed release. Includes releases of the same name in other namespaces, because errors name no namespace. */
function failedFolder(failure: RenderFailure): (path: string) => boolean {
  const folder = folderOf(failure);
  if (failure.release === undefined) return (path) => path.startsWith(`${folder}/`);
  const release = `${folder}/${safeName(failure.release)}`;
  return (path) => path.startsWith(`${release}/`) || path.startsWith(`${release}_`);
}

/** Throws if too many objects would be removed. Returns warnings about unused names in `--allow-removal`. */
function refuseRemovals(
  lists: readonly EnvironmentFiles[],
  flags: readonly string[],
  removal: ResolvedFleet["gitops"]["removal"],
): Issue[] {
  const allow = [...flags, ...removal.allow];
  const checks = lists.map(({ before, files, kept }) => ({ before, after: [...files.map(({ path }) => path), ...kept] }));
  const issues = checks.flatMap((check) => validateRemovals({ ...check, allow, share: removal.share }));
  if (issues.length > 0) throw new UserError([...issues, { message: "nothing was written" }]);
  const unused = checks.map((check) => new Set(findUnusedAllowances({ ...check, allow: flags })));
  const everywhere = flags.filter((name) => unused.every((names) => names.has(name)));
  return everywhere.map((name) => ({ message: `--allow-removal ${name} had no effect, because nothing with this name would be removed` }));
}

function refuseNothing(lists: readonly EnvironmentFiles[], { failures }: RenderedManifests): void {
  if (failures.length > 0 || lists.some(({ files, before }) => files.length > 0 || before.length > 0)) return;
  throw new UserError({
    message: "nothing was rendered, because no release is installed anywhere",
    hint: "list the releases with: helmfile list",
  });
}

function describeFailure({ environment, cluster, release, message, hint }: RenderFailure): Issue {
  const place = folderOf({ environment, ...(cluster !== undefined && { cluster }) });
  return {
    message: `${release === undefined ? place : `release "${release}" (${place})`}: ${message}`,
    hint: [...(hint === undefined ? [] : [hint]), "its files were not changed"].join("; "),
  };
}

function renderedNames(events: readonly RenderEvent[]): Record<"rendered" | "cached", string[]> {
  const names = (from: RenderEvent["from"]): string[] =>
    events
      .filter((event) => event.from === from)
      .map((event) => `${folderOf(event)}/${event.release}`)
      .toSorted();
  return { rendered: names("helm"), cached: names("cache") };
}

function renderStatuses(statuses: ReadonlyMap<string, WrittenStatus>, out: string): string {
  const changed = [...statuses].filter(([, status]) => status !== "unchanged");
  const lines = changed.map(([path, status]) => `${status === "written" ? "wrote  " : "removed"} ${join(out, path)}`);
  lines.push(
    changed.length === 0
      ? `${count(statuses.size, "file is", "files are")} up to date`
      : `${changed.length} of ${count(statuses.size, "file")} changed`,
  );
  return `${lines.join("\n")}\n`;
}
