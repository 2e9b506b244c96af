import { execa } from "execa";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireTools } from "../../../test/requires.ts";
import { packChart } from "./chart-archive.ts";
import { startFixtures, type RunningFixtures } from "./start-fixtures.ts";

const { helm, isMissing } = await requireTools("helm");
const credentials = { username: "robot", password: "fixture-pass-1" };
const login = ["--username", credentials.username, "--password", credentials.password];
const classic = "https://private.example.com/stable";
const oci = "oci://ghcr.io/example/charts";

describe("packChart", () => {
  it("gives the same bytes for the same chart", async () => {
    const version = { version: "1.0.0", released: new Date(), appVersion: "1.0.0", files: {} };
    expect((await packChart("billing", version)).digest).toBe((await packChart("billing", version)).digest);
  });
});

describe.skipIf(isMissing)("fixture registries under helm", () => {
  let folder = "";
  let fixtures: RunningFixtures;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-fixtures-"));
    const portal = {
      version: "2.4.0+build.1",
      files: { "values.yaml": "greeting: hello\n", "templates/own.yaml": "own: {{ .Values.greeting }}\n" },
    };
    fixtures = await startFixtures({
      charts: { [classic]: { ledger: ["1.0.0"] }, [oci]: { portal: [portal] }, "https://ghcr.io/classic": { billing: ["3.1.0"] } },
      credentials: { [classic]: credentials, [oci]: credentials },
    });
    await mkdir(join(folder, "home"));
  });
  afterAll(async () => {
    await fixtures.close();
    await rm(folder, { recursive: true });
  });

  async function runHelm(...args: readonly string[]) {
    const home = join(folder, "home");
    const env = { ...fixtures.environment, PATH: process.env["PATH"], HOME: home };
    return execa(helm.path, args, { extendEnv: false, env, cwd: folder, reject: false });
  }

  it("pulls from a private classic repository, and renders the values", async () => {
    const rendered = await runHelm("template", "api", "ledger", "--repo", classic, "--set", "region=tokyo", ...login);
    expect(rendered.stderr).toBe("");
    expect(rendered.stdout).toContain("    region: tokyo");
    expect(rendered.stdout).toContain("image: registry.example.com/ledger:1.0.0");
  });

  it("pulls from a private OCI registry, after logging in, a chart with templates of its own", async () => {
    expect(await runHelm("registry", "login", "ghcr.io", ...login)).toMatchObject({ exitCode: 0 });
    const rendered = await runHelm("template", "api", `${oci}/portal`, "--version", "2.4.0+build.1");
    expect(rendered.stdout).toContain("own: hello");
    expect(rendered.stdout).not.toContain("Deployment");
  });

  it("serves a public classic repository on the host of an OCI registry", async () => {
    expect(await runHelm("pull", "billing", "--repo", "https://ghcr.io/classic")).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await readFile(join(folder, "billing-3.1.0.tgz"))).length).toBeGreaterThan(0);
  });

  it("refuses strangers and hosts without a fixture", async () => {
    const stranger = await runHelm("pull", "ledger", "--repo", classic);
    expect(stranger.stderr).toContain("401 Unauthorized");
    const wrong = await runHelm("registry", "login", "ghcr.io", "--username", "robot", "--password", "wrong");
    expect(wrong.exitCode).not.toBe(0);
    const unknown = await runHelm("pull", "lost", "--repo", "https://gone.example.com");
    expect(unknown.exitCode).not.toBe(0);
    expect([...fixtures.refusedHosts]).toEqual(["gone.example.com"]);
  });
});
