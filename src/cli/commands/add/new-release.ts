import { suggestName } from "../../../core/suggestion.ts";
import { UserError } from "../../../core/user-error.ts";
import type { NewRelease } from "../../../edit/index.ts";
import type { DeclaredFleet, ResolvedFleet } from "../../../fleet/index.ts";
import { findLatestChartVersion, type LatestVersion } from "../../../io/charts/chart-repository.ts";
import type { AddedChart } from "./new-repository.ts";
import { startProgress } from "../../terminal/progress.ts";

/** The options for the new release. */
export interface ReleaseWish {
  readonly json: boolean;
  /** Default: the latest stable version in the repository. */
  readonly version?: string;
  readonly namespace?: string;
  readonly only: readonly string[];
  /** Default: the chart's name. */
  readonly name?: string;
}

interface Declared {
  readonly fleet: DeclaredFleet;
  readonly resolved: ResolvedFleet;
}

/** Throws if the release's name is not valid or already taken, or if it cannot run in a requested environment. */
export function checkNames(options: ReleaseWish, chart: AddedChart, { fleet, resolved }: Declared): void {
  const name = options.name ?? chart.name;
  for (const [flag, value] of [["--name", name] as const, ["--namespace", options.namespace ?? name] as const]) {
    if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u.test(value) && value.length <= 63) continue;
    throw new UserError({
      message: `"${value}" is not a valid name for a ${flag === "--name" ? "release" : "namespace"}`,
      hint: `use lower-case letters, digits and hyphens: ${flag} NAME`,
    });
  }
  const group = fleet.groups.find(({ releases }) => Object.hasOwn(releases, name));
  if (group !== undefined) {
    throw new UserError({
      message: `release "${name}" already exists (${group.place.source})`,
      hint: "install the chart again under another name: --name NAME",
    });
  }
  const environments = resolved.environments.filter(({ isHandWritten }) => !isHandWritten).map((environment) => environment.name);
  if (environments.length === 0) {
    throw new UserError({
      message: `every environment of ${fleet.source} has a hand-written helmfile, to which releases do not apply`,
      hint: "add the release to those helmfiles",
    });
  }
  const unknown = options.only.filter((environment) => !environments.includes(environment));
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((environment) => {
        const isHandKept = resolved.environments.some((candidate) => candidate.name === environment);
        const why = isHandKept ? "has a hand-written helmfile, to which releases do not apply" : "is not declared";
        return { message: `environment "${environment}" ${why} (--only)`, hint: suggestName(environment, environments) };
      }),
    );
  }
}

/** The first version: the requested one, or the latest in the repository. Undefined for a local chart. */
export async function findVersion(
  { version, json }: ReleaseWish,
  { repository, chart, isLocal }: AddedChart,
): Promise<LatestVersion | undefined> {
  if (isLocal) {
    if (version === undefined) return undefined;
    throw new UserError({ message: "a local chart has no other versions (--version)", hint: "remove --version" });
  }
  if (version !== undefined) {
    if (/^v?\d+(\.\d+){0,2}([-+][\w.+-]+)?$/u.test(version)) return { version, deprecated: false };
    throw new UserError({
      message: `"${version}" is not a valid version (--version)`,
      hint: "give one version, for example 1.16.2; ranges are not allowed",
    });
  }
  const progress = json ? undefined : startProgress(`asking ${repository.url} for ${chart}`);
  try {
    return await findLatestChartVersion(repository, chart);
  } finally {
    progress?.stop();
  }
}

interface Choice {
  readonly chart: AddedChart;
  readonly fleet: DeclaredFleet;
  readonly version: string | undefined;
}

/** The release as it is written into the config. */
export function describeRelease(options: ReleaseWish, { chart, fleet, version }: Choice): NewRelease {
  const name = options.name ?? chart.name;
  const namespace = options.namespace ?? (fleet.defaults?.namespace === undefined ? name : undefined);
  return {
    name,
    chart: chart.isLocal ? chart.chart : `${chart.repository.name}/${chart.chart}`,
    ...(version === undefined ? {} : { version }),
    ...(namespace === undefined ? {} : { namespace }),
    only: [...new Set(options.only)],
  };
}
