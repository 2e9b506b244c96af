import { existsSync } from "node:fs";
import { isAbsolute, normalize, relative, resolve } from "node:path";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { editConfig, type Addition } from "../../../edit/index.ts";
import { parseFleet, resolveFleet } from "../../../fleet/index.ts";
import { loadConfig } from "../../../project/load-config.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { replaceFiles } from "../../../io/files/replace-files.ts";
import { verifyAddition } from "./check-result.ts";
import { checkNames, describeRelease, findVersion, type ReleaseWish } from "./new-release.ts";
import { findRepository, type ChartWish } from "./new-repository.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";

export interface AddOptions extends ReleaseWish, ChartWish {
  /** The path of a group's file, relative to the working directory or to `directory`. */
  readonly file?: string;
}

/** `desalt add`: adds a release to the config, and its repository if that is new. Writes nothing if the result is not valid. */
export async function runAdd(options: AddOptions): Promise<ExitCode> {
  const { directory, json } = options;
  const { source, declared } = await loadConfig(directory);
  const fleet = parseFleet(declared, source);
  const before = resolveFleet(fleet);
  const chart = findRepository(options, before);
  checkNames(options, chart, { fleet, resolved: before });
  const file = options.file === undefined ? source : findGroupFile(directory, options.file);
  const latest = await findVersion(options, chart);
  const addition: Addition = {
    release: describeRelease(options, { chart, fleet, version: latest?.version }),
    ...(file === source ? {} : { file }),
    ...chart.addition,
  };
  const edited = await editConfig(source, addition, (path) => readIfFile(directory, path));
  const environments = await verifyAddition({ directory, source, before, addition, edited });
  replaceFiles(directory, edited);

  const { release, repository } = addition;
  const files = edited.map(({ path }) => path);
  if (json) process.stdout.write(renderJson({ release, environments, ...(repository === undefined ? {} : { repository }), files }));
  else process.stdout.write(renderResult(addition, source, environments));
  if (latest?.deprecated === true)
    warn([{ message: `chart "${release.chart}" is deprecated by its maintainers`, hint: "look for its replacement" }]);
  if (!json) process.stderr.write("next: review the diff, then run: npx desalt generate\n");
  return 0;
}

/** Accepts a path as the shell completes it, relative to the working directory, or one relative to the config. */
function findGroupFile(directory: string, file: string): string {
  const candidates = [resolve(directory, file), resolve(file)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw new UserError({ message: `"${file}" was not found (--file)`, hint: "name the file of a group that the config includes" });
  const path = relative(directory, found);
  if (isAbsolute(path) || normalize(path).startsWith("..")) {
    throw new UserError({
      message: `"${file}" is outside "${directory}" (--file)`,
      hint: "name the file of a group that the config includes",
    });
  }
  return path.replaceAll("\\", "/");
}

function renderResult({ release, repository, file }: Addition, source: string, environments: readonly string[]): string {
  const lines =
    repository === undefined ? [] : [`added repository ${repository.name} (${repository.oci ? "oci://" : ""}${repository.url})`];
  const version = release.version === undefined ? "" : ` ${release.version}`;
  const where = release.only.length === 0 ? "every environment" : environments.join(", ");
  lines.push(`added release ${release.name} to ${file ?? source}: ${release.chart}${version}, in ${where}`);
  return `${lines.join("\n")}\n`;
}
