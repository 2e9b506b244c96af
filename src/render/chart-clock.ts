import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { readTar } from "../io/files/read-tar.ts";
import type { StoredChart } from "./chart-store.ts";
import type { RecordedTemplate } from "./recording-helm.ts";

/** Functions of templates whose result depends on the moment: `date` takes the present one where its argument is none. */
const clock = /\{\{[^}]*?(?<![.\w$"-])(?:now|ago|date|dateInZone|htmlDate|htmlDateInZone)(?![\w":-])/u;

const known = new WeakMap<StoredChart, Promise<boolean>>();

/** Whether a rendering may depend on the moment. Values count too, because charts evaluate templates in them. */
export async function dependsOnClock(chart: StoredChart, { flags, cwd }: RecordedTemplate): Promise<boolean> {
  const inValues = flags.some((flag) => {
    const file = isAbsolute(flag) ? flag : join(cwd, flag);
    return (
      clock.test(flag) ||
      (/[./]/u.test(flag) && statSync(file, { throwIfNoEntry: false })?.isFile() === true && mentions(readFileSync(file)))
    );
  });
  if (inValues) return true;
  const found = known.get(chart) ?? searchChart(chart.path);
  known.set(chart, found);
  return await found;
}

/** Searches a folder or an archive, and the charts in it. */
async function searchChart(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  if (!statSync(path).isDirectory()) return await searchArchive(readFileSync(path));
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const content = readFileSync(join(entry.parentPath, entry.name));
    if (entry.name.endsWith(".tgz") ? await searchArchive(content) : mentions(content)) return true;
  }
  return false;
}

async function searchArchive(archive: Buffer): Promise<boolean> {
  let isFound = false;
  await readTar(archive, async ({ name, read }) => {
    if (isFound) return;
    const content = await read();
    isFound = name.endsWith(".tgz") ? await searchArchive(content) : mentions(content);
  });
  return isFound;
}

function mentions(content: Buffer): boolean {
  return clock.test(content.toString("utf8"));
}
