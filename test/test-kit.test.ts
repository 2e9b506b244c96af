import { execa } from "execa";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolder, createRepository, runDesalt } from "./run-desalt.ts";

const example = join(import.meta.dirname, "../examples/test-your-config");
const fixtures = join(example, "fixtures.yaml");

describe("desalt plan --fixtures", () => {
  it("plans a repository that only has a renovate.json, without the network", async () => {
    await using repository = await createRepository({});
    await cp(example, repository.path, { recursive: true });
    const args = ["--cwd", repository.path, "--fixtures", join(repository.path, "fixtures.yaml")];
    // From where the package is, so that Renovate is found.
    const plan = await runDesalt(repository.path, ["plan", ...args], { env: withRenovate() });
    expect(plan).toMatchInlineSnapshot(`
      {
        "status": 0,
        "stderr": "Renovate is starting…
      ",
        "stdout": "dev
        opens now  Update Helm release billing to v3.2.0 (dev)  [labels: upgrade]
                   billing 3.1.0 → 3.2.0 (minor) in dev/helmfile.yaml

      prd
        waits      Update Helm release billing to v3.2.0 (prd)  [labels: upgrade]
                   billing 3.1.0 → 3.2.0 (minor) in prd/helmfile.yaml
                   approval in the dependency dashboard (production is upgraded on request)

      1 pull request opens now, 1 waits (Renovate 44.121.2)
      2 releases: 1 open, 1 wait
      ",
      }
    `);
    const explained = await runDesalt(repository.path, ["plan", ...args, "--explain", "billing", "--now", "2026-12-25"], {
      env: withRenovate(),
    });
    expect(explained).toMatchInlineSnapshot(`
      {
        "status": 0,
        "stderr": "Renovate is starting…
      ",
        "stdout": "billing in dev/helmfile.yaml
        opens now: Update Helm release billing to v3.2.0 (dev)
        packageRules[0]
          matched matchPackageNames: ["*"]
          set     semanticCommitType: "chore"

      billing in prd/helmfile.yaml
        waits: Update Helm release billing to v3.2.0 (prd) (approval in the dependency dashboard (production is upgraded on request))
        packageRules[0]
          matched matchPackageNames: ["*"]
          set     semanticCommitType: "chore"
        packageRules[726]: production is upgraded on request
          matched matchFileNames: ["prd/**"]
          set     dependencyDashboardApproval: true
      ",
      }
    `);
  });

  const mistaken = {
    "structure.yaml": `now: 2026-12-24
chart: {}
charts:
  https://charts.example.com: { billing: 3.1.0 }
github: { actions/checkout: { tag: [v1.0.0] } }
`,
    "contradictions.json": JSON.stringify({
      charts: { "https://charts.example.com": { billing: ["3.1.0", "3.1.0", { version: "3.2.0", released: "2026-02-31" }] } },
      images: { nginx: ["1.0.0"], "docker.io/library/nginx": ["1.0.0"] },
      presets: { "github>acme/presets#v1": { files: {} }, "git>acme/presets": { files: {} }, "local>acme/presets": {} },
      credentials: { "https://chart.example.com": { username: "robot" } },
    }),
    "broken.yaml": "charts: [",
  };

  it.each([...Object.keys(mistaken), "absent.yaml"])("names all mistakes of a file at once, with their places: %s", async (file) => {
    await using folder = await createRepository({ "renovate.json": "{}", ...mistaken });
    const run = await runDesalt(folder.path, ["plan", "--fixtures", file], { env: withRenovate() });
    expect({ ...run, stderr: run.stderr.replaceAll(folder.path, "REPO") }).toMatchSnapshot();
  });

  it("refuses a date that is none, and a folder that is not there", async () => {
    await using folder = await createRepository({ "renovate.json": "{}" });
    const run = await runDesalt(folder.path, ["plan", "--fixtures", fixtures, "--now", "someday"], { env: withRenovate() });
    expect(run).toMatchInlineSnapshot(`
      {
        "status": 2,
        "stderr": "Renovate is starting…
      error: "someday" is not a valid date (now)
       hint: write "2026-12-24", "2026-12-24T18:00:00Z" or "10 days ago"
      ",
        "stdout": "",
      }
    `);
    const absent = await runDesalt(folder.path, ["plan", "--cwd", "absent", "--fixtures", fixtures]);
    expect(absent.stderr.replaceAll(folder.path, "REPO")).toMatchInlineSnapshot(`
      "error: folder "REPO/absent" does not exist
       hint: give the repository's folder: --cwd DIR
      "
    `);
  });
});

describe("examples/test-your-config", () => {
  it("passes under node:test, and two such tests at once do too", async () => {
    const run = () => execa(process.execPath, ["--test", "renovate.test.ts"], { cwd: example, reject: false });
    for (const { exitCode, stdout } of await Promise.all([run(), run()])) {
      expect({ exitCode, passed: /pass 1$/mu.test(stdout) }).toEqual({ exitCode: 0, passed: true });
    }
  });
});

describe("the directory of a planned repository", () => {
  it("must be there", async () => {
    await using folder = await createFolder({
      "plan.mts": `import { planRepository } from ${JSON.stringify(new URL("../dist/testing.js", import.meta.url).href)};
await planRepository({ directory: "absent" }).catch((error) => console.log(error.name, error.message));
await planRepository({}).catch((error) => console.log(error.name, error.message));`,
    });
    const { stdout } = await execa(process.execPath, [join(folder.path, "plan.mts")], { cwd: join(import.meta.dirname, "..") });
    expect(stdout).toMatchInlineSnapshot(`
      "UserError directory "absent" does not exist
      UserError repository "local/repository" has no content"
    `);
  });
});

/** Renovate is found on PATH where the repository has none. */
function withRenovate() {
  return { PATH: `${join(import.meta.dirname, "../node_modules/.bin")}:${process.env["PATH"] ?? ""}` };
}
