import { execa } from "execa";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { startFixtures, type Fixtures } from "../../src/dryrun/index.ts";
import { UserError } from "../../src/core/user-error.ts";
import { parseHelmfiles, type ParsedHelmfile } from "../../src/helmfile/index.ts";
import { requireTools } from "../requires.ts";
import { createRepository, runDesalt } from "../run-desalt.ts";

/** Helmfiles of public repositories, beside the checkout and not a part of it; `DESALT_CORPUS` names another folder. */
const corpus = resolve(process.env["DESALT_CORPUS"] ?? join(import.meta.dirname, "../../../shared/corpus"));
const isAbsent = !existsSync(corpus);
if (isAbsent) process.stderr.write("skipped: desalt render and diff on the corpus, which is not there (DESALT_CORPUS)\n");
const { isMissing } = await requireTools("helm", "helmfile");

describe.skipIf(isAbsent || isMissing)("desalt render and diff on public repositories, with charts of ours", () => {
  it("renders what is whole there, and says why it does not render the rest", { timeout: 580_000 }, async () => {
    const rows: string[] = [];
    let renderedAny = 0;
    const names = readdirSync(corpus).filter((name) => name.includes("__"));
    for (const name of names) {
      const { row, rendered } = await tryRepository(name);
      rows.push(row);
      if (rendered > 0) renderedAny += 1;
    }
    process.stderr.write(
      `${["| repository | rendered | failed | diff of a bump | why |", "| --- | --- | --- | --- | --- |", ...rows].join("\n")}\n`,
    );
    expect(renderedAny).toBeGreaterThan(names.length / 3);
  });
});

async function tryRepository(name: string): Promise<{ readonly row: string; readonly rendered: number }> {
  await using repository = await createRepository({});
  await cp(join(corpus, name), repository.path, { recursive: true });
  const helmfiles = readHelmfiles(repository.path);
  for (const helmfile of helmfiles) addLocalCharts(repository.path, helmfile);
  await using fixtures = await startFixtures({ charts: chartsOf(helmfiles) });
  const env = { ...fixtures.environment, HOME: repository.path, XDG_CACHE_HOME: join(repository.path, ".cache") };
  const run = await runDesalt(repository.path, ["render", "--out", "out", "--json"], { env });
  expect(run).not.toMatchObject({ status: 70 });
  const rendered = /^rendered (\d+)/mu.exec(run.stderr)?.[1] ?? "0";
  const reasons = run.stderr.split("\n").filter((line) => line.startsWith("error: "));
  expect(reasons.length > 0).toBe(run.status !== 0);
  const [first = ""] = reasons;
  const bump = await diffBump(repository.path, { helmfiles, env });
  const why = first.slice(7, 240).replaceAll("|", "/");
  return { row: `| ${name} | ${rendered} | ${reasons.length} | ${bump} | ${why} |`, rendered: Number(rendered) };
}

interface Bump {
  readonly helmfiles: readonly ParsedHelmfile[];
  readonly env: Readonly<Record<string, string>>;
}

/** Bumps the first literal version, and says in a few words what `desalt diff` makes of it. */
async function diffBump(directory: string, { helmfiles, env }: Bump): Promise<string> {
  await execa("git", ["add", "--all"], { cwd: directory });
  await execa("git", ["-c", "user.name=Acme", "-c", "user.email=acme@example.com", "commit", "--quiet", "--message", "All"], {
    cwd: directory,
  });
  const bumped = helmfiles.some(({ path, releases }) =>
    releases.some(({ version = "" }) => semver.valid(version) !== null && replaceVersion(join(directory, path), version)),
  );
  if (!bumped) return "no literal version";
  const run = await runDesalt(directory, ["diff", "HEAD", "--json"], { env });
  expect(run).not.toMatchObject({ status: 70 });
  if (run.stdout === "") return "not rendered";
  const { summary, errors }: { summary: { added: number; changed: number; folded: number }; errors: readonly object[] } = JSON.parse(
    run.stdout,
  );
  return `~${summary.changed}, ${summary.folded} folded, ${errors.length} errors`;
}

function replaceVersion(path: string, version: string): boolean {
  const text = readFileSync(path, "utf8");
  const replaced = text.replace(
    new RegExp(`(version:\\s*["']?)${version.replaceAll(/[.+]/gu, "\\$&")}(?=["'\\s])`, "u"),
    `$1${nextVersion(version)}`,
  );
  if (replaced !== text) writeFileSync(path, replaced);
  return replaced !== text;
}

/** One that our registries have as well. */
function nextVersion(version: string): string {
  return semver.inc(version, "patch") ?? version;
}

function readHelmfiles(folder: string): ParsedHelmfile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.ya?ml(?:\.gotmpl)?$/u.test(path));
  return paths.flatMap((path) => {
    const text = readFileSync(join(folder, path), "utf8");
    if (!/^\s*(?:releases|repositories|templates):/mu.test(text)) return [];
    addValuesFiles(join(folder, dirname(path)), text);
    try {
      return [...parseHelmfiles([{ path, text }]).values()];
    } catch (error) {
      // Not every helmfile is YAML before its templates ran.
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}

/** The corpus has helmfiles, and not all that they name. */
function addValuesFiles(folder: string, text: string): void {
  for (const [, path = ""] of text.matchAll(/^\s*-\s+["']?([\w./-]+\.ya?ml(?:\.gotmpl)?)["']?\s*$/gmu)) {
    const target = join(folder, path);
    if (existsSync(target) || !target.startsWith(tmpdir())) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, "{}\n");
  }
}

/** A chart of ours for every literal reference, in the version that is asked for. */
function chartsOf(helmfiles: readonly ParsedHelmfile[]): NonNullable<Fixtures["charts"]> {
  const repositories = new Map(helmfiles.flatMap((helmfile) => helmfile.repositories.map((repository) => [repository.name, repository])));
  const charts: Record<string, Record<string, string[]>> = {};
  for (const { chart = "", version } of helmfiles.flatMap(({ releases }) => releases)) {
    const oci = /^oci:\/\/(.+)\/([^/@]+)/u.exec(chart);
    const [name = "", ...rest] = chart.split("/");
    const repository = repositories.get(name);
    const url = oci === null ? repository?.url : `oci://${oci[1]}`;
    if (url === undefined || url.includes("{{") || chart.includes("{{")) continue;
    const address = repository?.oci === true && !url.startsWith("oci://") ? `oci://${url}` : url;
    if (!/^(?:https|oci):\/\/[\w.-]+/u.test(address)) continue;
    const published = (charts[address.replace(/\/$/u, "")] ??= {});
    const versions = (published[oci?.[2] ?? rest.join("/")] ??= []);
    const exact = semver.valid(version ?? "") === null ? "1.0.0" : (version ?? "");
    for (const each of [exact, nextVersion(exact)]) if (!versions.includes(each)) versions.push(each);
  }
  return charts;
}

function addLocalCharts(folder: string, { path, releases }: ParsedHelmfile): void {
  for (const { chart = "", name } of releases) {
    const target = join(folder, dirname(path), chart);
    if (!/^\.{1,2}\//u.test(chart) || chart.includes("{{") || existsSync(join(target, "Chart.yaml")) || !target.startsWith(folder))
      continue;
    mkdirSync(join(target, "templates"), { recursive: true });
    writeFileSync(join(target, "Chart.yaml"), `apiVersion: v2\nname: ${name.replaceAll(/[^a-z0-9-]/gu, "-")}\nversion: 0.1.0\n`);
    writeFileSync(join(target, "templates/all.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: '{{ .Release.Name }}' }\n");
  }
}
