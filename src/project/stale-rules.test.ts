import { expect, test } from "vitest";
import { createFolder } from "../../test/run-desalt.ts";
import { environmentOf, fleetOf } from "../../test/resolved-fleet.ts";
import { renderRules } from "../promotion/index.ts";
import { warnOfStaleRules } from "./stale-rules.ts";

const fleet = fleetOf({ environments: [environmentOf("dev")] });

test("rules that are not those of the config are told, because the merge check reads them alone", async () => {
  await using folder = await createFolder({});
  const opened = { source: "desalt.config.ts", fleet };
  expect(warnOfStaleRules(folder.path, opened)[0]?.message).toContain("desalt/rules.json does not exist");
  const { path, text } = renderRules(fleet, "desalt.config.ts");
  await folder.write({ [path]: text.replaceAll("\n", "\r\n") });
  expect(warnOfStaleRules(folder.path, opened)).toEqual([]);
  await folder.write({ [path]: text.replace("dev", "stg") });
  expect(warnOfStaleRules(folder.path, opened)[0]?.message).toContain("differs from desalt.config.ts");
  expect(warnOfStaleRules(folder.path, { ...opened, source: "desalt.yaml" })).toEqual([]);
});
