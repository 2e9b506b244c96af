import { readTar } from "../io/files/read-tar.ts";
import { sha256 } from "../core/hash.ts";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Computes the SHA-256 of a chart, a folder or an archive. Archives in `charts/` count by their content, because helm packs
 * a subchart from a neighbouring folder again at every run, with the time in it.
 */
export async function digestChart(path: string): Promise<string> {
  if (!statSync(path).isDirectory()) return sha256(readFileSync(path));
  const entries = readdirSync(path, { recursive: true, encoding: "utf8", withFileTypes: true });
  const lines: string[] = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const name = file.slice(path.length + 1).replaceAll("\\", "/");
    if (entry.isSymbolicLink())
      lines.push(
        `${name} -> ${readlinkSync(file)} ${statSync(file, { throwIfNoEntry: false })?.isFile() ? sha256(readFileSync(file)) : ""}`,
      );
    else if (entry.isFile())
      lines.push(`${name} ${/(?:^|\/)charts\/[^/]+\.tgz$/u.test(name) ? await digestArchive(file) : sha256(readFileSync(file))}`);
  }
  return sha256(lines.toSorted().join("\n"));
}

async function digestArchive(path: string): Promise<string> {
  const lines: string[] = [];
  await readTar(readFileSync(path), async ({ name, read }) => void lines.push(`${name} ${sha256(await read())}`));
  return sha256(lines.toSorted().join("\n"));
}
