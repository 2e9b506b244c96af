import { findTwoAddresses } from "../reading/chart-source.ts";
import type { ParsedHelmfile, ParsedRelease, ParsedRepository } from "../reading/parsed-helmfile.ts";
import type { ListedRelease } from "./asking.ts";
import { hasMark } from "./field-templates.ts";
import { findPlace } from "./release-place.ts";
import { Unclear } from "./unclear.ts";

/** The repositories of a helmfile: a later part that has some replaces those of the parts before. */
export function lastRepositories(parts: readonly { readonly repositories: readonly ParsedRepository[] }[]): readonly ParsedRepository[] {
  return parts.findLast(({ repositories }) => repositories.length > 0)?.repositories ?? [];
}

/** A name that stands for two addresses in two files is not understood: helmfile gives helm only one of them. */
export function refuseTwoAddresses(helmfiles: readonly ParsedHelmfile[]): void {
  const name = findTwoAddresses(helmfiles);
  if (name !== undefined) throw new Unclear({ line: 1, reason: `the repository "${name}" has two addresses in two helmfiles` });
}

export function toRelease(listed: ListedRelease, { text, path }: { readonly text: string; readonly path: string }): ParsedRelease {
  const { name, namespace, chart, version } = listed;
  if (hasMark(name) || hasMark(namespace)) throw new Unclear({ line: 1, reason: `the name of a release depends on a variable: "${name}"` });
  return {
    name,
    ...(namespace !== "" && { namespace }),
    chart,
    ...(version !== "" && { version }),
    ...(!(listed.enabled && listed.installed) && { isUninstalled: true as const }),
    isVersionTemplated: false,
    ...findPlace(text, path, listed),
  };
}

export function markVariables(release: ParsedRelease, repositories: readonly ParsedRepository[]): ParsedRelease {
  const { chart = "", version = "", line } = release;
  const url = repositories.findLast(({ name }) => name === chart.split("/", 1)[0])?.url ?? "";
  const marked = [chart, version, url].find(hasMark);
  if (marked === undefined) return release;
  return { ...release, inexact: { line, reason: `it depends on a variable that "variables" of the config does not set: "${marked}"` } };
}
