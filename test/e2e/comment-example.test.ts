import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { credentials, registries } from "../../examples/gitops/charts.ts";
import { startFixtures } from "../../src/testing.ts";
import { requireTools } from "../requires.ts";
import { createFolder, runDesalt } from "../run-desalt.ts";
import { createScriptedRepository } from "../scripted-repository.ts";

const { isMissing } = await requireTools("helm", "helmfile");
const example = join(import.meta.dirname, "../../examples/gitops");

describe.skipIf(isMissing)("the comment that the README shows", () => {
  test("is what desalt diff says of the portal's bump in the GitOps example", { timeout: 60_000 }, async () => {
    const paths = ["dev/helmfile.yaml", "prd/helmfile.yaml"];
    const texts = await Promise.all(paths.map((path) => readFile(join(example, path), "utf8")));
    await using home = await createFolder({});
    await using fixtures = await startFixtures(registries);
    await using repository = await createScriptedRepository(Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? ""])));
    await repository.commit("2026-11-01T00:00:00Z", {});
    await repository.write({ "dev/helmfile.yaml": (texts[0] ?? "").replace("version: 2.4.0", "version: 2.5.0") });
    const env = { ...fixtures.environment, ...credentials, HOME: home.path, XDG_CACHE_HOME: join(home.path, "cache") };
    const { status, stdout } = await runDesalt(repository.path, ["diff", "main", "--format", "markdown"], { env });
    expect(status).toBe(0);
    await expect(stdout).toMatchFileSnapshot(join(example, "comment.md"));
  });
});
