import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "../../io/git/run-git.ts";

/** The texts that git has of a checkout, which everybody with access to it can read already. */
export interface PlainFiles {
  /** Whether a file contains the text. */
  readonly has: (text: string) => Promise<boolean>;
  /** Whether files contain each word of the text, or `names` do: then a template has put it together. */
  readonly hasWords: (text: string, names: readonly string[]) => Promise<boolean>;
  /** Whether a file refers to values in other places, which helmfile then looks up. */
  readonly refersToSecrets: () => Promise<boolean>;
}

/** Bigger files hold no values. */
const largest = 1_000_000;

/** What helmfile looks up values with. See https://helmfile.readthedocs.io/en/latest/remote-secrets/ */
const lookups = ["ref+", "fetchSecretValue", "expandSecretRefs"];

/** Reads the tracked files of the repository around a folder, once something is asked of them. */
export function openPlainFiles(directory: string): PlainFiles {
  let texts: Promise<readonly string[]> | undefined;
  let words: Promise<ReadonlySet<string>> | undefined;
  let refers: Promise<boolean> | undefined;
  const readTexts = (): Promise<readonly string[]> => (texts ??= readTracked(directory));
  const readWords = (): Promise<ReadonlySet<string>> => (words ??= readTexts().then((all) => new Set(all.flatMap(splitWords))));
  return {
    has: async (text) => (await readTexts()).some((file) => file.includes(text)),
    hasWords: async (text, names) => {
      const known = await readWords();
      const named = new Set(names.flatMap(splitWords));
      return splitWords(text).every((word) => known.has(word) || named.has(word) || isSettingOfEnvironment(word));
    },
    refersToSecrets: () => (refers ??= findReferences(directory)),
  };
}

async function readTracked(directory: string): Promise<readonly string[]> {
  const { root, names } = await listTracked(directory);
  return names.flatMap((name) => {
    const path = join(root, name);
    const file = lstatSync(path, { throwIfNoEntry: false });
    if (file?.isFile() !== true || file.size > largest) return [];
    const text = readFileSync(path, "utf8");
    return text.includes("\0") ? [] : [text];
  });
}

/** Outside of a repository nothing is public. */
async function listTracked(directory: string): Promise<{ readonly root: string; readonly names: readonly string[] }> {
  const { exitCode, stdout: root } = await runGit(directory, ["rev-parse", "--show-toplevel"]);
  if (exitCode !== 0) return { root: directory, names: [] };
  const { stdout } = await runGit(root, ["ls-files", "-z", "--cached"]);
  return { root, names: stdout.split("\0").filter((name) => name !== "") };
}

async function findReferences(directory: string): Promise<boolean> {
  if (Object.values(process.env).some((value) => value?.includes("ref+") === true)) return true;
  const patterns = lookups.flatMap((text) => ["-e", text]);
  const { exitCode } = await runGit(directory, [
    "grep",
    "--quiet",
    "-I",
    "--fixed-strings",
    "--untracked",
    ...patterns,
    "--",
    ":/",
    ":!*.md",
  ]);
  // 1: there are none. Otherwise it is unknown, and what no file has counts as looked up.
  return exitCode !== 1;
}

function splitWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Settings of the environment, such as the number of a build, are not secret: those that are have been found by their names. */
function isSettingOfEnvironment(word: string): boolean {
  return Object.values(process.env).some((value) => value !== undefined && splitWords(value).includes(word));
}
