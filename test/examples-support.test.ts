import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findMinor } from "../src/kubernetes/index.ts";
import { findConfig } from "../src/project/load-config.ts";
import { openFleet } from "../src/project/open-fleet.ts";

const folder = join(import.meta.dirname, "../examples");
const names = readdirSync(folder).filter((name) => findConfig(join(folder, name)) !== undefined);
// One of its environments is out of support on purpose.
const current = names.filter((name) => name !== "lifecycles");

test.each(current)("the example %s runs on versions of Kubernetes that are in support today", async (name) => {
  const { fleet } = await openFleet(join(folder, name));
  const today = new Date().toISOString().slice(0, 10);
  const ended = fleet.environments.flatMap(({ name: environment, kubernetes }) => {
    const dates = kubernetes === undefined ? undefined : findMinor(kubernetes);
    return kubernetes === undefined || (dates !== undefined && dates.endOfLife >= today)
      ? []
      : [`${environment}: Kubernetes ${kubernetes}`];
  });
  expect(ended).toEqual([]);
});
