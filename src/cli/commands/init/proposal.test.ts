import { expect, test } from "vitest";
import { detectEnvironments, type Detection } from "../../../project/detect/detect-environments.ts";
import { renderFirstConfig } from "./first-config.ts";
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

test("an environment of several helmfiles cannot be written", async () => {
  const detection = await detect({
    "dev/helmfile.d/1.yaml": releases,
    "dev/helmfile.d/2.yaml": releases.replaceAll("portal", "billing"),
    "prd/helmfile.d/1.yaml": releases,
  });
  expect(proposeEnvironments(detection).issues).toMatchInlineSnapshot(`
    [
      {
        "hint": "desalt diff and desalt render need no config: npx desalt init --workflows",
        "message": "environment "dev" has 2 helmfiles, dev/helmfile.d/1.yaml and others, and a config names one",
      },
    ]
  `);
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

test("names that YAML reads as something else are in quotes", () => {
  const environments = [{ name: "no", helmfile: "no/helmfile.yaml", helmfileEnvironment: "01" }];
  expect(renderFirstConfig({ repository: "acme/infra", environments }).text).toContain(
    '"no": { helmfile: "no/helmfile.yaml", helmfileEnvironment: "01" }',
  );
});
