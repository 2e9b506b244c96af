import { suggestName } from "../../../core/suggestion.ts";
import { UserError } from "../../../core/user-error.ts";
import type { NewRelease } from "../../../edit/index.ts";
import type { DeclaredFleet, ResolvedFleet } from "../../../fleet/index.ts";
import { findLatestChartVersion, type LatestVersion } from "../../../io/charts/chart-repository.ts";
import type { AddedChart } from "./new-repository.ts";
import { startProgress } from "../../terminal/progress.ts";

/** What a user says of the release. */
export interface ReleaseWish {
  readonly json: boolean;
  /** Default: the latest that is no pre-release, from the repository. */
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

/** Throws when a release cannot be called so, is there already, or names environments that it cannot run in. */
export function checkNames(options: ReleaseWish, chart: AddedChart, { fleet, resolved }: Declared): void {
  const name = options.name ?? chart.name;
  for (const [flag, value] of [["--name", name] as const, ["--namespace", options.namespace ?? name] as const]) {
    if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u.test(value) && value.length <= 63) continue;
    throw new UserError({
      message: `"${value}" is no name for a ${flag === "--name" ? "release" : "namespace"}`,
      hint: `use lower-case letters, digits and dashes: ${flag} NAME`,
    });
  }
  const group = fleet.groups.find(({ releases }) => Object.hasOwn(releases, name));
  if (group !== undefined) {
    throw new UserError({
      message: `release "${name}" is there already (${group.place.source})`,
      hint: "install the chart a second time under another name: --name NAME",
    });
  }
  const environments = resolved.environments.filter(({ handKept }) => !handKept).map((environment) => environment.name);
  if (environments.length === 0) {
    throw new UserError({
      message: `every environment of ${fleet.source} has a helmfile that people keep, and releases do not apply to them`,
      hint: "add the release to those helmfiles",
    });
  }
  const unknown = options.only.filter((environment) => !environments.includes(environment));
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((environment) => {
        const isHandKept = resolved.environments.some((candidate) => candidate.name === environment);
        const why = isHandKept ? "has a helmfile that people keep, and releases do not apply to it" : "is not declared";
        return { message: `environment "${environment}" ${why} (--only)`, hint: suggestName(environment, environments) };
      }),
    );
  }
}

/** The version to start with: the one that is wished, or the latest of the repository. Undefined for a local chart. */
export async function findVersion(
  { version, json }: ReleaseWish,
  { repository, chart, isLocal }: AddedChart,
): Promise<LatestVersion | undefined> {
  if (isLocal) {
    if (version === undefined) return undefined;
    throw new UserError({ message: "a chart in this repository has no version to choose (--version)", hint: "leave --version out" });
  }
  if (version !== undefined) {
    if (/^v?\d+(\.\d+){0,2}([-+][\w.+-]+)?$/u.test(version)) return { version, deprecated: false };
    throw new UserError({
      message: `"${version}" is no version (--version)`,
      hint: "give one version, such as 1.16.2; Renovate moves it, so that ranges have no place here",
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
