import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import semver from "semver";
import { isRecord } from "../core/json-value.ts";
import { parseChartMetadata } from "../manifests/objects/index.ts";
import { ownMark } from "../io/files/owner.ts";
import { removeStaleFolders } from "../io/files/temporary-folder.ts";
import { ignoreCacheErrors } from "../io/files/cache-entry.ts";
import { runProgram, type ProgramEnd } from "../io/programs/run-program.ts";
import { sha256 } from "../core/hash.ts";
import { digestChart } from "./chart-digest.ts";
import type { RecordedRepository, RecordedTemplate } from "./recording-helm.ts";
import type { RenderTools } from "./render-tools.ts";

/** A fetched chart. */
export interface StoredChart {
  /** A folder or an archive, absolute. */
  readonly path: string;
  readonly digest: string;
  readonly metadata: ReturnType<typeof parseChartMetadata>;
}

export interface ChartStoreOptions {
  readonly tools: RenderTools;
  /** The folder of charts with exact versions, which stay after the run. */
  readonly kept: string;
  /** The folder of charts for this run. */
  readonly folder: string;
}

/** The source of a release's chart. */
export interface ChartRequest {
  readonly template: RecordedTemplate;
  readonly repositories: readonly RecordedRepository[];
}

/** Fetches charts, each one once per run, and none again whose version is exact. Throws a {@link ChartFailure}. */
export interface ChartStore {
  readonly fetch: (request: ChartRequest) => Promise<StoredChart>;
  /** The versions in the chart's repository; undefined if it is not a classic one. Throws a {@link ChartFailure}. */
  readonly list: (request: ChartRequest) => Promise<readonly ListedVersion[] | undefined>;
}

/** A version of a chart in the index of its repository. */
export interface ListedVersion {
  readonly version: string;
  readonly appVersion?: string;
}

/** helm failed to fetch a chart. */
export class ChartFailure extends Error {
  readonly end: ProgramEnd;

  constructor(end: ProgramEnd) {
    super("the chart is not at hand");
    this.end = end;
  }
}

/** Flags of `helm template` that are about getting the chart, and whether a value follows. */
const downloadFlags: Readonly<Record<string, boolean>> = {
  "--version": true,
  "--devel": false,
  "--verify": false,
  "--keyring": true,
  "--repo": true,
  "--plain-http": false,
  "--insecure-skip-tls-verify": false,
  "--ca-file": true,
  "--cert-file": true,
  "--key-file": true,
  "--pass-credentials": false,
};

/** Splits the flags of `helm template` into those for getting the chart and the others. */
export function splitFlags(flags: readonly string[]): { readonly download: readonly string[]; readonly render: readonly string[] } {
  const download: string[] = [];
  const render: string[] = [];
  for (let index = 0; index < flags.length; index += 1) {
    const flag = flags[index] ?? "";
    const takesValue = downloadFlags[flag];
    if (takesValue === undefined) render.push(flag);
    else download.push(...flags.slice(index, takesValue ? (index += 1) + 1 : index + 1));
  }
  return { download, render };
}

export function createChartStore({ tools, kept, folder }: ChartStoreOptions): ChartStore {
  const charts = new Map<string, Promise<StoredChart>>();
  const aliases = new Map<string, Promise<string>>();
  const env = tools.environment(join(folder, "store"));

  return { fetch: async (request) => once(charts, requestKey(request), () => find(request)), list };

  async function list(request: ChartRequest): Promise<readonly ListedVersion[] | undefined> {
    const { repository, chart } = locate(request);
    if (repository === undefined) return undefined;
    const alias = await once(aliases, JSON.stringify(repository), () => add(repository));
    const found: unknown = JSON.parse(await helm(["search", "repo", `${alias}/${chart}`, "--versions", "--output", "json"]));
    return (Array.isArray(found) ? found : []).filter(isRecord).flatMap(({ name, version, app_version: app }) => {
      if (name !== `${alias}/${chart}` || typeof version !== "string") return [];
      return [{ version, ...(typeof app === "string" && app !== "" && { appVersion: app }) }];
    });
  }

  async function find(request: ChartRequest): Promise<StoredChart> {
    const { template } = request;
    const local = isAbsolute(template.chart) ? template.chart : join(template.cwd, template.chart);
    if (existsSync(local)) return await describe(local, await digestChart(local));
    if (/^\.{0,2}\//u.test(template.chart))
      throw new ChartFailure({ exitCode: 1, stdout: "", stderr: `chart "${template.chart}" was not found` });
    const { repository, source, version } = locate(request);
    if (!isExact(version)) return await describePulled(await pull(request, mkdtempSync(join(folder, "chart-"))));
    const target = join(
      kept,
      `${source.replaceAll(/[^\w.-]+/gu, "-").slice(-60)}-${version}-${sha256(JSON.stringify([repository?.url, source, version])).slice(0, 16)}`,
    );
    if (existsSync(target)) return await describePulled(target);
    const pulled = await pull(request, mkdtempSync(join(folder, "chart-")));
    const stored = await describePulled(pulled);
    ignoreCacheErrors(() => keep(pulled, target));
    return stored;
  }

  function keep(pulled: string, target: string): void {
    mkdirSync(kept, { recursive: true, mode: 0o700 });
    removeStaleFolders(kept, ".new-");
    removeStaleFolders(join(kept, "oci"), ".new-");
    const temporary = mkdtempSync(join(kept, `.new-${ownMark}-`));
    try {
      for (const name of readdirSync(pulled)) copyFileSync(join(pulled, name), join(temporary, name));
      if (!existsSync(target)) renameSync(temporary, target);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }

  async function pull(request: ChartRequest, destination: string): Promise<string> {
    const { template } = request;
    const { repository, chart } = locate(request);
    const download = [...splitFlags(template.flags).download, "--destination", destination];
    if (repository === undefined) await helm(["pull", template.chart, ...download]);
    else {
      const alias = await once(aliases, JSON.stringify(repository), () => add(repository));
      try {
        await helm(["pull", `${alias}/${chart}`, ...download]);
      } catch (error) {
        if (!(error instanceof ChartFailure)) throw error;
        throw new ChartFailure({ ...error.end, stderr: error.end.stderr.replaceAll(alias, repository.name) });
      }
    }
    return destination;
  }

  /** Downloads each index once, although names of repositories may differ between helmfiles. */
  async function add(repository: RecordedRepository): Promise<string> {
    const alias = `r${sha256(JSON.stringify(repository)).slice(0, 16)}`;
    await helm(["repo", "add", alias, repository.url, ...repository.flags], repository.password);
    return alias;
  }

  async function helm(args: readonly string[], input?: string): Promise<string> {
    const end = await runProgram(tools.helm.path, args, { cwd: folder, env, leadsGroup: true, ...(input !== undefined && { input }) });
    if (end.exitCode !== 0) throw new ChartFailure(end);
    return end.stdout;
  }

  async function describePulled(target: string): Promise<StoredChart> {
    const [name = ""] = readdirSync(target).filter((file) => file.endsWith(".tgz"));
    const archive = join(target, name);
    const metadata = join(target, "Chart.yaml");
    if (!existsSync(metadata)) writeFileSync(metadata, await helm(["show", "chart", archive]));
    return { path: archive, digest: await digestChart(archive), metadata: parseChartMetadata(readFileSync(metadata, "utf8")) };
  }

  async function describe(path: string, digest: string): Promise<StoredChart> {
    const file = join(path, "Chart.yaml");
    const text = existsSync(file) ? readFileSync(file, "utf8") : await helm(["show", "chart", path]);
    return { path, digest, metadata: parseChartMetadata(text) };
  }
}

/** The repository of a chart, among those that helmfile wanted to add, and the chart's name in it. */
export function locate({ template, repositories }: ChartRequest): {
  readonly repository: RecordedRepository | undefined;
  readonly chart: string;
  readonly source: string;
  readonly version: string | undefined;
} {
  const [name = "", ...rest] = template.chart.split("/");
  const repository = repositories.find((candidate) => candidate.name === name);
  const { download } = splitFlags(template.flags);
  const version = download.includes("--version") ? download[download.indexOf("--version") + 1] : undefined;
  const chart = rest.join("/");
  return { repository, chart, source: repository === undefined ? template.chart : chart, version };
}

/** Whether a version is exact. A range, or no version, may mean another chart tomorrow. */
function isExact(version: string | undefined): version is string {
  return version !== undefined && semver.valid(version) !== null;
}

function requestKey(request: ChartRequest): string {
  const { template } = request;
  const { repository, source, version } = locate(request);
  return JSON.stringify([template.cwd, repository, source, version]);
}

async function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return await value;
}
