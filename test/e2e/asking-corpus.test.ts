import { execa } from "execa";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join, normalize, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readHelmfileOutline } from "../../src/helmfile/index.ts";
import { UserError } from "../../src/core/user-error.ts";
import { readDeclared } from "../../src/project/reading/declared-releases.ts";
import { lookAround } from "../../src/project/read-side.ts";
import { requireTools } from "../requires.ts";
import { createFolder } from "../run-desalt.ts";

/** Helmfiles of public repositories, beside the checkout and not a part of it; `DESALT_CORPUS` names another folder. */
const corpus = resolve(process.env["DESALT_CORPUS"] ?? join(import.meta.dirname, "../../../shared/corpus"));
const isAbsent = !existsSync(corpus);
if (isAbsent) process.stderr.write("skipped: templated helmfiles of the corpus, which is not there (DESALT_CORPUS)\n");
const { helm, helmfile, isMissing } = await requireTools("helm", "helmfile");

describe.skipIf(isAbsent || isMissing)("templated helmfiles of public repositories", () => {
  it("are understood, or say why not, and are read as helmfile reads them", { timeout: 580_000 }, async () => {
    await using folder = await createFolder({});
    const reasons = new Map<string, string[]>();
    const different: string[] = [];
    let understood = 0;
    for (const repository of readdirSync(corpus).filter((name) => name.includes("__"))) {
      const root = join(folder.path, repository);
      await cp(join(corpus, repository), root, { recursive: true });
      const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => isHelmfile(join(root, path)));
      for (const path of paths) addMissing(root, path);
      for (const path of paths) {
        for (const environment of listEnvironments(join(root, path))) {
          const listed = await list(root, path, environment);
          if (listed === undefined) continue;
          const read = await readDeclared({ path, files: lookAround(root), settings: { helmfileEnvironment: environment } });
          const where = `${repository}/${path} (${environment})`;
          if (read.notUnderstood === undefined) {
            understood += 1;
            const found = read.releases.map(({ name, chart, version, isUninstalled }) =>
              [name, chart, version ?? "", isUninstalled !== true].join(" "),
            );
            if (found.toSorted().join("\n") !== listed.join("\n")) different.push(where);
          } else {
            const reason = read.notUnderstood.reason.replaceAll(/"[^"]*"/gu, '"…"').slice(0, 120);
            reasons.set(reason, [...(reasons.get(reason) ?? []), where]);
          }
        }
      }
    }
    const failed = [...reasons.values()].flat().length;
    const lines = [...reasons].map(([reason, places]) => `${places.length} × ${reason}\n    ${places.join("\n    ")}`);
    process.stderr.write(`templated helmfiles: ${understood} understood, ${failed} not\n${lines.join("\n")}\n`);
    expect(different).toEqual([]);
    expect(understood).toBeGreaterThan(0);
    expect(failed / (failed + understood)).toBeLessThan(0.2);
  });
});

function isHelmfile(path: string): boolean {
  return path.endsWith(".gotmpl") && statSync(path).isFile() && /^(?:releases|helmfiles):/mu.test(readFileSync(path, "utf8"));
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

interface Listed {
  readonly name: string;
  readonly chart: string;
  readonly version: string;
  readonly enabled: boolean;
  readonly installed: boolean;
}

/** What helmfile lists in the folder itself; undefined if it does not. */
async function list(root: string, path: string, environment: string): Promise<readonly string[] | undefined> {
  const args = ["--helm-binary", helm.path, "-f", join(root, path), "-e", environment, "list", "--skip-charts", "--output", "json"];
  const { exitCode, stdout } = await execa(helmfile.path, args, {
    cwd: dirname(join(root, path)),
    reject: false,
    extendEnv: false,
    env: { HOME: root, PATH: process.env.PATH, HELMFILE_UPGRADE_NOTICE_DISABLED: "1" },
  });
  if (exitCode !== 0) return undefined;
  const releases: readonly Listed[] = JSON.parse(stdout);
  return releases.map(({ name, chart, version, enabled, installed }) => [name, chart, version, enabled && installed].join(" ")).toSorted();
}
