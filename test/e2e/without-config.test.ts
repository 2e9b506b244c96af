import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { requireTools } from "../requires.ts";
import { createFolder, runDesalt } from "../run-desalt.ts";
import { createScriptedRepository } from "../scripted-repository.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const configMap = (name: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name} }
data: { port: {{ .Values.port | default 80 | quote }} }
`;
const files = {
  "charts/portal/Chart.yaml": "apiVersion: v2\nname: portal\nversion: 1.0.0\n",
  "charts/portal/templates/a.yaml": configMap("a"),
  "charts/portal/templates/b.yaml": configMap("b"),
  "charts/portal/templates/c.yaml": configMap("c"),
  "charts/portal/templates/d.yaml": configMap("d"),
  "charts/portal/templates/e.yaml": configMap("e"),
  "helmfile.yaml": "environments: { dev: {}, prd: {} }\n---\nreleases:\n  - { name: portal, namespace: web, chart: ./charts/portal }\n",
};

describe.skipIf(isMissing)("a helmfile repository without a config", () => {
  test("renders onto what its own branch desalt-manifests holds, and publishes there", { timeout: 60_000 }, async () => {
    await using forge = await createFolder({});
    await using repository = await createScriptedRepository(files);
    const bare = join(forge.path, "acme/infra.git");
    await repository.git("init", "--quiet", "--bare", bare);
    await repository.git("remote", "add", "origin", pathToFileURL(bare).href);
    await repository.commit("2026-11-01T00:00:00Z", {});
    const env = { HOME: forge.path, XDG_CACHE_HOME: join(forge.path, "cache") };
    const desalt = (...args: readonly string[]) => runDesalt(repository.path, args, { env });
    const listPublished = () => repository.git("--git-dir", bare, "ls-tree", "-r", "--name-only", "desalt-manifests");

    // As the jobs of desalt-render do it: one folder for each environment, all of them joined for the last job.
    const first = join(forge.path, "first");
    for (const environment of ["dev", "prd"])
      expect(await desalt("render", environment, "--out", first, "--pull")).toMatchObject({ status: 0 });
    expect(await desalt("publish", first)).toMatchObject({ status: 0, stdout: expect.stringContaining("desalt-manifests") });
    expect((await listPublished()).split("\n")).toContain("prd/portal/ConfigMap__e.yaml");

    // A file goes, in a fresh folder: only a render that saw what is published knows it.
    await repository.git("rm", "--quiet", "charts/portal/templates/e.yaml");
    await repository.commit("2026-11-02T00:00:00Z", {});
    const second = join(forge.path, "second");
    const run = await desalt("render", "dev", "--out", second, "--pull");
    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("removed") });
    expect(existsSync(join(second, "prd"))).toBe(false);
    expect(readdirSync(join(second, "dev/portal"))).toHaveLength(4);
    expect(await desalt("publish", second)).toMatchObject({ status: 0, stderr: "" });
    const published = (await listPublished()).split("\n");
    expect(published).not.toContain("dev/portal/ConfigMap__e.yaml");
    expect(published).toContain("prd/portal/ConfigMap__e.yaml");
    expect((await desalt("publish", second)).stdout).toContain("is up to date");

    // What cannot be read does not tell its environments: none of them is gone.
    await repository.write({ "helmfile.yaml": "environments: { dev: {}\n" });
    const broken = await desalt("render", "--out", second);
    expect(broken).toMatchObject({ status: 2, stdout: "" });
    expect(readdirSync(join(second, "dev/portal"))).toHaveLength(4);
    expect(broken.stderr).toContain("error: default: in ./helmfile.yaml: failed to read helmfile.yaml");
    expect(broken.stderr).not.toContain("--allow-removal");
    const diff = await desalt("diff", "main", "--json");
    expect(diff.status).toBe(2);
    expect(JSON.parse(diff.stdout)).toMatchObject({ environments: [], errors: [{ environment: "default", release: null }] });
  });
});
