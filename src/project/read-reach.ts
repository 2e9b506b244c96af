import { basename, dirname } from "node:path/posix";
import type { ResolvedFleet } from "../fleet/index.ts";
import { readReleaseContents, type ReleaseContent } from "../helmfile/index.ts";
import type { ChangedEnvironments, EnvironmentContents, HelmfileReading, Readings } from "../promotion/index.ts";
import { lookAround } from "./read-side.ts";

/** All files of one side of a change, and the readings of its helmfiles. */
interface Side {
  readonly folder: string;
  readonly readings: Readings;
}

/** Whether a change may reach one of several helmfiles that cannot be read: it is in its folder, or the helmfile mentions a changed file. */
function isTouched({ helmfile: { path }, texts }: HelmfileReading, changedFiles: readonly string[]): boolean {
  const folder = `${dirname(path)}/`;
  const all = [...texts.values()];
  return changedFiles.some((file) => texts.has(file) || file.startsWith(folder) || all.some((text) => text.includes(basename(file))));
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
      const own = readings.get(name) ?? [];
      const [unread] = own.flatMap((reading) => {
        const { path, notUnderstood } = reading.helmfile;
        return notUnderstood !== undefined && (own.length === 1 || isTouched(reading, changedFiles)) ? [notUnderstood.path ?? path] : [];
      });
      let releases: readonly ReleaseContent[] | undefined;
      const readAll = (): readonly ReleaseContent[] => {
        const files = lookAround(folder);
        return own.flatMap(({ helmfile: { path }, rendered }) =>
          readReleaseContents({ path, files, environment, changedFiles, ...(rendered && { rendered }) }),
        );
      };
      return {
        path: unread ?? own[0]?.helmfile.path ?? "",
        isRead: unread === undefined,
        texts: new Map(own.flatMap(({ texts }) => [...texts])),
        listReleases: () => (releases ??= readAll()),
      };
    };
    reach.set(name, { before: read(before), after: read(after) });
  }
  return reach;
}
