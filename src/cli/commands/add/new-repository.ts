import { existsSync } from "node:fs";
import { join } from "node:path";
import { suggestName } from "../../../core/suggestion.ts";
import { UserError } from "../../../core/user-error.ts";
import type { NewRepository } from "../../../edit/index.ts";
import type { ResolvedFleet, ResolvedRepository } from "../../../fleet/index.ts";
import { nameRepository, parseChartAddress, type ChartAddress } from "./chart-address.ts";

/** A chart with the repository that it comes from, declared already or new. */
export interface AddedChart {
  /** The default name of its release. */
  readonly name: string;
  readonly isLocal: boolean;
  /** The chart's name in the repository, or the path of a local chart. */
  readonly chart: string;
  readonly repository: ResolvedRepository;
  /** The repository to add to the config, if it is new. */
  readonly addition: { readonly repository?: NewRepository };
}

/** The options for the chart and its repository. */
export interface ChartWish {
  readonly directory: string;
  /** The chart as the user writes it, see `parseChartAddress`. */
  readonly chart: string;
  /** The name of a new repository. */
  readonly repository?: string;
  /** Whether a new repository needs credentials. */
  readonly private: boolean;
}

/** Finds the repository of a chart by name, or by address if it may be new. */
export function findRepository(wish: ChartWish, fleet: ResolvedFleet): AddedChart {
  const address = parseChartAddress(wish.chart);
  if (address.kind === "local") return findLocalChart(wish, address.path);
  const name = address.chart.split("/").at(-1) ?? address.chart;
  const declared = fleet.repositories.find((repository) =>
    address.kind === "declared"
      ? repository.name === address.repository
      : repository.oci === address.oci && repository.url.replace(/^oci:\/\//u, "") === address.url,
  );
  if (declared !== undefined) {
    refuseFlags(wish, declared.name);
    return { name, isLocal: false, chart: address.chart, repository: declared, addition: {} };
  }
  if (address.kind === "declared") {
    const names = fleet.repositories.map((repository) => repository.name);
    const hint = `${suggestName(address.repository, names)}; for a new one, give its address: https://HOST/PATH/CHART or oci://HOST/PATH/CHART`;
    throw new UserError({ message: `repository "${address.repository}" is not declared`, hint });
  }
  const repository = describeRepository(wish, address, fleet);
  return { name, isLocal: false, chart: address.chart, repository, addition: { repository } };
}

function describeRepository(wish: ChartWish, { url, oci }: Extract<ChartAddress, { kind: "url" }>, fleet: ResolvedFleet): NewRepository {
  const name = wish.repository ?? nameRepository(url);
  if (!/^[a-z][a-z0-9-]*$/u.test(name) || name.startsWith("github-")) {
    throw new UserError({
      message: `"${name}" is not a valid name for a repository`,
      hint: "use lower-case letters, digits and hyphens, and do not start with github-: --repository NAME",
    });
  }
  if (fleet.repositories.some((repository) => repository.name === name)) {
    throw new UserError({
      message: `repository "${name}" is already declared with another address`,
      hint: "give the new repository another name: --repository NAME",
    });
  }
  return { name, url, oci, private: wish.private };
}

function refuseFlags(wish: ChartWish, name: string): void {
  const flag = wish.private ? "--private" : "--repository";
  if (!wish.private && (wish.repository === undefined || wish.repository === name)) return;
  throw new UserError({
    message: `repository "${name}" is already declared, so ${flag} has no effect`,
    hint: `remove ${flag}, or change the repository in the config`,
  });
}

function findLocalChart({ directory, private: isPrivate, repository }: ChartWish, path: string): AddedChart {
  if (isPrivate || repository !== undefined) {
    throw new UserError({
      message: "a local chart has no chart repository (--private, --repository)",
      hint: "remove the option",
    });
  }
  if (!existsSync(join(directory, path, "Chart.yaml"))) {
    throw new UserError({
      message: `"${path}" is not a chart, because it has no Chart.yaml`,
      hint: "name the folder of a chart, relative to the config",
    });
  }
  return {
    name: path.split("/").at(-1) ?? path,
    isLocal: true,
    chart: path,
    repository: { name: "", url: "", oci: false, private: false },
    addition: {},
  };
}
