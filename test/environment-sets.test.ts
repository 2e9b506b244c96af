import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderIssues, UserError } from "../src/core/user-error.ts";
import { openProject } from "../src/project/open-project.ts";
import { gate } from "./gate-change.ts";
import { createRepository, runDesalt } from "./run-desalt.ts";
import { createScriptedHistory, helmfile, type ScriptedCommit } from "./scripted-repository.ts";

const config = `repository: acme/infra
helmfiles: "components/*/{environment}/helmfile.yaml"
environments:
  dev: {}
  prd: { follows: dev, soak: 7 days }
`;

type Files = Readonly<Record<string, string>>;

function component(name: string, environment: string, version: string): Files {
  return { [`components/${name}/${environment}/helmfile.yaml`]: helmfile({ [name]: version }) };
}

const broken = "releases: &a\n  - *a\n";

const usual: readonly ScriptedCommit[] = [
  [
    "2026-10-01T00:00:00Z",
    {
      "desalt.yaml": config,
      ...component("portal", "dev", "1.0.0"),
      ...component("portal", "prd", "1.0.0"),
      ...component("cache", "dev", "1.0.0"),
      ...component("cache", "prd", "1.0.0"),
      "sandbox/old/helmfile.yaml": helmfile({ old: "9.0.0" }),
    },
  ],
  ["2026-11-01T00:00:00Z", { ...component("portal", "dev", "1.1.0"), ...component("cache", "dev", "1.1.0") }],
  ["2026-11-10T00:00:00Z", component("portal", "dev", "1.2.0")],
];

interface Story {
  readonly commits?: readonly ScriptedCommit[];
  /** git commands on main after the commits, each with the files of its commit. */
  readonly main?: readonly Step[];
  readonly change: Step;
}

interface Step {
  readonly git?: readonly string[];
  readonly files?: Files;
}

/** The exit code and the output of the check of a change on the 12th. */
async function judge({ commits = usual, main = [], change }: Story): Promise<string> {
  await using repository = await createScriptedHistory(commits);
  const run = async (time: string, { git, files = {} }: Step): Promise<void> => {
    if (git !== undefined) await repository.git(...git);
    await repository.commit(time, files);
  };
  for (const [index, step] of main.entries()) await run(`2026-11-10T0${index + 1}:00:00Z`, step);
  await repository.git("switch", "--quiet", "--create", "change");
  await run("2026-11-11T00:00:00Z", change);
  const { status, stdout, stderr } = await gate(repository);
  return `${status} ${stdout}${stderr}`;
}

const passed = "0 Passed: every version in this change has soaked.\n";

describe("component × environment", () => {
  it("lets a component pass that has soaked, and refuses one that soaks, and a jump", async () => {
    expect(await judge({ change: { files: component("portal", "prd", "1.1.0") } })).toBe(passed);
    expect(await judge({ change: { files: component("portal", "prd", "1.2.0") } })).toMatch(
      /^1 .*portal 1\.0\.0 → 1\.2\.0: .* \(soaking\)/u,
    );
    expect(await judge({ change: { files: component("cache", "prd", "2.0.0") } })).toMatch(/^1 .*\(not-soaked\)/u);
  });

  it("takes a new component for an addition", async () => {
    const mesh = (environment: string): Files => component("mesh", environment, "1.0.0");
    expect(await judge({ main: [{ files: mesh("dev") }], change: { files: mesh("prd") } })).toMatch(
      /^1 .*prd mesh 1\.0\.0: .*\(soaking\)/u,
    );
    const early: ScriptedCommit = ["2026-10-02T00:00:00Z", mesh("dev")];
    expect(await judge({ commits: [...usual.slice(0, 1), early, ...usual.slice(1)], change: { files: mesh("prd") } })).toBe(passed);
    expect(await judge({ change: { files: { ...mesh("dev"), ...mesh("prd") } } })).toMatch(/^1 .*\(not-soaked\)/u);
  });

  it("lets a component leave, and come back as it was", async () => {
    const gone = { git: ["rm", "-r", "--quiet", "components/cache/prd"] };
    expect(await judge({ change: gone })).toBe(passed);
    expect(await judge({ main: [gone], change: { files: component("cache", "prd", "1.0.0") } })).toBe(passed);
  });

  it("follows a component whose folder is renamed, and a release that moves from file to file", async () => {
    const rename = { git: ["mv", "components/portal", "components/gateway"] };
    expect(await judge({ change: rename })).toBe(passed);
    const bump = { files: { "components/gateway/prd/helmfile.yaml": helmfile({ portal: "1.1.0" }) } };
    expect(await judge({ main: [rename], change: bump })).toBe(passed);
    const move = {
      git: ["rm", "-r", "--quiet", "components/cache/dev"],
      files: { "components/portal/dev/helmfile.yaml": helmfile({ portal: "1.2.0", cache: "1.1.0" }) },
    };
    expect(await judge({ main: [move], change: { files: component("cache", "prd", "1.1.0") } })).toBe(passed);
  });

  it("does not take over the age of a file that comes from elsewhere", async () => {
    const move = { git: ["mv", "sandbox/old", "components/old/dev"] };
    const folder: ScriptedCommit = ["2026-10-02T00:00:00Z", { "components/old/README.md": "\n" }];
    const commits = [...usual.slice(0, 1), folder, ...usual.slice(1)];
    expect(await judge({ commits, main: [move], change: { files: component("old", "prd", "9.0.0") } })).toMatch(
      /^1 .*prd old 9\.0\.0: .*\(soaking\)/u,
    );
  });

  it("counts an unreadable component against itself alone", async () => {
    const path = (environment: string): string => `components/cache/${environment}/helmfile.yaml`;
    const main = [{ files: { [path("dev")]: broken } }, { files: component("cache", "dev", "1.1.0") }];
    const both = { ...component("cache", "prd", "1.1.0"), ...component("portal", "prd", "1.1.0") };
    const output = await judge({ main, change: { files: both } });
    expect(output).toMatch(/^1 .*prd cache 1\.0\.0 → 1\.1\.0: .*\(soaking\)/u);
    expect(output).not.toContain("prd portal");
    expect(output).toContain("components/cache/dev/helmfile.yaml in commit");

    const brought = await judge({ change: { files: { [path("prd")]: broken, ...component("portal", "prd", "1.1.0") } } });
    expect(brought).toMatch(/^1 .*components\/cache\/prd\/helmfile\.yaml cannot be read .*\(unreadable\)\nFailed: 1 change is blocked/u);
    const inBase = await judge({ main: [{ files: { [path("prd")]: broken } }], change: { files: component("portal", "prd", "1.1.0") } });
    expect(inBase).toMatch(/^0 warning: prd: components\/cache\/prd\/helmfile\.yaml cannot be read/u);
    const repaired = { files: component("cache", "prd", "1.0.0") };
    expect(await judge({ main: [{ files: { [path("prd")]: broken } }], change: repaired })).toMatch(/^0 /u);
  });

  it("opens gates for the files of the environment", async () => {
    await using repository = await createScriptedHistory(usual);
    const { stdout } = await runDesalt(repository.path, ["promote", "--dry-run", "--now", "2026-11-12T00:00:00Z"]);
    expect(stdout).toMatch(/portal +1\.0\.0 +→ 1\.1\.0/u);
    await runDesalt(repository.path, ["generate"]);
    const renovate: unknown = JSON.parse(await readFile(join(repository.path, "renovate.json"), "utf8"));
    expect(renovate).toMatchObject({
      packageRules: expect.arrayContaining([
        expect.objectContaining({
          matchFileNames: ["/^components/[^/.][^/]*/prd/helmfile\\.yaml$/"],
          additionalBranchPrefix: "prd/",
        }),
      ]),
    });
  });
});

describe("a config with sets of helmfiles", () => {
  const files = { "helmfile.d/01-a.yaml": helmfile({ a: "1.0.0" }), "prd/helmfile.yaml": helmfile({ a: "1.0.0" }) };

  it.each([
    [
      "a pattern that matches nothing",
      "  dev: { helmfile: apps/*/helmfile.yaml }",
      '"apps/*/helmfile.yaml" matches no file (desalt.yaml, environments.dev)',
    ],
    ["a folder", "  dev: { helmfile: helmfile.d }", 'name its files with a pattern, for example: helmfile: "helmfile.d/*.yaml"'],
    [
      "a file that one of the list names does not have",
      "  dev: { helmfile: [helmfile.d/01-a.yaml, gone.yaml] }",
      '"gone.yaml" was not found',
    ],
    [
      "one file in two environments",
      "  dev: { helmfile: '*/*.yaml' }\n  prd: { helmfile: prd/helmfile.yaml }",
      'share the helmfile "prd/helmfile.yaml"',
    ],
    [
      "one file by two patterns",
      "  dev: { helmfile: '*/*.yaml' }\n  prd: { helmfile: 'p*/*.yaml' }",
      'share the helmfile "prd/helmfile.yaml"',
    ],
  ])("explains %s", async (_says, environments, expected) => {
    await using repository = await createRepository({ ...files, "desalt.yaml": `environments:\n${environments}\n` });
    const error: unknown = await openProject(repository.path).catch((thrown: unknown) => thrown);
    expect(error instanceof UserError ? renderIssues(error.issues) : error).toContain(expected);
  });
});

it("a version that is written once for two environments is refused, with the reason", async () => {
  const shared = (version: string): string =>
    `environments: { dev: {}, prd: {} }\n---\nrepositories: [{ name: c, url: https://charts.example.com }]\nreleases: [{ name: portal, chart: c/portal, version: ${version} }]\n`;
  const declared =
    "environments:\n  dev: { helmfile: helmfile.yaml, helmfileEnvironment: dev }\n  prd: { helmfile: helmfile.yaml, helmfileEnvironment: prd, follows: dev, soak: 7 days }\n";
  await using repository = await createScriptedHistory([
    ["2026-10-01T00:00:00Z", { "desalt.yaml": declared, "helmfile.yaml": shared("1.0.0") }],
  ]);
  await repository.write({ "helmfile.yaml": shared("1.1.0") });
  const { status, stdout } = await runDesalt(repository.path, ["gate", "--base", "main", "--now", "2026-11-01"]);
  expect(status).toBe(1);
  expect(stdout).toContain(
    "1.1.0 has not soaked in dev, and helmfile.yaml gives dev and prd one version: let each have its own (docs/layouts.md)",
  );
});
