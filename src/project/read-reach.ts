import type { ResolvedFleet } from "../fleet/index.ts";
import { readReleaseContents, type ReleaseContent } from "../helmfile/index.ts";
import type { ChangedEnvironments, EnvironmentContents, Readings } from "../promotion/index.ts";
import { lookAround } from "./read-side.ts";

/** All files of one side of a change, and the readings of its helmfiles. */
interface Side {
  readonly folder: string;
  readonly readings: Readings;
}

/** Reads what the environments run besides versions, on both sides of a change. */
export function readReach(
  { environments }: Pick<ResolvedFleet, "environments">,
  changedFiles: readonly string[],
  { before, after }: { readonly before: Side; readonly after: Side },
): ChangedEnvironments {
  const reach = new Map<string, EnvironmentContents>();
  for (const { name, helmfileEnvironment: environment = "default" } of environments) {
    const read = ({ folder, readings }: Side): EnvironmentContents["before"] => {
      const { helmfile, texts = new Map(), rendered } = readings.get(name) ?? {};
      const { path = "", notUnderstood } = helmfile ?? {};
      let releases: readonly ReleaseContent[] | undefined;
      const listReleases = (): readonly ReleaseContent[] =>
        (releases ??= readReleaseContents({ path, files: lookAround(folder), environment, changedFiles, ...(rendered && { rendered }) }));
      return { path: notUnderstood?.path ?? path, isRead: notUnderstood === undefined, texts, listReleases };
    };
    reach.set(name, { before: read(before), after: read(after) });
  }
  return reach;
}
