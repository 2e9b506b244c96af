import { execa } from "execa";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { startFixtures } from "../src/testing.ts";
import { examples, type Example } from "./examples.ts";
import { helmEnvironment } from "./helm-environment.ts";
import { requireTools } from "./requires.ts";
import { createFolder } from "./run-desalt.ts";

const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

describe.skipIf(isMissing).each(examples)("$name under the real helmfile", { timeout: 120_000 }, (example) => {
  const places = Object.entries(example.clusters).flatMap(([environment, clusters]) =>
    clusters.map((cluster) => ({ environment, cluster })),
  );

  test.each(places)("builds, lists and templates $environment $cluster from private registries", async ({ environment, cluster }) => {
    await using folder = await createFolder({});
    await using fixtures = await startFixtures(example.registries);
    const env = { ...helmEnvironment(folder.path, helm), ...fixtures.environment, ...example.credentials };
    const run = (...args: readonly string[]): Promise<string> => runHelmfile(example, { environment, cluster, args, env });
    expect(await run("build")).toContain("releases:");
    const listed: { name: string; version: string }[] = JSON.parse(await run("list", "--output", "json"));
    expect(listed.map(({ name, version }) => `${name} ${version}`)).toMatchSnapshot("list");
    const manifests = parseAllDocuments(await run("template")).map((document) => document.toJS());
    expect(manifests.map(({ kind, metadata, data }) => ({ kind, name: metadata.name, data }))).toMatchSnapshot("template");
  });

  test("fails without credentials", async () => {
    await using folder = await createFolder({});
    await using fixtures = await startFixtures(example.registries);
    const env = { ...helmEnvironment(folder.path, helm), ...fixtures.environment };
    await expect(runHelmfile(example, { environment: "dev", cluster: undefined, args: ["template"], env })).rejects.toThrow(/401/u);
  });
});

interface HelmfileRun {
  readonly environment: string;
  readonly cluster: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function runHelmfile({ directory }: Example, { environment, cluster, args, env }: HelmfileRun): Promise<string> {
  const flags = [
    "--quiet",
    "--file",
    join(directory, environment, "helmfile.yaml"),
    ...(cluster === undefined ? [] : ["--environment", cluster]),
  ];
  const { stdout } = await execa(helmfile.path, [...flags, ...args], {
    extendEnv: false,
    env,
    stdin: "ignore",
  });
  return stdout;
}
