import { join } from "node:path/posix";
import parse from "semver/functions/parse.js";
import satisfies from "semver/functions/satisfies.js";
import { isRecord } from "../../../core/json-value.ts";
import { readYamlDocument, yamlValue } from "../../../core/read-yaml.ts";
import { findUnsafeCharacter } from "../../yaml/unsafe-characters.ts";
import { keepEffective } from "../chart-source.ts";
import { isLocalChart } from "../exact-releases.ts";
import { isExactVersion } from "../exact-version.ts";
import type { ParsedHelmfile, ParsedRelease } from "../parsed-helmfile.ts";
import type { Place } from "./named-files.ts";

/** The lock file that helmfile reads beside a helmfile. */
function lockName(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return `${name
    .replace(/\.gotmpl$/u, "")
    .replace(/\.yaml$/u, "")
    .replace(/\.yml$/u, "")}.lock`;
}

/**
 * Takes versions from helmfile.lock, which count for every release with a repository, also in place of an exact one. helmfile refuses
 * a helmfile with such a release that its lock does not have.
 */
export function applyLock(helmfile: ParsedHelmfile, { files, folder }: Place): ParsedHelmfile {
  const path = join(folder, lockName(helmfile.path));
  const text = files.readText(path);
  if (text === undefined) return helmfile;
  const locked = readLock(text);
  if (locked === undefined) return { ...helmfile, notUnderstood: { line: 1, path, reason: "desalt cannot read this lock file" } };
  let missing: string | undefined;
  const repositories = keepEffective(helmfile.repositories);
  const releases = helmfile.releases.map((release): ParsedRelease => {
    const { chart = "", version = "" } = release;
    if (isLocalChart(chart) || chart.includes("://") || chart.includes("{{")) return release;
    const [alias = "", ...rest] = chart.split("/");
    const repository = repositories.find(({ name }) => name === alias);
    if (repository === undefined) return release;
    const names = [...(repository.oci ? [rest.at(-1) ?? ""] : []), rest.join("/")];
    const entries = names.map((name) => locked.filter((entry) => entry.name === name)).find((list) => list.length > 0) ?? [];
    const taken = choose(
      version,
      entries.map((entry) => entry.version),
    );
    if (taken === undefined) missing ??= `it does not say which version of ${chart} runs for "${version === "" ? "*" : version}"`;
    return taken === undefined ? release : { ...release, lockedVersion: taken };
  });
  if (missing === undefined || helmfile.notUnderstood !== undefined) return { ...helmfile, releases };
  return { ...helmfile, releases, notUnderstood: { line: 1, path, reason: missing } };
}

/** The first locked version that fits, if it is sure which one helmfile takes. */
function choose(wanted: string, versions: readonly string[]): string | undefined {
  if (isExactVersion(wanted)) {
    const core = parse(wanted.replace("_", "+"), { loose: true });
    return versions.find((version) => core !== null && parse(version, { loose: true })?.compare(core) === 0);
  }
  const [first] = versions;
  if (first === undefined || new Set(versions).size > 1) return undefined;
  return satisfies(first, wanted === "" ? "*" : wanted) ? first : undefined;
}

interface LockedChart {
  readonly name: string;
  readonly version: string;
}

function readLock(text: string): readonly LockedChart[] | undefined {
  if (findUnsafeCharacter(text) !== undefined) return undefined;
  const { content, problems } = readYamlDocument(text);
  if (problems.length > 0 || content.warnings.length > 0) return undefined;
  const read = yamlValue(content);
  if ("problem" in read || !isRecord(read.value)) return undefined;
  const { version = "", dependencies } = read.value;
  if (typeof version !== "string" || (version !== "" && parse(version) === null) || !Array.isArray(dependencies)) return undefined;
  const charts = dependencies.flatMap((entry: unknown): LockedChart[] => {
    if (!isRecord(entry)) return [];
    const { name, version: locked } = entry;
    return typeof name === "string" && typeof locked === "string" && parse(locked, { loose: true }) !== null
      ? [{ name, version: locked }]
      : [];
  });
  return charts.length === dependencies.length ? charts : undefined;
}
