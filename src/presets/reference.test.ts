import { expect, it } from "vitest";
import { findReferences, listReferencedSecrets } from "./reference.ts";

const presets = "github>acme/desalt//presets";

it("finds references to copies of the presets anywhere in a config", () => {
  const text = JSON.stringify({ extends: ["config:recommended", `${presets}/lag#v1.0.0(prd,7 days)`, "local>acme/infra//presets/other"] });
  expect(findReferences(text)).toEqual([`${presets}/lag#v1.0.0(prd,7 days)`]);
});

it("knows the secrets that a preset asks for", () => {
  expect(listReferencedSecrets(`${presets}/ecr#v1.0.0(1, eu-central-1, PLATFORM)`)).toEqual([
    "PLATFORM_AWS_ACCESS_KEY_ID",
    "PLATFORM_AWS_SECRET_ACCESS_KEY",
  ]);
  expect(listReferencedSecrets(`${presets}/gar(europe,PLATFORM)`)).toEqual(["PLATFORM_PASSWORD"]);
  expect(listReferencedSecrets(`${presets}/split#v1.0.0`)).toEqual([]);
});
