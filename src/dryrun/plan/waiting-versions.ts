import type { WaitingVersion } from "./plan.generated.ts";
import { environmentOf, releaseNames, type KnownVersion, type PlanInput } from "./plan-context.ts";
import { findLeftOutRegistry } from "./given-up.ts";
import { agedAt } from "./release-age.ts";
import type { ReportDependency, ReportFile } from "../renovate/report.ts";

/** Reasons why a dependency gets no updates without an error, by Renovate's `skipReason`. */
export const intendedSkips: Readonly<Record<string, string>> = {
  disabled: "updates are disabled by the config",
  ignored: "ignored by the config",
  "package-rules": "disabled by a package rule",
  "is-pinned": "pinned",
};

/** The reason for versions that Renovate does not offer, without more detail from Renovate. */
export const leftOut = "left out by the config (allowedVersions, or updates of this kind are disabled)";

/** Lists the versions of a dependency without a pull request, and the reason for each. */
export function describeWaiting(dependency: ReportDependency, file: ReportFile, input: PlanInput): WaitingVersion[] {
  const { depName, packageName, currentValue, skipReason, updates, warnings } = dependency;
  const environment = environmentOf(file.path, input);
  const releases = releaseNames({ depName, packageName, version: currentValue, file: file.path }, input);
  const waits = (version: string, reason: string, until?: string): WaitingVersion[] =>
    releases.map((release) => ({
      environment,
      release,
      version,
      chart: depName,
      file: file.path,
      reason,
      ...(until === undefined ? {} : { until }),
    }));
  if (findLeftOutRegistry(dependency, input.givenUp ?? []) !== undefined) return [];
  if (skipReason !== undefined) {
    const reason = intendedSkips[skipReason];
    return reason === undefined ? [] : waits(currentValue, reason);
  }
  if (warnings.length > 0) return [];
  const pending = updates.flatMap((update) => {
    const settings = input.settings.get(update.branch);
    const reason = settings?.minimumReleaseAge === undefined ? "checks of the release" : `minimum age of ${settings.minimumReleaseAge}`;
    return update.pendingVersions.flatMap((version) => {
      const released = input.releaseDate?.(dependency, version);
      return waits(version, reason, settings === undefined || released === undefined ? undefined : agedAt(released, settings));
    });
  });
  const newest = findLeftOut(dependency, input);
  return newest === undefined ? pending : [...pending, ...waits(newest.version, leftOut)];
}

/** The newest published version above the current one and above everything that Renovate offers. */
function findLeftOut(dependency: ReportDependency, { versionsAfter }: PlanInput): KnownVersion | undefined {
  const offered = dependency.updates.flatMap(({ version, pendingVersions }) => [version, ...pendingVersions]);
  const above = [dependency.currentValue, ...offered].map(
    (version) => new Set(versionsAfter?.(dependency, version).map((known) => known.version)),
  );
  return versionsAfter?.(dependency, dependency.currentValue).findLast(({ version }) => above.every((versions) => versions.has(version)));
}
