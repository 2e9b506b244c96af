import { join } from "node:path";
import { sha256 } from "../../core/hash.ts";
import { isRecord } from "../../core/json-value.ts";
import { readCacheEntry, writeCacheEntry } from "../files/cache-entry.ts";
import { cacheFolder } from "../files/cache-folder.ts";
import { askHelmfile, isReleaseList, type HelmfileAnswer, type HelmfileQuestion } from "./ask-helmfile.ts";
import type { Tool } from "./tools.ts";

/** The format's number, raised if helmfile is asked in another way. */
const format = 2;

/** Asks helmfile, unless it has answered the same question before: the same files and environment, and the same version. */
export async function answerQuestion({ path, version }: Tool, question: HelmfileQuestion): Promise<HelmfileAnswer> {
  const { files, entry, environment } = question;
  const key = sha256(JSON.stringify([format, version, entry, environment, sorted(files)]));
  const cached = join(cacheFolder("helmfile"), key.slice(0, 2), `${key}.json`);
  const earlier = parseEntry(readCacheEntry(cached));
  if (earlier !== undefined) return earlier;
  const { answer, isFinal } = await askHelmfile(path, question);
  if (isFinal) writeCacheEntry(cached, answer);
  return answer;
}

function sorted(map: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Undefined for a damaged entry. helmfile is asked, and the entry replaced. */
function parseEntry(entry: unknown): HelmfileAnswer | undefined {
  if (!isRecord(entry)) return undefined;
  const { releases, failure } = entry;
  if (typeof failure === "string") return { failure };
  return isReleaseList(releases) ? { releases } : undefined;
}
