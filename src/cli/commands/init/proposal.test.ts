import { expect, test } from "vitest";
import { detectEnvironments, type Detection } from "../../../project/detect/detect-environments.ts";
import { renderFirstConfig } from "./first-config.ts";
import { nameFiles } from "./named-files.ts";
import { orderEnvironments, proposeEnvironments } from "./proposal.ts";

const releases = `repositories: [{ name: acme, url: https://charts.example.com }]
releases:
  - { name: portal, chart: acme/portal, version: 1.0.0 }
`;

async function detect(files: Readonly<Record<string, string>>): Promise<Detection> {
  return await detectEnvironments({ paths: Object.keys(files), readText: async (path) => files[path] });
}

function render(environments: ReturnType<typeof proposeEnvironments>["environments"]): string {
  return renderFirstConfig({ repository: "acme/infra", environments }).text;
}

test("each environment follows the one before it", async () => {
  const { environments, issues } = proposeEnvironments(await detect({ "prd/helmfile.yaml": releases, "dev/helmfile.yaml": releases }));
  expect(issues).toEqual([]);
  expect(render(environments)).toMatchInlineSnapshot(`
    "repository: acme/infra
    environments:
      dev: { helmfile: "dev/helmfile.yaml" }
      prd: { helmfile: "prd/helmfile.yaml", follows: dev, soak: 7 days }
    "
  `);
});

test("a guess is a question, and the order that people give is its answer", async () => {
  const detection = await detect({ "prd/helmfile.yaml": releases, "sandbox/helmfile.yaml": releases });
  expect(proposeEnvironments(detection).issues).toMatchInlineSnapshot(`
    [
      {
        "hint": "run \`npx desalt init\` in a terminal and name the environments in order, or write desalt.yaml yourself",
        "message": "desalt cannot tell: does prd follow sandbox?",
      },
    ]
  `);
  const { environments, issues } = orderEnvironments(detection, ["sandbox", "prd"]);
  expect(issues).toEqual([]);
  expect(render(environments)).toMatchInlineSnapshot(`
    "repository: acme/infra
    environments:
      sandbox: { helmfile: "sandbox/helmfile.yaml" }
      prd: { helmfile: "prd/helmfile.yaml", follows: sandbox, soak: 7 days }
    "
  `);
  expect(() => orderEnvironments(detection, ["prod"])).toThrow('"prod" was not found');
});

test("an environment of several helmfiles has a pattern, a list, or a part in the pattern of all", async () => {
  const numbered = await detect({
    "dev/helmfile.d/1.yaml": releases,
    "dev/helmfile.d/2.yaml": releases.replaceAll("portal", "billing"),
    "prd/helmfile.d/1.yaml": releases,
  });
  expect(render(proposeEnvironments(numbered).environments)).toMatchInlineSnapshot(`
    "repository: acme/infra
    helmfiles: "{environment}/helmfile.d/*.yaml"
    environments:
      dev: {}
      prd: { follows: dev, soak: 7 days }
    "
  `);
  const components = ["portal", "billing"].flatMap((name) =>
    ["dev", "prd"].map((environment) => [`apps/${name}/${environment}/helmfile.yaml`, releases.replaceAll("portal", name)] as const),
  );
  expect(render(proposeEnvironments(await detect(Object.fromEntries(components))).environments)).toMatchInlineSnapshot(`
    "repository: acme/infra
    helmfiles: "apps/*/{environment}/helmfile.yaml"
    environments:
      dev: {}
      prd: { follows: dev, soak: 7 days }
    "
  `);
});

test.each([
  [["a/x/h.yaml", "b/x/h.yaml"], [], "*/x/h.yaml"],
  [["a/x/h.yaml", "b/x/h.yaml"], ["old/x/h.yaml"], ["a/x/h.yaml", "b/x/h.yaml"]],
  [["a/h.yaml", "b/c/h.yaml"], [], ["a/h.yaml", "b/c/h.yaml"]],
  [["x/a.yaml", "x/b.yaml"], [], ["x/a.yaml", "x/b.yaml"]],
  [["helmfile.d/a.yaml", "helmfile.d/b.yaml.gotmpl"], [], "helmfile.d/*.yaml*"],
  [["a.yaml"], [], "a.yaml"],
])("%s beside %s", (files, others, expected) => {
  expect(nameFiles(files, others)).toEqual(expected);
});

test("no environment follows another that has its versions from the same text", async () => {
  const environments = "environments: { dev: { values: [dev.yaml] }, prd: { values: [prd.yaml] } }\n---\n";
  const literal = proposeEnvironments(await detect({ "helmfile.yaml": environments + releases }));
  expect(render(literal.environments)).toMatchInlineSnapshot(`
    "repository: acme/infra
    environments:
      dev: { helmfile: "helmfile.yaml", helmfileEnvironment: dev }
      prd: { helmfile: "helmfile.yaml", helmfileEnvironment: prd }
    "
  `);
  expect(literal.notes).toMatchInlineSnapshot(`
    [
      "1 version is written in helmfile.yaml for dev, prd at once, so no environment can follow another",
      "to upgrade them apart, move each version to the values of the environments, then add \`follows\` and \`soak\` to desalt.yaml",
    ]
  `);
  const files = {
    "helmfile.yaml.gotmpl": environments + releases.replace("1.0.0", "{{ .Values.portal }}"),
    "dev.yaml": "portal: 1.1.0\n",
    "prd.yaml": "portal: 1.0.0\n",
  };
  const apart = proposeEnvironments(await detect(files));
  expect(render(apart.environments)).toMatchInlineSnapshot(`
    "repository: acme/infra
    environments:
      dev: { helmfile: "helmfile.yaml.gotmpl", helmfileEnvironment: dev }
      prd: { helmfile: "helmfile.yaml.gotmpl", helmfileEnvironment: prd, follows: dev, soak: 7 days }
    "
  `);
  expect(apart.notes).toEqual([]);
});

test("no environment follows another with which it has one of several helmfiles in common", async () => {
  const { environments, notes } = proposeEnvironments(
    await detect({
      "a/helmfile.yaml": `environments: { dev: {}, prd: {} }\n---\n${releases}`,
      "b/helmfile.yaml": `environments: { dev: {} }\n---\n${releases.replaceAll("portal", "billing")}`,
    }),
  );
  expect(environments.map(({ name, follows }) => [name, follows])).toEqual([
    ["dev", undefined],
    ["prd", undefined],
  ]);
  expect(notes[0]).toContain("written in a/helmfile.yaml and 1 other helmfile for dev, prd at once");
});

test("names that YAML reads as something else are in quotes", () => {
  const environments = [{ name: "no", helmfile: "no/helmfile.yaml", helmfileEnvironment: "01" }];
  expect(renderFirstConfig({ repository: "acme/infra", environments }).text).toContain(
    '"no": { helmfile: "no/helmfile.yaml", helmfileEnvironment: "01" }',
  );
});
