import { execa } from "execa";
import { emptyFolder } from "./repository.ts";

/** How long a history is, and how many releases its helmfile has. */
export interface HistorySize {
  readonly commits: number;
  readonly releases: number;
}

const config = `environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;

const end = Date.parse("2026-11-20T00:00:00Z") / 1000;
/** Two years, however many commits. */
const span = 2 * 365 * 86_400;

/** Makes a repository in which nearly every commit upgrades one release of dev, as Renovate does; prd comes after, and now and then something else changes. */
export async function makePromotedRepository(path: string, size: HistorySize): Promise<void> {
  await emptyFolder(path);
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: path });
  await execa("git", ["fast-import", "--quiet"], { cwd: path, input: renderHistory(size) });
  await execa("git", ["reset", "--quiet", "--hard"], { cwd: path });
}

function renderHistory({ commits, releases }: HistorySize): string {
  const upgrades = Array.from({ length: releases }, () => 0);
  const first = renderHelmfile(upgrades);
  let behind = first;
  const parts = [renderCommit(0, commits, { "desalt.yaml": config, "dev/helmfile.yaml": first, "prd/helmfile.yaml": first })];
  for (let index = 1; index < commits; index += 1) {
    if (index % 10 === 0) {
      parts.push(renderCommit(index, commits, { "docs/notes.md": `${index}\n` }));
      continue;
    }
    if (index % 99 === 0) {
      parts.push(renderCommit(index, commits, { "prd/helmfile.yaml": behind }));
      behind = renderHelmfile(upgrades);
      continue;
    }
    const release = (index * 7) % releases;
    upgrades[release] = (upgrades[release] ?? 0) + 1;
    parts.push(renderCommit(index, commits, { "dev/helmfile.yaml": renderHelmfile(upgrades) }));
  }
  return parts.join("");
}

function renderCommit(index: number, commits: number, files: Readonly<Record<string, string>>): string {
  const time = Math.round(end - span + (span * index) / commits);
  const who = `committer Someone <someone@example.com> ${time} +0000`;
  const changes = Object.entries(files).map(([path, text]) => `M 644 inline ${path}\n${data(text)}`);
  return `commit refs/heads/main\n${who}\n${data(`Commit ${index}`)}${changes.join("")}\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function renderHelmfile(upgrades: readonly number[]): string {
  const releases = upgrades.map(
    (count, index) =>
      `  - name: release-${index}\n    namespace: team-${index % 20}\n    chart: charts/chart-${index}\n    version: 1.${count}.0\n`,
  );
  return `repositories:\n  - name: charts\n    url: https://charts.example.com\nreleases:\n${releases.join("")}`;
}
