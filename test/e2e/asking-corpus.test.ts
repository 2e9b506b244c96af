import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join, normalize, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readHelmfileOutline, type ParsedHelmfile } from "../../src/helmfile/index.ts";
import { UserError } from "../../src/core/user-error.ts";
import { readDeclared } from "../../src/project/reading/declared-releases.ts";
import { lookAround } from "../../src/project/read-side.ts";
import { requireTools } from "../requires.ts";
import { createFolder } from "../run-desalt.ts";
import { createChoices, readBox } from "./fuzz/choices.ts";
import { mutate } from "./fuzz/mutated.ts";
import { runHelmfile } from "./fuzz/recorded-sync.ts";

/** Helmfiles of public repositories, beside the checkout and not a part of it; `DESALT_CORPUS` names another folder. */
const corpus = resolve(process.env["DESALT_CORPUS"] ?? join(import.meta.dirname, "../../../shared/corpus"));
const isAbsent = !existsSync(corpus);
if (isAbsent) process.stderr.write("skipped: helmfiles of the corpus, which is not there (DESALT_CORPUS)\n");
const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

interface Case {
  readonly root: string;
  readonly home: string;
  readonly path: string;
  readonly environment: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe.skipIf(isAbsent || isMissing)("helmfiles of public repositories", () => {
  it.each([
    { kind: "plain", limit: 0.05 },
    { kind: "templated", limit: 0.2 },
  ])(
    "that are $kind are understood, or say why not, and are read as helmfile reads them",
    { timeout: 580_000 },
    async ({ kind, limit }) => {
      await using folder = await createFolder({});
      const reasons = new Map<string, string[]>();
      const different: string[] = [];
      let understood = 0;
      for (const { where, ...one } of await listCases(folder.path, kind === "templated")) {
        // As its authors run it.
        const listed = await list({ ...one, env: { PATH: process.env["PATH"] ?? "", HELMFILE_DISABLE_INSECURE_FEATURES: "false" } });
        if (listed === undefined) continue;
        const read = await readCase(one);
        if (read.notUnderstood === undefined) {
          understood += 1;
          if (differs(read, listed)) different.push(`${where}\n${show(read).join("\n")}\nhelmfile:\n${listed.join("\n")}`);
        } else {
          const reason = read.notUnderstood.reason.replaceAll(/"[^"]*"/gu, '"…"').slice(0, 120);
          reasons.set(reason, [...(reasons.get(reason) ?? []), where]);
        }
      }
      const failed = [...reasons.values()].flat().length;
      const lines = [...reasons].map(([reason, places]) => `${places.length} × ${reason}\n    ${places.join("\n    ")}`);
      process.stderr.write(`${kind} helmfiles: ${understood} understood, ${failed} not\n${lines.join("\n")}\n`);
      expect(different).toEqual([]);
      expect(understood).toBeGreaterThan(0);
      expect(failed / (failed + understood)).toBeLessThan(limit);
    },
  );

  it("are read as helmfile reads them, or not, after any small change", { timeout: 20_000_000 }, async () => {
    await using folder = await createFolder({});
    const { seed, deadline } = readBox(60);
    const cases = [...(await listCases(folder.path, false)), ...(await listCases(folder.path, true))];
    const different: string[] = [];
    let [next, unread, refused] = [0, 0, 0];
    while (Date.now() < deadline && different.length < 5) {
      const choices = createChoices(seed + next++);
      const one = cases[choices.below(cases.length)];
      if (one === undefined) break;
      const file = join(one.root, one.path);
      const text = readFileSync(file, "utf8");
      const mutated = mutate(text, choices);
      writeFileSync(file, mutated);
      const read = await readCase(one);
      if (read.notUnderstood === undefined) {
        const listed = await list(one);
        if (listed === undefined) refused += 1;
        else if (differs(read, listed)) {
          different.push(
            `seed ${seed + next - 1}: ${one.where}\n${JSON.stringify(mutated)}\n${show(read).join("\n")}\nhelmfile:\n${listed.join("\n")}`,
          );
        }
      } else unread += 1;
      writeFileSync(file, text);
    }
    process.stderr.write(`${next} mutated helmfiles from seed ${seed}: ${unread} not understood, ${refused} refused by helmfile\n`);
    expect(different).toEqual([]);
  });
});

/** Copies the corpus, and lists its helmfiles with the environments that they declare. */
async function listCases(folder: string, isTemplated: boolean): Promise<readonly (Case & { readonly where: string })[]> {
  const cases: (Case & { readonly where: string })[] = [];
  for (const repository of readdirSync(corpus).filter((name) => name.includes("__"))) {
    const root = join(folder, String(isTemplated), repository);
    await cp(join(corpus, repository), root, { recursive: true });
    const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => isHelmfile(join(root, path), isTemplated));
    for (const path of paths) addMissing(root, path);
    for (const path of paths) {
      for (const environment of listEnvironments(join(root, path))) {
        cases.push({ root, home: join(folder, "home"), path, environment, where: `${repository}/${path} (${environment})` });
      }
    }
  }
  return cases;
}

async function readCase({ root, path, environment }: Case): Promise<ParsedHelmfile> {
  return await readDeclared({ path, files: lookAround(root), settings: { helmfileEnvironment: environment } });
}

function isHelmfile(path: string, isTemplated: boolean): boolean {
  const hasName = isTemplated ? path.endsWith(".gotmpl") : /(?:^|\/)helmfile[^/]*\.ya?ml$|\/helmfile\.d\/[^/]*\.ya?ml$/u.test(path);
  return hasName && statSync(path).isFile() && /^(?:releases|helmfiles):/mu.test(readFileSync(path, "utf8"));
}

/** The environments that it declares itself. */
function listEnvironments(path: string): readonly string[] {
  try {
    const { environments } = readHelmfileOutline(readFileSync(path, "utf8"), path);
    const plain = environments.filter((name) => /^[\w.-]+$/u.test(name));
    return plain.length === 0 ? ["default"] : plain;
  } catch (error) {
    if (error instanceof UserError) return ["default"];
    throw error;
  }
}

/** The corpus has helmfiles, and not all that they name. */
function addMissing(root: string, path: string): void {
  for (const [, file = ""] of readFileSync(join(root, path), "utf8").matchAll(/^\s*-\s+["']?([\w./-]+\.ya?ml(?:\.gotmpl)?)["']?\s*$/gmu)) {
    const target = normalize(join(root, dirname(path), file));
    if (existsSync(target) || !target.startsWith(root)) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, "{}\n");
  }
}

/** Whether the two differ in a release of which it is sure that it runs. */
function differs(read: ParsedHelmfile, listed: readonly string[]): boolean {
  const doubtful = new Set(flatten(read).flatMap(({ name, doubt }) => (doubt === undefined ? [] : [name])));
  const isSure = (line: string): boolean => !doubtful.has(line.split(" ", 1)[0] ?? "");
  return show(read).filter(isSure).join("\n") !== listed.filter(isSure).join("\n");
}

function show(read: ParsedHelmfile): readonly string[] {
  return flatten(read)
    .map(({ name, namespace = "", chart, version = "", isUninstalled }) =>
      [name, namespace, chart, version, isUninstalled !== true].join(" "),
    )
    .toSorted();
}

function flatten({ releases, nested = [] }: ParsedHelmfile): ParsedHelmfile["releases"] {
  return [...releases, ...nested.flatMap(flatten)];
}

interface Listed {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly installed: boolean;
}

/** What helmfile lists; undefined if it does not. Hooks and charts are not touched. */
async function list(one: Case): Promise<readonly string[] | undefined> {
  const command = ["list", "--skip-charts", "--output", "json"];
  const { exitCode, stdout } = await runHelmfile({ helmfile: helmfile.path, ...one }, command, helm.path);
  if (exitCode !== 0) return undefined;
  const releases: readonly Listed[] = JSON.parse(stdout);
  return releases
    .map(({ name, namespace, chart, version, enabled, installed }) => [name, namespace, chart, version, enabled && installed].join(" "))
    .toSorted();
}
