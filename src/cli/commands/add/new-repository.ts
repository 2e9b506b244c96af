import { existsSync } from "node:fs";
import { join } from "node:path";
import { suggestName } from "../../../core/suggestion.ts";
import { UserError } from "../../../core/user-error.ts";
import type { NewRepository } from "../../../edit/index.ts";
import type { ResolvedFleet, ResolvedRepository } from "../../../fleet/index.ts";
import { nameRepository, parseChartAddress, type ChartAddress } from "./chart-address.ts";

/** A chart with the repository that it comes from, declared already or new. */
export interface AddedChart {
  /** What a release of it is called where nothing else is said. */
  readonly name: string;
  readonly isLocal: boolean;
  /** Inside of the repository; the path of a local chart. */
  readonly chart: string;
  readonly repository: ResolvedRepository;
  /** What must be added for it. */
  readonly addition: { readonly repository?: NewRepository };
}

/** What a user says of the chart and its repository. */
export interface ChartWish {
  readonly directory: string;
  /** As the user writes it, see `parseChartAddress`. */
  readonly chart: string;
  /** A name for a repository that is new. */
  readonly repository?: string;
  /** A repository that is new needs credentials. */
  readonly private: boolean;
}

/** Finds the repository of a chart that a user names: by name, or by address where it may be a new one. */
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
    const hint = `${suggestName(address.repository, names)}; a new one is given by its address: https://HOST/PATH/CHART or oci://HOST/PATH/CHART`;
    throw new UserError({ message: `repository "${address.repository}" is not declared`, hint });
  }
  const repository = describeRepository(wish, address, fleet);
  return { name, isLocal: false, chart: address.chart, repository, addition: { repository } };
}

function describeRepository(wish: ChartWish, { url, oci }: Extract<ChartAddress, { kind: "url" }>, fleet: ResolvedFleet): NewRepository {
  const name = wish.repository ?? nameRepository(url);
  if (!/^[a-z][a-z0-9-]*$/u.test(name) || name.startsWith("github-")) {
    throw new UserError({
      message: `"${name}" is no name for a repository`,
      hint: "use lower-case letters, digits and dashes, and no github- at the beginning: --repository NAME",
    });
  }
  if (fleet.repositories.some((repository) => repository.name === name)) {
    throw new UserError({
      message: `repository "${name}" is declared already, with another address`,
      hint: "give the new one another name: --repository NAME",
    });
  }
  return { name, url, oci, private: wish.private };
}

function refuseFlags(wish: ChartWish, name: string): void {
  const flag = wish.private ? "--private" : "--repository";
  if (!wish.private && (wish.repository === undefined || wish.repository === name)) return;
  throw new UserError({
    message: `repository "${name}" is declared already, so that ${flag} would change nothing`,
    hint: `leave ${flag} out, or change the repository in the config`,
  });
}

function findLocalChart({ directory, private: isPrivate, repository }: ChartWish, path: string): AddedChart {
  if (isPrivate || repository !== undefined) {
    throw new UserError({
      message: "a chart in this repository comes from no other (--private, --repository)",
      hint: "leave the option out",
    });
  }
  if (!existsSync(join(directory, path, "Chart.yaml"))) {
    throw new UserError({
      message: `there is no chart at "${path}": it has no Chart.yaml`,
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
