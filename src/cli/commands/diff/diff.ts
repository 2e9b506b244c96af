import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { styleText } from "node:util";
import { UserError } from "../../../core/user-error.ts";
import { renderJson } from "../../../core/json-text.ts";
import { warnOfRepeatedObjects } from "../../../manifests/objects/index.ts";
import { warn } from "../../terminal/report-issues.ts";
import { type ManifestDiff, compareManifests, listObjects } from "../../../manifests/compare/index.ts";
import { renderDiffMarkdown, renderDiffText } from "../../../manifests/print/index.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { maskOutput } from "../../../io/secrets/known-secrets.ts";
import { renderSides, type DiffSides } from "./sides.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { useColor } from "../../terminal/color.ts";
import { readStoredDiffs } from "./stored-diffs.ts";

type DiffFormat = "json" | "markdown" | "terminal";

export interface DiffOptions extends Omit<DiffSides, "ref"> {
  /** The branch to compare with; absent if `from` is given. */
  readonly ref?: string;
  /** A folder with diffs of earlier jobs, to join without rendering. */
  readonly from?: string;
  /** Posts the diff to the pull request: the one that the workflow runs for, or the one of this number. */
  readonly comment?: true | string;
  /** Default: by the ending of `output`, otherwise for a terminal. */
  readonly format?: DiffFormat;
  readonly showNoise: boolean;
  /** Exit 1 if something changes. */
  readonly exitCode: boolean;
  /** Exit 1 if a change is dangerous. */
  readonly failOnDanger: boolean;
  /** The file to write to instead of stdout, relative to the working directory. */
  readonly output?: string;
}

/** `desalt diff <ref>`: shows how the working tree, or a commit, changes the manifests since its common ancestor with `<ref>`. */
export async function runDiff(options: DiffOptions): Promise<ExitCode> {
  const { output, comment, from } = options;
  const number = readNumber(comment);
  const diff = await findDiff(options);
  const text = renderAs(diff, formatOf(options), { color: output === undefined && useColor(process.stdout) });
  if (output !== undefined) {
    mkdirSync(dirname(resolve(output)), { recursive: true });
    replaceFile(resolve(output), maskOutput(text));
  } else if (comment === undefined) process.stdout.write(text);
  if (comment !== undefined || from === undefined) {
    const { postDiff, writeSummary } = await import("./comment.ts");
    if (from === undefined) writeSummary(diff, process.env);
    if (comment !== undefined) await postDiff(diff, { env: process.env, ...(number === undefined ? {} : { number }) });
  }
  // A job that joins the diffs of others does not fail for their failures: those jobs have failed already.
  if (diff.errors.length > 0 && from === undefined) return 2;
  const objects = listObjects(diff);
  if (options.failOnDanger && objects.some(({ dangers }) => dangers.length > 0)) return 1;
  return options.exitCode && diff.environments.length > 0 ? 1 : 0;
}

async function findDiff({ ref, from, showNoise, ...sides }: DiffOptions): Promise<ManifestDiff> {
  if (ref !== undefined && from !== undefined) {
    throw new UserError({ message: `a ref ("${ref}") and --from ("${from}") cannot be combined`, hint: "remove one of them" });
  }
  if (from !== undefined) return readStoredDiffs(resolve(sides.directory, from));
  if (ref === undefined)
    throw new UserError({ message: "the branch to compare with is missing", hint: "name it, for example: npx desalt diff origin/main" });
  const { base, head, prunes } = await renderSides({ ...sides, ref });
  warn(warnOfRepeatedObjects(head));
  return compareManifests(base, head, { showNoise, prunes });
}

/** The format, by default from the file's ending. */
function formatOf({ format, output = "" }: DiffOptions): DiffFormat {
  if (format !== undefined) return format;
  if (output.endsWith(".json")) return "json";
  return output.endsWith(".md") ? "markdown" : "terminal";
}

function readNumber(comment: DiffOptions["comment"]): number | undefined {
  if (comment === undefined || comment === true) return undefined;
  if (/^[1-9]\d*$/u.test(comment)) return Number(comment);
  throw new UserError({
    message: `--comment "${comment}" is not a valid number of a pull request`,
    hint: "give the number, for example: --comment 123",
  });
}

function renderAs(diff: ManifestDiff, format: DiffFormat, { color }: { readonly color: boolean }): string {
  if (format === "json") return renderJson(diff);
  if (format === "markdown") return renderDiffMarkdown(diff);
  return renderDiffText(diff, (style, text) => (color ? styleText(style, text, { validateStream: false }) : text));
}
