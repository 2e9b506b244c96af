import { expect, it } from "vitest";
import { findMistake, mergeRows, parseLifecycle } from "./lifecycle-markers.ts";

const place = { group: "policy", version: "v1beta1", source: "k8s.io/api@v0.24.0", asOf: "2022-05-03" };

const text = `
func (in *PodDisruptionBudget) APILifecycleIntroduced() (major, minor int) {
	return 1, 5
}
func (in *PodDisruptionBudget) APILifecycleDeprecated() (major, minor int) {
	return 1, 21
}
func (in *PodDisruptionBudget) APILifecycleReplacement() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: "policy", Version: "v1", Kind: "PodDisruptionBudget"}
}
func (in *PodDisruptionBudget) APILifecycleRemoved() (major, minor int) {
	return 1, 30
}
func (in *PodDisruptionBudgetList) APILifecycleIntroduced() (major, minor int) {
	return 1, 5
}
`;

const row = {
  ...place,
  kind: "PodDisruptionBudget",
  introduced: "1.5",
  deprecated: "1.21",
  removed: "1.30",
  replacement: "policy/v1 PodDisruptionBudget",
};

it("reads the generated methods, and keeps 1.30 apart from 1.3", () => {
  expect(parseLifecycle(text, place)).toEqual([row]);
});

it("keeps a type that newer tags do not have, and takes the newest tag for the others", () => {
  const gone = { ...row, kind: "PodSecurityPolicy" };
  const corrected = { ...row, removed: "1.25", source: "k8s.io/api@v0.37.0", asOf: "2026-08-26" };
  expect(mergeRows([gone, corrected], [[row]])).toEqual([corrected, gone]);
  expect(mergeRows([], [[row, gone], [corrected]])).toEqual([corrected, gone]);
});

it("refuses markers that cannot be right", () => {
  expect(findMistake(row)).toBeUndefined();
  expect(findMistake({ ...row, group: "", version: "v1", kind: "Service", removed: "1.6" })).toContain("stable version");
  expect(findMistake({ ...row, removed: "1.4" })).toContain("before 1.5");
  expect(findMistake({ ...row, removed: "1.20" })).toContain("before 1.21");
});
