import { execa } from "execa";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import semver from "semver";
import { stringify } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Rehearsal } from "../../src/rehearsal/index.ts";
import { startFixtures } from "../../src/testing.ts";
import { createFolder, createRepository, runDesalt, type Run, type TemporaryFolder } from "../run-desalt.ts";

const now = "2026-11-20T12:00:00Z";
const day = 86_400_000;

const classic = "https://charts.example.com";
const oci = "oci://registry.example.com/charts";
const config = stringify({
  repository: "acme/infra",
  environments: {
    dev: { automerge: "patch" },
    stg: { follows: "dev", soak: { patch: "2 days", minor: "5 days", major: "10 days" } },
    prd: { follows: "stg", soak: "7 days" },
  },
  repositories: { stable: { url: classic }, shared: { url: oci.slice("oci://".length), oci: true } },
  defaults: { namespace: "apps" },
  releases: {
    fast: { chart: "stable/fast", version: "1.16.0" },
    slow: { chart: "stable/slow", version: "2.1.0" },
    portal: { chart: "shared/portal", version: "1.2.0" },
  },
});

/** fast has a version every fourth day, patches between the minors; slow has a new major; portal has a few. */
const charts = {
  now,
  charts: {
    [classic]: {
      fast: ["1.0.0", ...Array.from({ length: 16 }, (_, index) => published(nameFast(index + 1), 66 - 4 * index))],
      slow: ["1.0.0", published("1.0.1", 52), published("2.0.0", 45), published("2.1.0", 20)],
    },
    [oci]: { portal: ["1.0.0", published("1.1.0", 50), published("1.1.1", 40), published("1.2.0", 30)] },
  },
};

function nameFast(number: number): string {
  return number % 2 === 0 ? `1.${number}.0` : `1.${number - 1}.1`;
}

function published(version: string, daysAgo: number) {
  return { version, released: `${daysAgo} days ago` };
}

let repository: TemporaryFolder | undefined;
beforeAll(async () => {
  repository = await createRepository({ "desalt.yaml": config, "charts.json": JSON.stringify(charts) });
  const { status, stderr } = await runDesalt(repository.path, ["generate"]);
  if (status !== 0) throw new Error(stderr);
});
afterAll(() => repository?.[Symbol.asyncDispose]());

async function rehearse(...args: readonly string[]): Promise<Run & { readonly report: Rehearsal }> {
  const run = await runDesalt(repository?.path ?? "", ["rehearse", "--charts", "charts.json", "--json", ...args]);
  const report: Rehearsal = JSON.parse(run.stdout);
  return { ...run, report };
}

/** When each version began to run and when something older took its place, by environment and release. */
function changesOf({ environments }: Rehearsal, environment: string, release: string) {
  return environments.find(({ name }) => name === environment)?.releases.find((one) => one.release === release)?.changes ?? [];
}

/** Whether a version had run upstream, or its successors had, for at least the shortest soak, and nothing older took its place. */
function hasLivedUpstream(report: Rehearsal, { at, environment, release, version }: Rehearsal["offered"][number]): boolean {
  const before = changesOf(report, upstreams[environment] ?? "", release).filter((change) => change.at <= at);
  const began = before.findLastIndex((change) => change.version === version && change.how !== "rolled-back");
  const soaked = Date.parse(at) - Date.parse(before[began]?.at ?? at);
  const isOlder = (other: string): boolean => semver.lt(other, version);
  return soaked >= (leastSoak[environment] ?? 0) * day && !before.slice(began).some((change) => isOlder(change.version));
}

const upstreams: Readonly<Record<string, string>> = { stg: "dev", prd: "stg" };
const leastSoak: Readonly<Record<string, number>> = { stg: 2, prd: 7 };

describe("60 days of a fleet", () => {
  let end: Awaited<ReturnType<typeof rehearse>> | undefined;
  beforeAll(async () => {
    end = await rehearse("--days", "60", "--bad-share", "0.25", "--seed", "7");
  });

  it("keeps every invariant, on what Renovate really opened", () => {
    expect(end).toMatchObject({ status: 0, report: { days: 60, breaches: [] } });
    const report = end?.report ?? fail();
    const offered = report.offered.filter(({ environment }) => environment in upstreams);
    expect(offered.length).toBeGreaterThan(10);
    expect(offered.filter((offer) => !hasLivedUpstream(report, offer))).toEqual([]);
  });

  it("has had in it what it is about: merges by hand and by Renovate, rollbacks, and production upgraded all the same", () => {
    const report = end?.report ?? fail();
    const inDev = ["fast", "slow", "portal"].flatMap((release) => changesOf(report, "dev", release));
    expect(new Set(inDev.map(({ how }) => how))).toEqual(new Set(["merged", "automerged", "rolled-back"]));
    expect(changesOf(report, "prd", "fast").length).toBeGreaterThan(3);
    expect(changesOf(report, "prd", "portal").length).toBeGreaterThan(0);
    const [dev, stg, prd] = report.environments;
    expect([dev?.soaked, stg?.soaked?.shortest, prd?.soaked?.shortest]).toEqual([undefined, expect.any(Number), expect.any(Number)]);
    expect(stg?.soaked?.shortest).toBeGreaterThanOrEqual(2);
    expect(prd?.soaked?.shortest).toBeGreaterThanOrEqual(7);
  });

  it("nobody merges on a weekend, and Renovate runs on fewer days than there are", () => {
    const report = end?.report ?? fail();
    const merged = Object.keys(upstreams).flatMap((name) =>
      ["fast", "slow", "portal"].flatMap((release) => changesOf(report, name, release)),
    );
    expect(merged.map(({ at }) => new Date(at).getUTCDay()).filter((weekday) => weekday === 0 || weekday === 6)).toEqual([]);
    expect(report.renovate.runs).toBeLessThan(60);
  });
});

it("skipping days on which nothing can happen changes nothing", { timeout: 300_000 }, async () => {
  const args = ["--days", "16", "--bad-share", "0.25", "--seed", "7"] as const;
  const [skipping, daily] = [await rehearse(...args), await rehearse(...args, "--every-day")];
  expect([skipping.status, daily.status]).toEqual([0, 0]);
  expect(daily.report.renovate.runs).toBe(17);
  expect(skipping.report.renovate.runs).toBeLessThan(17);
  expect(skipping.report.offered.length).toBeGreaterThan(3);
  expect({ ...skipping.report, renovate: undefined }).toEqual({ ...daily.report, renovate: undefined });
});

it("a config that talks Renovate out of the gates is found out, and the merge check stays", { timeout: 120_000 }, async () => {
  const packageRules = [{ matchFileNames: ["prd/**"], allowedVersions: ">0", additionalBranchPrefix: "prd-" }];
  await using careless = await createRepository({
    "desalt.yaml": stringify({
      repository: "acme/infra",
      environments: { dev: { helmfile: "dev/helmfile.yaml" }, prd: { helmfile: "prd/helmfile.yaml", follows: "dev", soak: "7 days" } },
    }),
    "renovate.json": JSON.stringify({ extends: ["local>acme/infra//desalt/gates#desalt-gates"], packageRules }),
    "dev/helmfile.yaml": helmfile(),
    "prd/helmfile.yaml": helmfile(),
    "charts.json": JSON.stringify(charts),
  });
  const { status, stdout } = await runDesalt(careless.path, ["rehearse", "--charts", "charts.json", "--days", "8", "--bad-share", "0"]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^broken on 2026-11-\d\d: prd fast: pull request \d+ offers 1\.\d+\.\d, which the gate blocks/mu);
  expect(stdout).toMatch(/^refused .* prd fast .*soak/mu);
  expect(stdout).not.toContain("merged-unsoaked");
});

function helmfile(): string {
  return stringify({
    repositories: [{ name: "stable", url: classic }],
    releases: [{ name: "fast", chart: "stable/fast", version: "1.16.0" }],
  });
}

function fail(): never {
  throw new Error("there is nothing to look at");
}

it("asks the configured repositories where no file says what was published", { timeout: 120_000 }, async () => {
  await using fixtures = await startFixtures({ charts: { [classic]: { fast: ["1.0.0", published("1.16.0", 3)] } } });
  await using online = await createRepository({
    "desalt.yaml": stringify({
      environments: { dev: { helmfile: "dev/helmfile.yaml" }, prd: { helmfile: "prd/helmfile.yaml", follows: "dev", soak: "7 days" } },
    }),
    "dev/helmfile.yaml": helmfile(),
    "prd/helmfile.yaml": helmfile(),
  });
  const args = ["rehearse", "--days", "4", "--json", "--merge-dev", "0", "--bad-share", "0"];
  const { status, stdout, stderr } = await runDesalt(online.path, args, { env: fixtures.environment });
  expect([status, stderr]).toEqual([0, "rehearsing 4 days…\n"]);
  const report: Rehearsal = JSON.parse(stdout);
  expect(report.environments.map(({ releases }) => releases[0]?.began)).toEqual(["1.0.0", "1.0.0"]);
  expect(report.offered.map(({ environment, version }) => `${environment} ${version}`)).toEqual(["dev 1.16.0"]);
  expect(report.notes).toContain("renovate.json does not exist; the rehearsal uses one that splits by directory and reads the gates");
});

it("leaves no process and no folder after Ctrl-C", { timeout: 120_000 }, async () => {
  await using folder = await createFolder({});
  const cli = join(import.meta.dirname, "../../dist/cli/bin.js");
  const child = execa(process.execPath, [cli, "rehearse", "--charts", "charts.json"], {
    cwd: repository?.path ?? "",
    env: { TMPDIR: folder.path, NODE_DISABLE_COMPILE_CACHE: "1" },
    reject: false,
  });
  const listFiles = (): Promise<string[]> => readdir(folder.path, { recursive: true });
  await expect.poll(async () => (await listFiles()).some((path) => path.endsWith("base/repos")), { timeout: 60_000 }).toBe(true);
  child.kill("SIGINT");
  expect(await child).toMatchObject({ signal: "SIGINT" });
  await expect.poll(listFiles, { timeout: 10_000 }).toEqual([]);
  const { stdout: processes } = await execa("ps", ["axeww", "-o", "pid=,args="]);
  expect(processes).not.toContain(folder.path);
});
