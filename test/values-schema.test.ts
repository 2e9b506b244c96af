import { execa } from "execa";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createValuesCheck } from "../src/charts/checked-values.ts";
import { parseChart, parseMap } from "../src/charts/index.ts";
import { readLocalChart } from "../src/io/charts/local-chart.ts";
import { requireTools } from "./requires.ts";

const cases = join(import.meta.dirname, "fixtures/values-schema");
const { helm, isMissing } = await requireTools("helm");

// Each case is a chart and values for it; helm itself says whether they fit.
describe.skipIf(isMissing)("values against a chart's schema", () => {
  test.for(readdirSync(cases))("%s", async (name) => {
    const folder = join(cases, name);
    const { exitCode, stderr } = await execa(helm.path, ["template", "portal", "chart", "--values", "values.yaml"], {
      cwd: folder,
      reject: false,
    });
    const check = createValuesCheck(parseChart(await readLocalChart(join(folder, "chart"))));
    const errors = check.findErrors(parseMap(readFileSync(join(folder, "values.yaml"), "utf8"), "values.yaml"));

    const isRefused = stderr.includes("values don't meet the specifications of the schema");
    expect({ isRefused: errors.length > 0, exitCode, warnings: check.warnings }).toEqual({
      isRefused,
      exitCode: isRefused ? 1 : 0,
      warnings: [],
    });
    const lines = errors.map(({ path, message, hint }) => `${path}: ${message}\n${hint === undefined ? "" : `  ${hint}\n`}`);
    expect(lines.join("")).not.toMatch(/hunter2|sesame/iu);
    await expect(lines.join("")).toMatchFileSnapshot(join(folder, "expected.txt"));
  });
});
