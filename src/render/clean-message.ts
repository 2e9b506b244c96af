import type { ProgramEnd } from "../io/programs/run-program.ts";
import { maskSaid } from "../io/secrets/known-secrets.ts";

/** Progress messages of helmfile and helm, on the same stream as errors. */
const progress =
  /^(?:Adding repo|Building dependency|Templating release|Pulling|Pulled|Skipping refresh|skipping missing|Decrypting secret|Digest|Updating repo|\S+ has been added|Comparing release|WARNING: Kubernetes configuration|Use --debug flag|level=)/u;

/** Messages of chart repositories and OCI registries without a login. */
const unauthorized = /\b401\b.*unauthorized|unauthorized: /iu;
/** helmfile starts it for folders with a kustomization.yaml, and for patches and transformers of a release. */
const withoutKustomize = /kustomize"?: executable file not found/u;
const noKustomize = "kustomize is missing: helmfile needs it for kustomizations, jsonPatches, strategicMergePatches and transformers";
const noSecrets = "the credentials are missing or wrong; the workflow of a pull request from a fork gets none";

/** Shortens a message of helmfile or helm to a few lines, without secrets and the given folders of this machine. */
export function cleanMessage({ stderr, stdout, cause }: ProgramEnd, paths: readonly string[]): string {
  const said = stderr.trim() === "" ? stdout : stderr;
  let text = said.trim() === "" ? (cause?.message ?? "it failed without output") : said;
  // helmfile repeats the whole call of helm, and helm's answer twice.
  const answers = [...text.matchAll(/\n\s*STDERR:\n([\s\S]*?)(?=\n\s*(?:COMBINED OUTPUT:|STDOUT:)|$)/gu)].map((match) => match[1] ?? "");
  if (answers.length > 0) text = answers.join("\n");
  // Again: what helmfile decrypted is known only after it has ended.
  text = maskSaid(text);
  for (const path of paths) text = text.replaceAll(`${path}/`, "").replaceAll(path, ".");
  const lines = text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*Error: /u, "")
        .replace(". (try 'helm repo update')", "")
        .trim(),
    )
    .filter((line) => line !== "");
  const telling = lines.filter((line) => !progress.test(line));
  const kept = sortViolations([...new Set(telling.length === 0 ? lines : telling)]);
  const shown = kept.length > 12 ? [...kept.slice(0, 12), `… (${kept.length - 12} more lines)`] : kept;
  const advice = [...(unauthorized.test(text) ? [noSecrets] : []), ...(withoutKustomize.test(text) ? [noKustomize] : [])];
  return [...shown, ...advice].join("\n");
}

/** Sorts the errors of a schema, because helm lists them in a random order. */
function sortViolations(lines: readonly string[]): string[] {
  const violations = lines.filter(isViolation).toSorted().values();
  return lines.map((line) => (isViolation(line) ? (violations.next().value ?? line) : line));
}

function isViolation(line: string): boolean {
  return line.startsWith("- at '");
}
