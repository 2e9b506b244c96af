/** Builds the example's git history in an empty folder: `node examples/promotion/history.ts FOLDER`. Dates count from today, so the example never expires. */
import { execa } from "execa";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const day = 86_400_000;
const files = ["desalt.yaml", "desalt", "promotion.yaml", "renovate.json", "fixtures.yaml", "dev", "prd"];

interface Versions {
  readonly "cert-manager": string;
  readonly portal: string;
}

/** What was merged when, and what each environment ran from then on. The last merge leaves the files as they are here. */
const merges: readonly { readonly daysAgo: number; readonly message: string; readonly dev: Versions; readonly prd: Versions }[] = [
  {
    daysAgo: 60,
    message: "Install cert-manager and portal",
    dev: { "cert-manager": "1.17.2", portal: "2.4.0" },
    prd: { "cert-manager": "1.17.2", portal: "2.4.0" },
  },
  {
    daysAgo: 41,
    message: "Update Helm release portal to v2.4.1 (dev)",
    dev: { "cert-manager": "1.17.2", portal: "2.4.1" },
    prd: { "cert-manager": "1.17.2", portal: "2.4.0" },
  },
  {
    daysAgo: 40,
    message: "Update Helm release portal to v2.4.1 (prd)",
    dev: { "cert-manager": "1.17.2", portal: "2.4.1" },
    prd: { "cert-manager": "1.17.2", portal: "2.4.1" },
  },
  {
    daysAgo: 20,
    message: "Update Helm release portal to v2.5.0 (dev)",
    dev: { "cert-manager": "1.17.2", portal: "2.5.0" },
    prd: { "cert-manager": "1.17.2", portal: "2.4.1" },
  },
  {
    daysAgo: 0,
    message: "Update Helm release cert-manager to v1.18.0 (dev)",
    dev: { "cert-manager": "1.18.0", portal: "2.5.0" },
    prd: { "cert-manager": "1.17.2", portal: "2.4.1" },
  },
];

/** Makes a repository whose last merge, dev's upgrade, is of the first moment of `today`. */
export async function writeHistory(directory: string, today: Date): Promise<void> {
  const git = async (args: readonly string[], date = today.toISOString()): Promise<void> => {
    await execa("git", args, { cwd: directory, env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } });
  };
  await git(["init", "--quiet", "--initial-branch=main"]);
  await git(["config", "user.name", "Ann"]);
  await git(["config", "user.email", "ann@example.com"]);
  for (const file of files) await cp(join(import.meta.dirname, file), join(directory, file), { recursive: true });
  for (const { daysAgo, message, dev, prd } of merges) {
    await writeVersions(join(directory, "dev/helmfile.yaml"), dev);
    await writeVersions(join(directory, "prd/helmfile.yaml"), prd);
    await git(["add", "--all"]);
    await git(["commit", "--quiet", "--message", message], new Date(today.getTime() - daysAgo * day).toISOString());
  }
}

/** Changes versions in a helmfile, and nothing else. */
export async function writeVersions(path: string, versions: Partial<Versions>): Promise<void> {
  let text = await readFile(path, "utf8");
  for (const [release, version] of Object.entries(versions)) {
    text = text.replace(new RegExp(`(- name: ${release}\\n(?: {4}.*\\n)*? {4}version: ).*`, "u"), `$1${version}`);
  }
  await writeFile(path, text);
}

/** The first moment of today, in UTC. */
export function findToday(): Date {
  return new Date(new Date().toISOString().slice(0, 10));
}

const [, script, folder] = process.argv;
if (script === import.meta.filename && folder !== undefined) await writeHistory(resolve(folder), findToday());
