import { expect, test } from "vitest";
import { day, follower, running, start, upstream } from "../../../test/promoted-release.ts";
import { fleetOf } from "../../../test/resolved-fleet.ts";
import { listUnpaired } from "./unpaired-releases.ts";

const fleet = fleetOf({ environments: [upstream("dev"), follower("prd", "dev")] });

function unpaired(dev: readonly ReturnType<typeof running>[], prd: readonly ReturnType<typeof running>[], past = dev) {
  const histories = new Map([["dev", [{ commit: { id: "1", time: start - day }, releases: past }]]]);
  const now = new Map([
    ["dev", dev],
    ["prd", prd],
  ]);
  return listUnpaired({ fleet, histories, running: now });
}

const portal = (name: string, fields: object = {}) => running("1.0.0", { name, ...fields });

test("a release without a gate is named with what its upstream runs of the same chart under another name", () => {
  expect(unpaired([portal("portal-dev")], [portal("portal-prd")])).toEqual([
    { environment: "prd", upstream: "dev", release: "portal-prd", others: ["portal-dev"] },
  ]);
  const spelled = { repositoryUrl: "https://Charts.example.com:443/" };
  expect(unpaired([portal("portal-dev")], [portal("portal-prd", spelled)])).toHaveLength(1);
});

test.each([
  ["the upstream has it under its name", [portal("portal")], [portal("portal")]],
  ["the chart is from elsewhere", [portal("portal-dev")], [portal("portal-prd", { repositoryUrl: "https://elsewhere.example.com" })]],
  ["the other one is in both", [portal("portal")], [portal("portal"), portal("second")]],
])("nothing is said where %s", (_, dev, prd) => expect(unpaired(dev, prd)).toEqual([]));

test("nothing is said where the upstream had it once", () => {
  expect(unpaired([portal("portal-dev")], [portal("portal-prd")], [portal("portal-prd")])).toEqual([]);
});
