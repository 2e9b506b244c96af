import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

/** A repository on a forge with its manifests, which every round gets anew. */
export interface World {
  /** The repository's working tree, in this round. */
  readonly infra: string;
  /** Where desalt puts temporary files, in this round. */
  readonly temporary: string;
  readonly cache: string;
  readonly out: string;
  /** Puts everything back to its start. */
  readonly reset: () => void;
  /** Keeps the present state as the start. */
  readonly save: () => void;
  readonly remove: () => void;
  /** The texts of all files of the repository and of its manifests, and the trees of the forge's branches. */
  readonly look: () => ReadonlyMap<string, string>;
}

const config = `repository: acme/infra
environments:
  dev: {}
  prd: { follows: dev, soak: 7 days }
repositories: { charts: { url: https://charts.example.com } }
defaults: { namespace: apps }
releases:
  portal: { chart: charts/portal, version: 1.0.0, values: { color: green } }
  local: { chart: ./charts/local, values: { color: blue } }
gitops: { repository: acme/manifests }
`;

const template = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { color: {{ .Values.color | quote }} }
`;

const files = {
  "desalt.yaml": config,
  "charts/local/Chart.yaml": "apiVersion: v2\nname: local\nversion: 1.0.0\n",
  "charts/local/templates/all.yaml": template,
};

/** The chart that the world's registry has. */
export const charts = { "https://charts.example.com": { portal: [{ version: "1.0.0", files: { "templates/all.yaml": template } }] } };

/** Makes the world with a first commit. */
export function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), "torture-"));
  const [base, live] = [join(folder, "base"), join(folder, "live")];
  const [infra, forge, out] = ["infra", "forge", "out"].map((name) => join(live, name));
  if (infra === undefined || forge === undefined || out === undefined) throw new Error("a folder has no name");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(infra, path)), { recursive: true });
    writeFileSync(join(infra, path), text);
  }
  const git = (...args: readonly string[]): string => execFileSync("git", ["-C", infra, ...args], { encoding: "utf8" });
  for (const name of ["infra", "manifests"]) git("init", "--quiet", "--bare", "--initial-branch=main", join(forge, `acme/${name}.git`));
  git("init", "--quiet", "--initial-branch=main");
  for (const [key, value] of Object.entries({ "user.name": "torture", "user.email": "torture@example.com" })) git("config", key, value);
  git("remote", "add", "origin", pathToFileURL(join(forge, "acme/infra.git")).href);
  const [temporary, cache] = [join(live, "tmp"), join(live, "cache")];
  for (const path of [temporary, cache]) mkdirSync(path);
  return {
    infra,
    temporary,
    cache,
    out,
    reset: () => {
      rmSync(live, { recursive: true, force: true });
      cpSync(base, live, { recursive: true, preserveTimestamps: true });
    },
    save: () => {
      rmSync(base, { recursive: true, force: true });
      cpSync(live, base, { recursive: true, preserveTimestamps: true });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
    look: () => new Map([...readTexts(infra), ...readTexts(out), ...readBranches(forge)]),
  };
}

function readTexts(root: string): [string, string][] {
  if (!existsSync(root)) return [];
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith(".git"));
  return names
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [relative(dirname(root), path), readFileSync(path, "utf8")]);
}

function readBranches(forge: string): [string, string][] {
  return ["infra", "manifests"].flatMap((name) => {
    const format = "--format=%(refname) %(tree)";
    const list = execFileSync("git", ["-C", join(forge, `acme/${name}.git`), "for-each-ref", format], { encoding: "utf8" });
    return list
      .split("\n")
      .filter((line) => line !== "")
      .map((line): [string, string] => [`${name} ${line.split(" ")[0]}`, line.split(" ")[1] ?? ""]);
  });
}
