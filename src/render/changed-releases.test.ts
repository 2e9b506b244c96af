import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findChangedReleases, type TargetSide } from "./changed-releases.ts";
import type { RenderTarget } from "./render-target.ts";

type Files = Readonly<Record<string, string>>;

const target: RenderTarget = { environment: "dev", helmfile: "dev/helmfile.yaml", apiVersions: [] };
const repositories = "repositories:\n  - { name: charts, url: https://charts.example.com }\n";

function fleet(...entries: readonly string[]): string {
  return `${repositories}releases:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`;
}

const first = "{ name: first, namespace: a, chart: charts/first, version: 1.0.0 }";
const second = "{ name: second, chart: charts/second, version: 1.0.0 }";
const bumped = "{ name: first, namespace: a, chart: charts/first, version: 1.1.0 }";

describe("releases that two helmfiles do not prove to be the same", () => {
  let root: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), "desalt-changed-")));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  async function writeSide(name: string, files: Files): Promise<TargetSide> {
    const directory = join(root, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    return { target, directory };
  }

  async function namesOf(base: Files, head: Files): Promise<readonly string[] | undefined> {
    return findChangedReleases(await writeSide("base", base), await writeSide("head", head))?.names;
  }

  async function namesBetween(base: string, head: string, shared: Files = {}): Promise<readonly string[] | undefined> {
    return await namesOf({ ...shared, "dev/helmfile.yaml": base }, { ...shared, "dev/helmfile.yaml": head });
  }

  it("are those whose entry differs, as each side names them", async () => {
    const base = await writeSide("base", { "dev/helmfile.yaml": fleet(first, second) });
    const head = await writeSide("head", { "dev/helmfile.yaml": fleet(bumped, second) });
    expect(findChangedReleases(base, head)).toMatchObject({
      names: ["first"],
      base: [{ name: "first", namespace: "a", chart: "charts/first" }],
      head: [{ name: "first", namespace: "a", chart: "charts/first" }],
    });
  });

  it("are none of the same helmfile, and all that only one side has", async () => {
    expect(await namesBetween(fleet(first, second), fleet(first, second))).toEqual([]);
    expect(await namesBetween(fleet(second, first, second.replace("second", "third")), fleet(second))).toContain("first");
  });

  it("are told by what is written, not by what a parser makes of it", async () => {
    const version = (text: string): string => fleet(first.replace("1.0.0", text), second);
    expect(await namesBetween(version("1.1"), version("1.10"))).toEqual(["first"]);
    expect(await namesBetween(version("yes"), version('"yes"'))).toEqual(["first"]);
    const block = (text: string): string =>
      fleet(`name: first\n    chart: charts/first\n    values:\n      - text: |+\n          a\n${text}`, second);
    expect(await namesBetween(block(""), block("\n\n"))).toEqual(["first"]);
  });

  it("include one that reads what differs, or what may", async () => {
    const reading = (file: string): string => fleet(`{ name: first, chart: charts/first, values: [${file}] }`, second);
    const text = reading("values.yaml");
    const side = (values: string): Files => ({ "dev/helmfile.yaml": text, "dev/values.yaml": values });
    expect(await namesOf(side("a: 1\n"), side("a: 1\n"))).toEqual([]);
    expect(await namesOf(side("a: 1\n"), side("a: 2\n"))).toEqual(["first"]);
    expect(await namesOf(side("a: ref+file://x\n"), side("a: ref+file://x\n"))).toEqual(["first"]);
    for (const file of ["missing.yaml", "values.yaml.gotmpl", "'*.yaml'", "https://example.com/values.yaml", "git::https://x/y.yaml"]) {
      expect(await namesBetween(reading(file), reading(file), { "dev/values.yaml.gotmpl": "" })).toEqual(["first"]);
    }
    expect(await namesBetween(reading("helmfile.yaml"), reading("helmfile.yaml").replace("second, v", "second,  v"))).toContain("first");
  });

  it("include one whose values file is a link, or whose chart or other fields are not known to be the same", async () => {
    const linked = fleet("{ name: first, chart: charts/first, values: [link.yaml] }", second);
    const sides = { "dev/helmfile.yaml": linked, "dev/values.yaml": "" };
    const [base, head] = [await writeSide("base", sides), await writeSide("head", sides)];
    for (const { directory } of [base, head]) await symlink("values.yaml", join(directory, "dev/link.yaml"));
    expect(findChangedReleases(base, head)?.names).toEqual(["first"]);
    for (const entry of [
      "{ name: first, chart: ./first }",
      "{ name: first, chart: unknown/first }",
      "{ name: first, chart: charts/local }",
      "{ name: first, chart: charts/first, secrets: [a.yaml] }",
      "{ name: first, chart: charts/first, set: [{ name: a, file: b }] }",
      "{ name: first, chart: charts/first, jsonPatches: [a.yaml] }",
    ]) {
      const shared = { "dev/charts/local/Chart.yaml": "" };
      expect(await namesBetween(fleet(entry, second), fleet(entry, second), shared)).toEqual(["first"]);
    }
  });

  it("are not known where more than the releases differs", async () => {
    expect(await namesBetween(`kubeVersion: 1.33.0\n${fleet(first)}`, `kubeVersion: 1.34.0\n${fleet(first)}`)).toBeUndefined();
    expect(await namesBetween(fleet(first), fleet(first).replace("charts.example", "other.example"))).toBeUndefined();
    const values = `environments: { dev: { values: [values.yaml] } }\n---\n${fleet(first)}`;
    const side = (text: string): Files => ({ "dev/helmfile.yaml": values, "dev/values.yaml": text });
    expect(await namesOf(side("a: 1\n"), side("a: 1\n"))).toEqual([]);
    expect(await namesOf(side("a: 1\n"), side("a: 2\n"))).toBeUndefined();
    const [base, head] = [await writeSide("base", {}), await writeSide("head", {})];
    expect(findChangedReleases(base, { ...head, target: { ...target, kubernetes: "1.34.0" } })).toBeUndefined();
  });

  it("are not known where a release that goes, or an order, is a mistake of others", async () => {
    const needing = "{ name: second, chart: charts/second, needs: [a/first] }";
    expect(await namesBetween(fleet(first, needing), fleet(bumped, needing))).toEqual(["first"]);
    expect(await namesBetween(fleet(first, needing), fleet(needing))).toBeUndefined();
    expect(await namesBetween(fleet(first, needing), fleet(first.replace(" }", ", needs: [second] }"), needing))).toBeUndefined();
    expect(await namesBetween(fleet(first, needing), fleet(first.replace(" }", ", installed: false }"), needing))).toBeUndefined();
  });

  it.each([
    ["a template", `# {{ readFile "x" }}\n${fleet(first)}`],
    ["an anchor", fleet(first, "&a { name: second, chart: charts/second }")],
    ["a tag", fleet(first, "!!map { name: second, chart: charts/second }")],
    ["bases", `bases: [base.yaml]\n${fleet(first)}`],
    ["helmfiles", `helmfiles: [other.yaml]\n${fleet(first)}`],
    ["hooks", `hooks: []\n${fleet(first)}`],
    ["hooks of a release", fleet("{ name: first, chart: charts/first, hooks: [] }")],
    ["templates", `templates: {}\n${fleet(first)}`],
    ["a post-renderer", `helmDefaults: { postRenderer: ./x }\n${fleet(first)}`],
    ["environments beside releases", `environments: { dev: {} }\n${fleet(first)}`],
    ["encrypted values of an environment", `environments: { dev: { secrets: [x.yaml] } }\n---\n${fleet(first)}`],
    ["a template of values for an environment", `environments: { dev: { values: [x.yaml.gotmpl] } }\n---\n${fleet(first)}`],
    ["a name that is there twice", fleet(first, first)],
    ["a label in the place of a name", fleet("{ name: first, chart: charts/first, labels: { name: other } }")],
    ["no YAML", "releases: [\n"],
    ["nothing", ""],
  ])("are not known of a helmfile with %s", async (_, text) => {
    expect(await namesBetween(text, text)).toBeUndefined();
  });

  it("are not known beside a lock file, nor of a helmfile that is a template or a link", async () => {
    expect(await namesBetween(fleet(first), fleet(first), { "dev/helmfile.lock": "" })).toBeUndefined();
    const side = await writeSide("plain", { "dev/helmfile.yaml.gotmpl": fleet(first), "dev/other.yaml": fleet(first) });
    const named = (helmfile: string): TargetSide => ({ ...side, target: { ...target, helmfile } });
    await symlink("other.yaml", join(side.directory, "dev/link.yaml"));
    expect(findChangedReleases(named("dev/other.yaml"), named("dev/other.yaml"))?.names).toEqual([]);
    for (const helmfile of ["dev/helmfile.yaml.gotmpl", "dev/link.yaml", "dev", "missing.yaml"]) {
      expect(findChangedReleases(named(helmfile), named(helmfile))).toBeUndefined();
    }
  });
});
