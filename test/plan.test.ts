import { Ajv } from "ajv";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startFixtures } from "../src/testing.ts";
import { createFolder, createRepository, runDesalt } from "./run-desalt.ts";

const registries = {
  charts: {
    "https://charts.example.com": { portal: ["1.0.0", "1.1.0"], ledger: ["2.0.0", "2.1.0"] },
    "https://private.example.com": { billing: ["3.0.0", "3.1.0"] },
  },
  credentials: { "https://private.example.com": { username: "robot", password: "very-secret-word" } },
};

/** A day of the week that does not come while the test runs. */
const farDay = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" }).toLowerCase();

const config = `
import { defineFleet, helmRepository } from "desalt";
export default defineFleet({
  repository: "acme/infra",
  prConcurrentLimit: 5,
  environments: { dev: { labels: ["env/dev"] }, prd: { follows: "dev", schedule: ["on ${farDay}"] } },
  repositories: {
    charts: helmRepository("https://charts.example.com"),
    internal: helmRepository("https://private.example.com", { private: true }),
    elsewhere: helmRepository("https://elsewhere.example.com"),
  },
  releases: {
    portal: { chart: "charts/portal", version: "1.0.0" },
    books: { chart: "charts/ledger", version: "2.0.0", pin: { version: "2.0.0", reason: "2.1 loses invoices" } },
    billing: { chart: "internal/billing", version: "3.0.0", only: ["dev"] },
    typo: { chart: "charts/portl", version: "1.0.0", only: ["dev"] },
    unreachable: { chart: "elsewhere/unreachable", version: "1.0.0", only: ["dev"] },
  },
});
`;

test("plan shows what opens, what waits and why, and what it could not find out", { timeout: 60_000 }, async () => {
  await using fixtures = await startFixtures(registries);
  await using repository = await createRepository({ "desalt.config.ts": config });
  await runDesalt(repository.path, ["generate"]);
  const env = { ...fixtures.environment, INTERNAL_USERNAME: "robot", INTERNAL_PASSWORD: "a-wrong-secret-word" };
  const { status, stdout, stderr } = await runDesalt(repository.path, ["plan"], { env });
  expect(stdout.replaceAll(farDay, "WEEKDAY").replace(/Renovate 4\d\.\d+\.\d+/u, "Renovate 4x")).toMatchSnapshot();
  expect({ status, stderr }).toEqual({ status: 2, stderr: "Renovate is starting…\n" });
  expect(`${stdout}${stderr}`).not.toContain("secret-word");
});

test("plan works without a desalt config, and names each variable that is not set", { timeout: 60_000 }, async () => {
  await using fixtures = await startFixtures(registries);
  await using repository = await createRepository({
    "renovate.json": JSON.stringify({
      hostRules: [
        { matchHost: "https://private.example.com/", username: "{{ secrets.CHARTS_USERNAME }}", password: "{{ secrets.CHARTS_PASSWORD }}" },
      ],
      packageRules: [{ matchFileNames: ["clusters/prd/**"], additionalBranchPrefix: "prd-" }],
    }),
    "clusters/prd/helmfile.yaml": `
repositories: [{ name: charts, url: https://charts.example.com }, { name: internal, url: https://private.example.com }]
releases:
  - { name: portal, chart: charts/portal, version: 1.0.0 }
  - { name: billing, chart: internal/billing, version: 3.0.0 }
`,
  });
  const env = { ...fixtures.environment, CHARTS_USERNAME: "robot" };
  const { status, stdout } = await runDesalt(repository.path, ["plan", "--json"], { env });
  const plan: unknown = JSON.parse(stdout);
  const schema = JSON.parse(await readFile(join(import.meta.dirname, "../schemas/plan.schema.json"), "utf8"));
  const validate = new Ajv({ formats: { "date-time": true } }).compile(schema);
  validate(plan);
  expect(validate.errors).toBeNull();
  expect(status).toBe(2);
  expect(plan).toMatchObject({
    pullRequests: [{ environment: "clusters/prd", branch: "renovate/prd-portal-1.x", state: "opens-now" }],
    problems: expect.arrayContaining([
      { severity: "error", message: "CHARTS_PASSWORD is not set, so its registry cannot be asked; run: export CHARTS_PASSWORD=…" },
      expect.objectContaining({ severity: "error", message: expect.stringContaining('"billing"'), file: "clusters/prd/helmfile.yaml" }),
    ]),
  });
});

test("plan of files that the config has left behind says so first", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  // Nothing is generated yet, and nothing answers: only the warning is of interest.
  const { stderr } = await runDesalt(repository.path, ["plan"], {
    env: { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" },
  });
  expect(stderr).toContain(
    "warning: 4 generated files are out of date, for example renovate.json. This plan uses the files on disk\n hint: run: npx desalt generate",
  );
}, 60_000);

test("plan has nothing to do in an empty repository, or outside of git", async () => {
  await using repository = await createRepository({ "README.md": "" });
  await using folder = await createFolder({});
  const runs = [await runDesalt(repository.path, ["plan"]), await runDesalt(folder.path, ["plan"])];
  expect(runs.map(({ status, stderr }) => ({ status, stderr: stderr.replaceAll(/"\/[^"]+"/gu, '"REPO"') }))).toMatchInlineSnapshot(`
    [
      {
        "status": 2,
        "stderr": "error: "REPO" has no desalt config, no renovate.json and no helmfile.yaml
     hint: create a first config: npx desalt init
    ",
      },
      {
        "status": 2,
        "stderr": "error: "REPO" is not in a git repository
     hint: desalt needs a git repository; run: git init
    ",
      },
    ]
  `);
});
