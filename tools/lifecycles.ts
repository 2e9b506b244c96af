/**
 * Refreshes the tables of `src/kubernetes/data`, and says which of their rows are stale. Run by `npm run lifecycles`; needs Go.
 * API versions come from Go modules. The other tables are written by hand from the pages that their rows name, whose forms change.
 */
import { readFile, writeFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { findMistake, mergeRows, parseLifecycle, type LifecycleRow } from "./lifecycle-markers.ts";
import { parseCsv, renderCsv } from "../src/kubernetes/csv.ts";

const data = join(import.meta.dirname, "../src/kubernetes/data");
const modules = ["k8s.io/api", "k8s.io/apiextensions-apiserver", "k8s.io/kube-aggregator"];
/** Several, since a type that is gone is missing in the newest. Markers of 0.19 are older than the generator's rules. */
const tags = [20, 21, 22, 24, 25, 27, 30, 33, 36].map((minor) => `v0.${minor}.0`);
const columns = ["group", "version", "kind", "introduced", "deprecated", "removed", "replacement", "source", "as_of"];
const staleAfter = 120;

const known = parseCsv(await readFile(join(data, "apis.csv"), "utf8").catch(() => "")).map(toRow);
const found: LifecycleRow[][] = [];
for (const module of modules) {
  for (const tag of [...tags, await findNewest(module)]) found.push(await readTag(module, tag));
}
const rows = mergeRows(known, found).filter((row) => {
  const mistake = findMistake(row);
  if (mistake !== undefined) report(`left out: ${row.group}/${row.version} ${row.kind} ${mistake} (${row.source})`);
  return mistake === undefined;
});
const table = rows.map(({ group, version, kind, introduced, deprecated, removed, replacement, source, asOf }) => {
  return [group, version, kind, introduced, deprecated, removed, replacement, source, asOf];
});
await writeFile(join(data, "apis.csv"), renderCsv([columns, ...table]));
report(`apis.csv: ${rows.length} API versions`);
for (const name of ["minors.csv", "windows.csv"]) await reportStale(name);

async function findNewest(module: string): Promise<string> {
  const { stdout } = await execa("go", ["list", "-m", "-f", "{{.Version}}", `${module}@latest`], { env: { GOFLAGS: "-mod=mod" } });
  return stdout.trim();
}

async function readTag(module: string, tag: string): Promise<LifecycleRow[]> {
  const { stdout } = await execa("go", ["mod", "download", "-json", `${module}@${tag}`], { env: { GOFLAGS: "-mod=mod" } });
  const { Dir, Info }: { Dir: string; Info: string } = JSON.parse(stdout);
  const { Time }: { Time: string } = JSON.parse(await readFile(Info, "utf8"));
  const paths = (await readdir(Dir, { recursive: true })).filter((path) => path.endsWith("/zz_generated.prerelease-lifecycle.go"));
  const place = { source: `${module}@${tag}`, asOf: Time.slice(0, 10) };
  const rowsOf = paths.toSorted().map(async (path) => {
    const folder = join(Dir, path, "..");
    const register = await readFile(join(folder, "register.go"), "utf8");
    const group =
      /GroupName\s*=\s*"([^"]*)"/u.exec(register)?.[1] ?? (/GroupName\s*=\s*api\w*\.GroupName/u.test(register) ? "" : undefined);
    if (group === undefined) throw new Error(`${path} of ${module}@${tag} has no name of a group`);
    return parseLifecycle(await readFile(join(Dir, path), "utf8"), { ...place, group, version: folder.split("/").at(-1) ?? "" });
  });
  return (await Promise.all(rowsOf)).flat();
}

async function reportStale(name: string): Promise<void> {
  const oldest = new Date(Date.now() - staleAfter * 86_400_000).toISOString().slice(0, 10);
  const list = parseCsv(await readFile(join(data, name), "utf8"));
  const stale = Map.groupBy(
    list.filter((row) => (row["as_of"] ?? "") < oldest),
    (row) => row["project"] ?? row["platform"] ?? "",
  );
  for (const [subject, old] of stale) report(`stale: ${name} ${subject}, ${old.length} rows, for example ${old[0]?.["source"]}`);
}

function toRow(row: Readonly<Record<string, string>>): LifecycleRow {
  const { group = "", version = "", kind = "", introduced = "", deprecated = "", removed = "", replacement = "", source = "" } = row;
  return { group, version, kind, introduced, deprecated, removed, replacement, source, asOf: row["as_of"] ?? "" };
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}
