import type { ParsedHelmfile } from "../../helmfile/index.ts";
import { chartName } from "../history/chart-source.ts";
import type { RunningRelease } from "../history/history.ts";
import { listRunningReleases } from "../history/running-releases.ts";
import type { GateFinding, ProposedChange } from "./proposed-change.ts";
import { isSameVersion } from "./release-pairs.ts";

/** A helmfile that a change touches, and that no environment of the config has. */
export interface UncoveredHelmfile {
  readonly text: string;
  readonly helmfile: ParsedHelmfile;
}

/**
 * Refuses a change that takes a release out of a follower's helmfile and puts it, with another version, into one that nothing
 * gates. Says of all such helmfiles how the config would name them.
 */
export function checkUncovered(
  { fleet, running, head }: Pick<ProposedChange, "fleet" | "running" | "head">,
  uncovered: readonly UncoveredHelmfile[],
): readonly GateFinding[] {
  const refused = fleet.environments.flatMap(({ name: environment, follows }): GateFinding[] => {
    if (follows === undefined) return [];
    const kept = new Set((head.get(environment) ?? []).map(({ name }) => name));
    const leaving = (running.get(environment) ?? []).filter(({ name }) => !kept.has(name));
    return leaving.flatMap((release) =>
      uncovered.flatMap((file): GateFinding[] => {
        const version = findOther(file, release);
        if (version === undefined) return [];
        const { path } = file.helmfile;
        const message = `it leaves ${environment}, and appears in ${path}, which the config does not name; keep its version, or name that file first`;
        return [{ severity: "error", environment, release: release.name, from: release.version, to: version, rule: "uncovered", message }];
      }),
    );
  });
  return [...refused, ...uncovered.map(describe)];
}

/** The other version under which a file has a release, or its chart. */
function findOther({ text, helmfile }: UncoveredHelmfile, release: RunningRelease): string | undefined {
  if (helmfile.notUnderstood !== undefined) return text.includes(release.name) ? "unknown" : undefined;
  const found = listRunningReleases(helmfile).filter((one) => one.name === release.name || chartName(one) === chartName(release));
  const other = found.find((one) => !isSameVersion(one.version, release.version));
  return other && (other.version ?? other.range ?? "unknown");
}

function describe({ helmfile: { path } }: UncoveredHelmfile): GateFinding {
  const folder = path
    .split("/")
    .at(-2)
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-|-$/gu, "");
  const name = folder === undefined || folder === "" ? "NAME" : folder;
  const message = `${path} is a helmfile that the config does not name, so nothing in it is gated; to name it, add to environments: ${name}: { helmfile: ${path} }`;
  return { severity: "warning", rule: "uncovered", message };
}
