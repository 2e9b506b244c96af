import { expect, it } from "vitest";
import { renderIssues } from "../core/user-error.ts";
import { checkReference, findReferences, listReferencedSecrets } from "./reference.ts";
import { writeReference } from "./render.ts";
import { everyPreset } from "./topics.ts";

const presets = "github>acme/desalt//presets";

function complaint(reference: string): string {
  return renderIssues(checkReference(`${presets}/${reference}`));
}

it("accepts every preset with its example", () => {
  for (const preset of everyPreset) {
    expect(
      checkReference(
        writeReference(
          preset,
          preset.parameters.map(({ example }) => example),
        ),
      ),
    ).toEqual([]);
  }
});

it("names a preset that is not there", () => {
  expect(complaint("splitt#v1.0.0")).toContain(
    'error: there is no preset "splitt" (extends, "github>acme/desalt//presets/splitt#v1.0.0")\n hint: did you mean "split"?',
  );
});

it("tells where the tag belongs, which Renovate silently leaves out", () => {
  expect(complaint("lag(prd,7 days)#v1.0.0")).toMatchInlineSnapshot(`
    "error: Renovate takes the tag behind the arguments for a part of them, and reads the default branch (extends, "github>acme/desalt//presets/lag(prd,7 days)#v1.0.0")
     hint: write the tag first: github>acme/desalt//presets/lag#v1.0.0(DIRECTORY,AGE)"
  `);
});

it("counts arguments", () => {
  expect(complaint("lag#v1.0.0(prd)")).toMatchInlineSnapshot(`
    "error: preset "lag" takes 2 (DIRECTORY, AGE), and here are 1 (extends, "github>acme/desalt//presets/lag#v1.0.0(prd)")
     hint: Renovate knows no defaults: write all of them"
  `);
  expect(complaint("schedule#v1.0.0(prd,on monday,on friday)")).toMatchInlineSnapshot(`
    "error: preset "schedule" takes 2 (DIRECTORY, TIMES), and here are 3 (extends, "github>acme/desalt//presets/schedule#v1.0.0(prd,on monday,on friday)")
     hint: a comma ends an argument, and nothing can quote it"
  `);
  expect(complaint("split#v1.0.0(prd)")).toMatchInlineSnapshot(`
    "error: preset "split" takes no arguments, and here are 1 (extends, "github>acme/desalt//presets/split#v1.0.0(prd)")
     hint: a comma ends an argument, and nothing can quote it"
  `);
});

it("takes a regular expression with parentheses for one argument", () => {
  expect(complaint("together-as#v1.0.0(money,/^(billing|large)$/)")).toBe("");
});

it("finds references to copies of the presets anywhere in a config", () => {
  const text = JSON.stringify({ extends: ["config:recommended", `${presets}/split#v1.0.0`, "local>acme/infra//presets/other"] });
  expect(findReferences(text)).toEqual([`${presets}/split#v1.0.0`]);
});

it("knows the secrets that a preset asks for", () => {
  expect(listReferencedSecrets(`${presets}/ecr#v1.0.0(1,eu-central-1,PLATFORM)`)).toEqual([
    "PLATFORM_AWS_ACCESS_KEY_ID",
    "PLATFORM_AWS_SECRET_ACCESS_KEY",
  ]);
  expect(listReferencedSecrets(`${presets}/split#v1.0.0`)).toEqual([]);
});
