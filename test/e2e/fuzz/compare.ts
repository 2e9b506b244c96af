import { dirname, join } from "node:path/posix";
import type { ParsedHelmfile } from "../../../src/helmfile/index.ts";
import { listRunningReleases } from "../../../src/promotion/index.ts";
import type { SyncedRelease } from "./recorded-sync.ts";

export interface Comparison {
  readonly exact: number;
  readonly inexact: number;
  /** What is read in another way than helmfile does it. */
  readonly differences: readonly string[];
}

interface Read {
  readonly name: string;
  readonly namespace: string;
  readonly kubeContext: string;
  readonly chart: string;
  readonly repositoryUrl?: string;
  readonly version?: string;
  /** Whether `kubeContext` is only what may be: of a templated helmfile, nothing says which release has it. */
  readonly isContextOpen: boolean;
  /** Whether it may as well not run. */
  readonly isDoubtful: boolean;
}

/** Compares what desalt reads with what helmfile gave to helm. What desalt itself calls inexact needs to have the name in common only. */
export function compareWithSync(helmfile: ParsedHelmfile, synced: readonly SyncedRelease[]): Comparison {
  const left = [...synced];
  const differences: string[] = [];
  const read = listRead(helmfile);
  // The exact ones choose first.
  for (const release of read.toSorted((a, b) => Number(a.version === undefined) - Number(b.version === undefined))) {
    const index = left.findIndex((one) => isSame(release, one));
    if (index !== -1) left.splice(index, 1);
    else if (!release.isDoubtful) differences.push(`only read: ${JSON.stringify(release)}`);
  }
  differences.push(...left.map((release) => `only run: ${JSON.stringify(release)}`));
  const exact = read.filter(({ version }) => version !== undefined).length;
  return { exact, inexact: read.length - exact, differences };
}

/** Whether helmfile may refuse what is read: then nothing runs, and no text of a release says why. */
export function mayBeRefused(helmfile: ParsedHelmfile, refusal: string): boolean {
  // Two of one name are refused unless a selector, which the text does not know, takes one of them.
  if (refusal.includes("duplicate release")) return true;
  // Values decide nothing here, and are not read.
  if (/failed to load environment values file|environment values file matching .* does not exist/u.test(refusal)) return true;
  if (refusal.includes("no releases found")) return listRead(helmfile).every(({ isDoubtful }) => isDoubtful);
  return hasDoubt(helmfile);
}

function hasDoubt({ releases, nested = [] }: ParsedHelmfile): boolean {
  return releases.some(({ doubt }) => doubt !== undefined) || nested.some(hasDoubt);
}

function isSame(read: Read, synced: SyncedRelease): boolean {
  const isContext = read.isContextOpen || read.kubeContext === synced.kubeContext;
  const isPlace = read.name === synced.name && read.namespace === synced.namespace && isContext;
  if (!isPlace || read.version === undefined) return isPlace;
  if (read.version !== synced.version || read.chart !== synced.chart) return false;
  return read.repositoryUrl === undefined || plainAddress(read.repositoryUrl) === plainAddress(synced.repositoryUrl ?? "");
}

function plainAddress(url: string): string {
  return url.replace(/^oci:\/\//u, "").replace(/\/+$/u, "");
}

function listRead(helmfile: ParsedHelmfile): readonly Read[] {
  const own = helmfile.releases.flatMap((release): Read[] => {
    const [running] = listRunningReleases({ path: helmfile.path, repositories: helmfile.repositories, releases: [release] });
    if (running === undefined) return [];
    const { name, namespace = "", chart, repositoryUrl, version } = running;
    const isFolder = chart.startsWith(".");
    return [
      {
        name,
        namespace,
        kubeContext: release.kubeContext ?? "",
        chart: isFolder ? join(dirname(helmfile.path), chart) : chart,
        ...(repositoryUrl !== undefined && { repositoryUrl }),
        ...(version !== undefined && { version }),
        isContextOpen: helmfile.path.endsWith(".gotmpl"),
        isDoubtful: release.doubt !== undefined,
      },
    ];
  });
  return [...own, ...(helmfile.nested ?? []).flatMap(listRead)];
}
