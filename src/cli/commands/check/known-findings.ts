import type { CheckFinding, CheckedEnvironment } from "../../../kubernetes/index.ts";
import type { EqualEnvironments } from "./equal-environments.ts";

/** Environments, and how many findings of theirs the version before has as well. */
export interface NewFindings extends EqualEnvironments {
  readonly known: number;
}

/** Leaves out the findings of the next version that the declared one has too. */
export function withoutKnown(group: EqualEnvironments, environments: readonly CheckedEnvironment[]): NewFindings {
  const { places, result } = group;
  const [place] = places;
  const before = environments.find(
    ({ environment, cluster, version }) => version !== "next" && environment === place?.environment && cluster === place.cluster,
  );
  if (result.version !== "next" || before === undefined) return { ...group, known: 0 };
  const seen = new Set(
    before.releases.flatMap(({ release, findings }) => findings.filter(isLoud).map((finding) => keyOf(release, finding))),
  );
  const isKnown = (release: string, finding: CheckFinding): boolean => isLoud(finding) && seen.has(keyOf(release, finding));
  const releases = result.releases.map((each) => ({
    ...each,
    findings: each.findings.filter((finding) => !isKnown(each.release, finding)),
  }));
  const known = result.releases.flatMap(({ release, findings }) => findings.filter((finding) => isKnown(release, finding))).length;
  return { places, result: { ...result, releases }, known };
}

/** Whether a finding is shown on one screen. Beside it, a release's missing tests are not news. */
export function isLoud({ status }: CheckFinding): boolean {
  return status !== "fine" && status !== "untested";
}

function keyOf(release: string, { rule, message }: CheckFinding): string {
  return JSON.stringify([release, rule, message]);
}
