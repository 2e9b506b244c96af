import { isDeepStrictEqual } from "node:util";
import type { GeneratedFile } from "../../../core/generated-file.ts";
import { UserError } from "../../../core/user-error.ts";
import type { Addition } from "../../../edit/index.ts";
import { parseFleet, resolveFleet, type ResolvedFleet } from "../../../fleet/index.ts";
import { loadDraftConfig } from "../../../project/load-config.ts";

/** An edit of a config that is not written yet. */
export interface EditedConfig {
  readonly directory: string;
  readonly source: string;
  /** The resolved config before the edit. */
  readonly before: ResolvedFleet;
  readonly addition: Addition;
  readonly edited: readonly GeneratedFile[];
}

/**
 * Loads the edited config. Throws if anything besides the new release would change. Returns the
 * environments that the release runs in, including those that inherit from the requested ones.
 */
export async function verifyAddition({ directory, source, before, addition, edited }: EditedConfig): Promise<string[]> {
  const drafts = new Map(edited.map(({ path, text }) => [path, text]));
  const { declared } = await loadDraftConfig(directory, source, drafts);
  const after = resolveFleet(parseFleet(declared, source));
  const { release, file } = addition;
  const hosts = after.environments.filter(({ releases }) => releases.some(({ name }) => name === release.name)).map(({ name }) => name);
  if (hosts.length === 0 && file !== undefined) {
    throw new UserError({
      message: `"${file}" is not in \`include\`, so nothing was written`,
      hint: `add it to \`include\` in ${source}, then run \`npx desalt add\` again`,
    });
  }
  const expected =
    release.only.length === 0 ? before.environments.filter(({ isHandWritten }) => !isHandWritten).map(({ name }) => name) : release.only;
  const isAsExpected = expected.every((name) => hosts.includes(name));
  if (isAsExpected && isDeepStrictEqual(withoutAddition(after, addition), before)) return hosts;
  throw new UserError({
    message: `adding "${release.name}" to ${source} would change other parts of the fleet too, so nothing was written`,
    hint: "add the release to the config by hand",
  });
}

function withoutAddition(fleet: ResolvedFleet, { release, repository }: Addition): ResolvedFleet {
  return {
    ...fleet,
    repositories: fleet.repositories.filter(({ name }) => name !== repository?.name),
    environments: fleet.environments.map((environment) => ({
      ...environment,
      releases: environment.releases.filter(({ name }) => name !== release.name),
    })),
  };
}
