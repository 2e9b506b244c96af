import { describe, expect, it } from "vitest";
import { isGenerated } from "../core/header.ts";
import { fleets } from "../../test/renovate/fleets.ts";
import { makeFleet } from "../../test/renovate/make-fleet.ts";
import { presetReference, renderRenovateJson } from "./index.ts";

const source = "desalt.config.ts";

describe.each(Object.entries(fleets))("a fleet: %s", (name, fleet) => {
  it.each(["config", "preset"] as const)("is rendered as a %s that people can read", async (as) => {
    const [file] = renderRenovateJson(fleet, { as, source });
    await expect(file?.text).toMatchFileSnapshot(`__snapshots__/${name}.${as}.json`);
    expect(isGenerated(file?.text ?? "")).toBe(true);
  });
});

it("tells what a renovate.json kept by people extends, and asks for the repository's name where it is not known", () => {
  expect(presetReference(makeFleet({}))).toBe("local>acme/infra//desalt/renovate");
  expect(() => presetReference({})).toThrow("the config has no repository");
});
