import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hasCode, UserError } from "../../../core/user-error.ts";
import { renderErrorsText } from "../../../core/schema.ts";
import { isManifestDiff, type ManifestDiff } from "../../../manifests/compare/index.ts";

/**
 * Joins the diffs of earlier jobs in a folder, ordered by file name. They may come from a pull
 * request, so anything but the output of `diff --json` is an error.
 */
export function readStoredDiffs(folder: string): ManifestDiff {
  const diffs = listFiles(folder).map((name) => readStoredDiff(join(folder, name)));
  const sum = (key: keyof ManifestDiff["summary"]): number => diffs.reduce((total, { summary }) => total + summary[key], 0);
  return {
    summary: { added: sum("added"), changed: sum("changed"), removed: sum("removed"), folded: sum("folded") },
    environments: diffs.flatMap(({ environments }) => environments),
    errors: diffs.flatMap(({ errors }) => errors),
  };
}

function listFiles(folder: string): readonly string[] {
  const names = readNames(folder).filter((name) => name.endsWith(".json"));
  if (names.length > 0) return names.toSorted();
  throw new UserError({ message: `"${folder}" contains no diffs`, hint: `first run: npx desalt diff REF --output ${folder}/NAME.json` });
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function readStoredDiff(path: string): ManifestDiff {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new UserError(
      { message: `"${path}" is not valid JSON`, hint: "create it with: npx desalt diff REF --output FILE.json" },
      { cause },
    );
  }
  if (isManifestDiff<ManifestDiff>(value)) return value;
  const hint = "use the same version of desalt in all jobs";
  throw new UserError({ message: `"${path}" is not a valid diff: ${renderErrorsText(isManifestDiff)}`, hint });
}
