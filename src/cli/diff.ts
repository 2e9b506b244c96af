import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { styleText } from "node:util";
import { renderJson } from "../core/json-text.ts";
import { compareManifests, listObjects, renderDiffMarkdown, renderDiffText, type ManifestDiff } from "../manifests/index.ts";
import { replaceFile } from "../io/replace-file.ts";
import { renderSides, type DiffSides } from "./diff-sides.ts";
import type { ExitCode } from "./main.ts";

export type DiffFormat = "json" | "markdown" | "terminal";

export interface DiffOptions extends DiffSides {
  readonly format: DiffFormat;
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
  const { format, output, showNoise } = options;
  const { base, head } = await renderSides(options);
  const diff = compareManifests(base, head, { showNoise });
  const text = renderAs(diff, format, { color: hasColor(output) });
  if (output === undefined) process.stdout.write(text);
  else writeOutput(resolve(output), text);
  if (diff.errors.length > 0) return 2;
  const objects = listObjects(diff);
  if (options.failOnDanger && objects.some(({ dangers }) => dangers.length > 0)) return 1;
  return options.exitCode && diff.environments.length > 0 ? 1 : 0;
}

/** The format that a file's name asks for. */
export function formatOf(output: string | undefined): DiffFormat {
  if (output?.endsWith(".json") === true) return "json";
  return output?.endsWith(".md") === true ? "markdown" : "terminal";
}

function writeOutput(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, text);
}

function renderAs(diff: ManifestDiff, format: DiffFormat, { color }: { readonly color: boolean }): string {
  if (format === "json") return renderJson(diff);
  if (format === "markdown") return renderDiffMarkdown(diff);
  return renderDiffText(diff, (style, text) => (color ? styleText(style, text, { validateStream: false }) : text));
}

function hasColor(output: string | undefined): boolean {
  const { FORCE_COLOR: force = "", NO_COLOR: refused = "" } = process.env;
  // Node goes by the same order.
  if (force !== "") return force !== "0" && force !== "false";
  return refused === "" && output === undefined && process.stdout.isTTY && process.stdout.hasColors();
}
