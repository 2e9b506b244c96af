import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { styleText } from "node:util";
import { UserError } from "../../../core/user-error.ts";
import { renderJson } from "../../../core/json-text.ts";
import { type ManifestDiff, compareManifests, listObjects } from "../../../manifests/compare/index.ts";
import { renderDiffMarkdown, renderDiffText } from "../../../manifests/print/index.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { renderSides, type DiffSides } from "./sides.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { useColor } from "../../terminal/color.ts";
import { readStoredDiffs } from "./stored-diffs.ts";

export type DiffFormat = "json" | "markdown" | "terminal";

export interface DiffOptions extends Omit<DiffSides, "ref"> {
  /** What the change is to be merged into; absent where `from` is given. */
  readonly ref?: string;
  /** A folder of diffs that earlier jobs wrote, in place of rendering. */
  readonly from?: string;
  /** Posts the diff to the pull request: the one that the workflow runs for, or the one of this number. */
  readonly comment?: true | string;
  /** Default: by the ending of `output`, else for a terminal. */
  readonly format?: DiffFormat;
  readonly showNoise: boolean;
  /** End with 1 when something changes. */
  readonly exitCode: boolean;
  /** End with 1 when a danger is found. */
  readonly failOnDanger: boolean;
  /** Where the text goes instead of the standard output, relative to where the command runs. */
  readonly output?: string;
}

/** `desalt diff <ref>`: what the working tree, or another commit, does to the manifests since it left `<ref>`. */
export async function runDiff(options: DiffOptions): Promise<ExitCode> {
  const { output, comment, from } = options;
  const number = readNumber(comment);
  const diff = await findDiff(options);
  const text = renderAs(diff, formatOf(options), { color: output === undefined && useColor(process.stdout) });
  if (output !== undefined) {
    mkdirSync(dirname(resolve(output)), { recursive: true });
    replaceFile(resolve(output), text);
  } else if (comment === undefined) process.stdout.write(text);
  if (comment !== undefined || from === undefined) {
    const { postDiff, writeSummary } = await import("./comment.ts");
    if (from === undefined) writeSummary(diff, process.env);
    if (comment !== undefined) await postDiff(diff, { env: process.env, ...(number === undefined ? {} : { number }) });
  }
  // Whoever reads what another job found does not fail for it: that one has.
  if (diff.errors.length > 0 && from === undefined) return 2;
  const objects = listObjects(diff);
  if (options.failOnDanger && objects.some(({ dangers }) => dangers.length > 0)) return 1;
  return options.exitCode && diff.environments.length > 0 ? 1 : 0;
}

async function findDiff({ ref, from, showNoise, ...sides }: DiffOptions): Promise<ManifestDiff> {
  if (ref !== undefined && from !== undefined) {
    throw new UserError({ message: `both a ref ("${ref}") and --from ("${from}")`, hint: "name one of them" });
  }
  if (from !== undefined) return readStoredDiffs(resolve(sides.directory, from));
  if (ref === undefined) throw new UserError({ message: "no ref to compare with", hint: "name it: npx desalt diff origin/main" });
  const { base, head } = await renderSides({ ...sides, ref });
  return compareManifests(base, head, { showNoise });
}

/** By what the file is called, where nobody says it. */
function formatOf({ format, output = "" }: DiffOptions): DiffFormat {
  if (format !== undefined) return format;
  if (output.endsWith(".json")) return "json";
  return output.endsWith(".md") ? "markdown" : "terminal";
}

function readNumber(comment: DiffOptions["comment"]): number | undefined {
  if (comment === undefined || comment === true) return undefined;
  if (/^[1-9]\d*$/u.test(comment)) return Number(comment);
  throw new UserError({ message: `--comment "${comment}" is no number of a pull request`, hint: "such as: --comment 123" });
}

function renderAs(diff: ManifestDiff, format: DiffFormat, { color }: { readonly color: boolean }): string {
  if (format === "json") return renderJson(diff);
  if (format === "markdown") return renderDiffMarkdown(diff);
  return renderDiffText(diff, (style, text) => (color ? styleText(style, text, { validateStream: false }) : text));
}
