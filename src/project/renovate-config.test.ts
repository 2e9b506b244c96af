import { expect, test } from "vitest";
import { follower, upstream } from "../../test/promoted-release.ts";
import { createFolder } from "../../test/run-desalt.ts";
import { warnOfBranchAutomerge } from "./renovate-config.ts";

const fleet = { environments: [upstream("dev"), follower("prd", "dev")] };
const path = fleet.environments[1]?.helmfiles[0] ?? "";
const branch = { automerge: true, automergeType: "branch" };

async function warningsFor(config: unknown): Promise<readonly string[]> {
  await using folder = await createFolder({ "renovate.json": typeof config === "string" ? config : JSON.stringify(config) });
  return warnOfBranchAutomerge(folder.path, fleet).map(({ message }) => message);
}

test.each([
  ["at the top", branch],
  ["in a rule for all files", { packageRules: [branch] }],
  ["in a rule for the follower's file", { packageRules: [{ matchFileNames: [path], ...branch }] }],
  ["in a rule for its folder", { packageRules: [{ matchFileNames: ["prd/**"], ...branch }] }],
  ["in a rule by regular expression", { packageRules: [{ matchFileNames: ["/^prd/"], ...branch }] }],
  ["in a pattern that is not read", { packageRules: [{ matchFileNames: ["{prd,stg}/**"], ...branch }] }],
  ["half at the top, half in a rule", { automergeType: "branch", packageRules: [{ matchUpdateTypes: ["patch"], automerge: true }] }],
  ["for a kind of update", { automergeType: "branch", patch: { automerge: true } }],
  ["by Renovate's presets", { extends: [":automergeBranch", ":automergeMinor"] }],
])("a branch that Renovate may merge into a follower is told: %s", async (_, config) => {
  expect(await warningsFor(config)).toEqual([
    'renovate.json lets Renovate merge a branch into prd without a pull request (automergeType "branch"), so that no check runs',
  ]);
});

test.each([
  ["pull requests", { automerge: true }],
  ["no automerge", { automergeType: "branch" }],
  ["another folder", { packageRules: [{ matchFileNames: ["dev/**"], ...branch }] }],
  ["all but the follower", { packageRules: [{ matchFileNames: ["!prd/**"], ...branch }] }],
  ["a text that is not JSON", "// comment\n{}\n"],
])("and not for %s", async (_, config) => {
  expect(await warningsFor(config)).toEqual([]);
});
