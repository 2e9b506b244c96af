import { parseJson } from "../core/json-text.ts";
import { dirname, join } from "node:path";
import { isRecord } from "../core/json-value.ts";
import { type RenderFailure, type UninstalledRelease, listSecretTexts } from "../manifests/objects/index.ts";
import { runProgram, type ProgramEnd } from "../io/programs/run-program.ts";
import { rememberForMessages } from "../io/secrets/known-secrets.ts";
import { cleanMessage } from "./clean-message.ts";
import { readHelmRecords, writeRecordingHelm, type HelmRecords, type RecordedTemplate } from "./recording-helm.ts";
import type { RenderTarget } from "./render-target.ts";
import type { RenderTools } from "./render-tools.ts";

/** The releases that one run of helmfile asks helm to render. */
export interface PlannedTarget {
  readonly target: RenderTarget;
  readonly templates: readonly RecordedTemplate[];
  readonly repositories: HelmRecords["repositories"];
  /** Whether helmfile decrypted values for it. */
  readonly isDecrypted: boolean;
  /** Texts that it decrypted. */
  readonly secrets: readonly string[];
  /** Charts as the helmfile names them, by release: helm is given the folder of one that helmfile downloaded. */
  readonly references: ReadonlyMap<string, string>;
  readonly failures: readonly RenderFailure[];
  /** Releases that helmfile uninstalls. */
  readonly uninstalled: readonly UninstalledRelease[];
}

export interface PlanOptions {
  /** The checkout. */
  readonly directory: string;
  readonly tools: RenderTools;
  /** This target's own folder, which only the user can read. */
  readonly folder: string;
  /** The folder of pulled charts. */
  readonly charts: string;
  /** The releases to render, if not all. */
  readonly only?: PlannedReleases;
}

/** Some releases of a helmfile. */
export interface PlannedReleases {
  /** Whether a release may be missing, because only the other side has it. */
  readonly names: readonly string[];
  /** The existing ones, by their names in the helmfile. */
  readonly releases: readonly Pick<ListedRelease, "name" | "namespace" | "chart">[];
}

/** Runs helmfile for one environment, with a stand-in for helm that records calls in place of rendering. */
export async function planTarget(target: RenderTarget, options: PlanOptions): Promise<PlannedTarget> {
  const { tools, folder, directory, charts, only } = options;
  if (only?.names.length === 0) return { target, ...nothing };
  const downloads = join(folder, "downloads");
  const helm = writeRecordingHelm({
    folder,
    helm: tools.helm.path,
    version: tools.helm.version,
    charts,
    downloads,
    root: directory,
    shared: join(dirname(folder), "shared"),
  });
  const env = { ...tools.environment(folder), HELMFILE_CACHE_HOME: downloads };
  const selected = target.helmfileEnvironment === undefined ? [] : ["--environment", target.helmfileEnvironment];
  const run = (args: readonly string[]): Promise<ProgramEnd> =>
    runProgram(tools.helmfile.path, ["--helm-binary", helm.path, "--file", target.helmfile, "--no-color", ...selected, ...args], {
      cwd: directory,
      env,
      timeout: 600_000,
      leadsGroup: true,
    });
  const clean = (end: ProgramEnd): string => {
    rememberForMessages(secretsOf(readHelmRecords(helm)));
    return cleanMessage(end, [directory, folder]);
  };

  const kubernetes = target.kubernetes === undefined ? [] : ["--kube-version", target.kubernetes];
  const template = ["template", "--include-crds", ...kubernetes];
  const selectors = only?.names.flatMap((name) => ["--selector", `name=${name}`]) ?? [];
  const list = (): Promise<ProgramEnd> => run([...selectors, "list", "--skip-charts", "--output", "json"]);
  const [early, all] = await Promise.all([only === undefined ? list() : undefined, run([...selectors, ...template])]);
  const failures: RenderFailure[] = [];
  let listed = early;
  let named: PlannedReleases["releases"] = only?.releases ?? (early === undefined ? [] : releasesOf(early));
  const place = { environment: target.environment, ...(target.cluster !== undefined && { cluster: target.cluster }) };
  if (all.exitCode !== 0 && !isEmpty(all)) {
    listed ??= await list();
    const releases = releasesOf(listed);
    named = releases;
    if (listed.exitCode !== 0) failures.push({ ...place, message: clean(listed) });
    const recorded = new Set(readHelmRecords(helm).templates.map(({ release, namespace }) => keyOf(release, namespace)));
    // One after the other, so that failing ones do not stop the others.
    for (const { name, namespace } of releases.filter(
      (release) => release.isInstalled && !recorded.has(keyOf(release.name, release.namespace)),
    )) {
      const selector = `name=${name}${namespace === undefined ? "" : `,namespace=${namespace}`}`;
      const single = await run(["--selector", selector, ...template]);
      if (single.exitCode !== 0 && !isEmpty(single)) failures.push({ ...place, release: name, message: clean(single) });
    }
    if (failures.length === 0) failures.push({ ...place, message: clean(all) });
  }
  const records = readHelmRecords(helm);
  const { templates, repositories, decrypted } = records;
  rememberForMessages(secretsOf(records));
  const recorded = new Set(templates.map(({ release, namespace }) => keyOf(release, namespace)));
  if (named.some(({ name, namespace }) => !recorded.has(keyOf(name, namespace)))) listed ??= await list();
  const gone = listed === undefined ? [] : releasesOf(listed).filter(({ isUninstalled }) => isUninstalled);
  return {
    target,
    templates: unique(templates),
    repositories,
    isDecrypted: decrypted.length > 0,
    secrets: listSecretTexts(decrypted),
    references: new Map(named.map(({ name, namespace, chart }) => [keyOf(name, namespace), chart])),
    failures,
    uninstalled: gone.map(({ name, namespace }) => ({ ...place, release: name, ...(namespace !== undefined && { namespace }) })),
  };
}

const nothing: Omit<PlannedTarget, "target"> = {
  templates: [],
  repositories: [],
  isDecrypted: false,
  secrets: [],
  references: new Map(),
  failures: [],
  uninstalled: [],
};

/** A release's name alone is not enough: helmfile allows it once per namespace. */
export function keyOf(release: string, namespace: string | undefined): string {
  return `${namespace ?? ""}/${release}`;
}

/** Whether helmfile found no releases, which is not an error. helmfile then exits with 3. */
function isEmpty({ stderr }: ProgramEnd): boolean {
  return stderr.includes("no releases found that matches");
}

/** A run that fails late leaves records, and the runs of single releases may repeat them. */
function unique(templates: readonly RecordedTemplate[]): RecordedTemplate[] {
  return [...new Map(templates.map((template) => [keyOf(template.release, template.namespace), template])).values()];
}

function secretsOf({ repositories, decrypted }: HelmRecords): string[] {
  return [...repositories.map(({ password }) => password), ...listSecretTexts(decrypted)];
}

interface ListedRelease {
  readonly name: string;
  readonly namespace?: string;
  readonly chart: string;
  readonly isInstalled: boolean;
  /** A release whose condition is false is neither: helmfile does not touch it. */
  readonly isUninstalled: boolean;
}

function releasesOf(listed: ProgramEnd): ListedRelease[] {
  return listed.exitCode === 0 ? parseList(listed.stdout) : [];
}

function parseList(text: string): ListedRelease[] {
  const listed = parseJson(text);
  if (!Array.isArray(listed)) return [];
  return listed.filter(isRecord).map(({ name, namespace, chart, enabled, installed }) => ({
    name: String(name),
    ...(typeof namespace === "string" && namespace !== "" && { namespace }),
    chart: String(chart),
    isInstalled: enabled === true && installed === true,
    isUninstalled: enabled === true && installed === false,
  }));
}
