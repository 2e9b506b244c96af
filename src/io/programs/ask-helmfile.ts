import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { makeTemporaryFolder } from "../files/temporary-folder.ts";
import { runProgram } from "./run-program.ts";

/** Files for helmfile, in a folder that has nothing else, and what to list. */
export interface HelmfileQuestion {
  readonly files: ReadonlyMap<string, string>;
  readonly entry: string;
  readonly environment: string;
}

/** The releases as helmfile lists them, or its last words. */
export type HelmfileAnswer = { readonly releases: readonly HelmfileRelease[] } | { readonly failure: string };

/** One line of `helmfile list --output json`. */
export interface HelmfileRelease {
  readonly name: string;
  readonly namespace: string;
  readonly enabled: boolean;
  readonly installed: boolean;
  readonly labels: string;
  readonly chart: string;
  readonly version: string;
}

/** Stands in for helm and kustomize. helmfile asks for the version, and for nothing else where it only lists. */
const standIn = `#!/bin/sh
[ "$*" = "version --short" ] && echo v4.3.0 && exit
exit 1
`;

const timeLimit = 60_000;
/** In KiB, of address space. Templates can double a text again and again. */
const memoryLimit = 6_000_000;
const longestAnswer = 64_000_000;

/**
 * Asks helmfile for its releases. It sees nothing of this machine: no PATH, no variables, no home, and a folder of its own. Nothing in
 * that folder can be executed. An answer is final if the same question always gets it.
 */
export async function askHelmfile(
  helmfile: string,
  question: HelmfileQuestion,
): Promise<{ readonly answer: HelmfileAnswer; readonly isFinal: boolean }> {
  const folder = await makeTemporaryFolder();
  try {
    const [files, home, temporary] = ["files", "home", "tmp"].map((name) => join(folder.path, name));
    if (files === undefined || home === undefined || temporary === undefined) throw new Error("a folder has no name");
    for (const path of [files, home, temporary]) mkdirSync(path, { mode: 0o700 });
    for (const [path, text] of question.files) {
      mkdirSync(dirname(join(files, path)), { recursive: true, mode: 0o700 });
      writeFileSync(join(files, path), text, { mode: 0o600 });
    }
    const program = join(folder.path, "stand-in");
    writeFileSync(program, standIn);
    chmodSync(program, 0o700);
    const args = ["--helm-binary", program, "--kustomize-binary", program, "--no-color", "--environment", question.environment];
    const list = ["--file", join(files, question.entry), "list", "--skip-charts", "--output", "json"];
    const limited = `ulimit -v ${memoryLimit} 2>/dev/null; exec "$0" "$@"`;
    const { exitCode, stdout, stderr, cause } = await runProgram("/bin/sh", ["-c", limited, helmfile, ...args, ...list], {
      cwd: files,
      timeout: timeLimit,
      leadsGroup: true,
      maxBuffer: longestAnswer,
      env: {
        HOME: home,
        TMPDIR: temporary,
        PATH: "",
        HELMFILE_DISABLE_INSECURE_FEATURES: "true",
        HELMFILE_UPGRADE_NOTICE_DISABLED: "1",
      },
    });
    if (exitCode === 0) return { answer: parseList(stdout), isFinal: true };
    const isStopped = cause !== undefined || /out of memory|cannot allocate memory/u.test(stderr);
    if (isStopped) return { answer: { failure: "it needs more time or memory than desalt gives to it" }, isFinal: false };
    return { answer: { failure: describeFailure(stderr, folder.path) }, isFinal: true };
  } finally {
    await folder.remove();
  }
}

function parseList(stdout: string): HelmfileAnswer {
  const list = parseJson(stdout);
  if (list === null) return { releases: [] };
  return isReleaseList(list) ? { releases: list } : { failure: "helmfile lists its releases in another form than desalt knows" };
}

export function isReleaseList(list: unknown): list is readonly HelmfileRelease[] {
  return Array.isArray(list) && list.every(isRelease);
}

function isRelease(item: unknown): item is HelmfileRelease {
  if (!isRecord(item)) return false;
  const areTexts = ["name", "namespace", "labels", "chart", "version"].every((key) => typeof item[key] === "string");
  return areTexts && typeof item["enabled"] === "boolean" && typeof item["installed"] === "boolean";
}

/** The last line, without folders of this machine, and not longer than a sentence. */
function describeFailure(stderr: string, folder: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const last =
    lines.findLast((line) => /error|executing|failed|panic|undefined/iu.test(line)) ?? lines.at(-1) ?? "it failed without output";
  return last.replaceAll(`${folder}/files/`, "").replaceAll(folder, "").trim().slice(-300);
}
