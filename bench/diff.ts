import { execa } from "execa";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startFixtures } from "../src/dryrun/index.ts";
import { measureInTurns, medianOf, ratioOf } from "./measure.ts";
import { cli, emptyFolder, makeFolder } from "./repository.ts";
import type { Benchmark, Result } from "./result.ts";

const releases = 100;
const turns = 3;
const bin = join(import.meta.dirname, "../.tools/bin");
const [helm, helmfile, dyff] = [join(bin, "helm"), join(bin, "helmfile"), join(bin, "dyff")];

/** One bump in a large fleet: `desalt diff` against rendering both sides with helmfile and comparing them with dyff. */
export async function measureDiff(): Promise<Benchmark> {
  const folder = await makeFolder();
  try {
    const starter = await readStarter(folder);
    const charts = Object.fromEntries(
      Array.from({ length: releases }, (_, index) => [`app-${index}`, ["1.0.0", "1.1.0"].map((version) => ({ version, files: starter }))]),
    );
    await using fixtures = await startFixtures({ charts: { "https://charts.example.com": charts } });
    return await measure(folder, { ...fixtures.environment, HOME: join(folder, "home"), PATH: `${bin}:${process.env["PATH"]}` });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, env: Readonly<Record<string, string>>): Promise<Benchmark> {
  const [base, head, cache] = [join(folder, "base"), join(folder, "head"), join(folder, "cache")];
  await writeHelmfile(base, "1.0.0");
  await writeHelmfile(head, "1.0.0");
  const git = (...args: readonly string[]): Promise<unknown> =>
    execa("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.com", ...args], { cwd: head });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "--message=base");
  await writeHelmfile(head, "1.1.0");

  const time = async (work: () => Promise<void>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const template = async (cwd: string): Promise<string> => {
    const output = join(folder, `${cwd === base ? "base" : "head"}.yaml`);
    await execa(helmfile, ["--quiet", "template"], { cwd, env, stdin: "ignore", stdout: { file: output } });
    return output;
  };
  const desalt = async (): Promise<void> => {
    const { stdout } = await execa(process.execPath, [cli, "diff", "main", "--json"], {
      cwd: head,
      env: { ...env, XDG_CACHE_HOME: cache },
    });
    if (JSON.parse(stdout).summary.changed === 0) throw new Error("desalt found no change");
  };
  const times = await measureInTurns(
    {
      full: {
        run: () =>
          time(async () => {
            const sides = [await template(base), await template(head)];
            const { stdout } = await execa(dyff, ["between", "--omit-header", ...sides], { env });
            if (!stdout.includes("1.1.0")) throw new Error("dyff found no change");
          }),
      },
      cold: { prepare: () => emptyFolder(cache), run: () => time(desalt) },
      warm: { run: () => time(desalt) },
    },
    turns,
  );
  const result = (name: string, variant: string, other = "full"): Result => ({
    name,
    ratio: ratioOf(times, other, variant),
    goal: { atLeast: 20 },
    milliseconds: medianOf(times, variant),
  });
  return { about, results: [result("full / diff, empty cache", "cold"), result("full / diff, again", "warm")] };
}

const about = `one bump among ${releases} releases, each of a chart of its own with what \`helm create\` writes: \`helmfile template\` of both sides and \`dyff between\`, against \`desalt diff\`.`;

async function writeHelmfile(folder: string, first: string): Promise<void> {
  const entries = Array.from(
    { length: releases },
    (_, index) => `  - name: app-${index}
    namespace: apps
    chart: stable/app-${index}
    version: ${index === 0 ? first : "1.0.0"}
    values: [{ replicaCount: ${1 + (index % 3)}, ingress: { enabled: true }, podAnnotations: { index: "${index}" } }]
`,
  );
  const text = `repositories:\n  - { name: stable, url: https://charts.example.com }\nreleases:\n${entries.join("")}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "helmfile.yaml"), text);
}

/** The chart that helm's own `create` makes, whose templates ask only for values that it has. */
async function readStarter(folder: string): Promise<Record<string, string>> {
  await execa(helm, ["create", "starter"], { cwd: folder });
  const root = join(folder, "starter");
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
  const files = await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), "utf8")] as const));
  return Object.fromEntries(files.filter(([path]) => path !== "Chart.yaml"));
}
