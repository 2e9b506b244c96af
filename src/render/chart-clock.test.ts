import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { createFolder } from "../../test/run-desalt.ts";
import { dependsOnClock } from "./chart-clock.ts";

it.each([
  ["{{ now | unixEpoch }}", true],
  ["at: {{ .Values.x | default (now) }}", true],
  ['{{- date "2006" . -}}', true],
  ["{{ $x := now }}", true],
  ["now {{ .Values.now }} {{ .Values.date }}", false],
  ['{{ include "chart.now" . }} {{ quote "now" }}', false],
  ["{{ .Values.a }} what happens now", false],
  ['{{ template "nowhere" }} {{ knownow }} {{ $now }}', false],
])("%s", async (template, expected) => {
  await using folder = await createFolder({ "chart/templates/all.yaml": template, "chart/values.yaml": "a: b\n" });
  const path = join(folder.path, "chart");
  const request = { release: "a", chart: path, flags: ["--values", "none.yaml"], cwd: folder.path };
  const describe = (place: string) => ({ path: place, digest: "", metadata: { name: "a" } });
  expect(await dependsOnClock(describe(path), request)).toBe(expected);
  mkdirSync(join(folder.path, "outer/charts"), { recursive: true });
  await execa("tar", ["-czf", "outer/charts/chart.tgz", "chart"], { cwd: folder.path });
  await execa("tar", ["-czf", "outer.tgz", "outer"], { cwd: folder.path });
  expect(await dependsOnClock(describe(join(folder.path, "outer.tgz")), request)).toBe(expected);
  writeFileSync(join(folder.path, "none.yaml"), template);
  const empty = { ...request, chart: "none" };
  expect(await dependsOnClock(describe(join(folder.path, "absent")), empty)).toBe(expected);
});
