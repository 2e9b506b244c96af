import { execa } from "execa";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { measureInTurns, medianOf, ratioOf, timeProcess } from "./measure.ts";
import { makePromotedRepository, type HistorySize } from "./promoted-repository.ts";
import { cli, makeFolder } from "./repository.ts";
import type { Benchmark } from "./result.ts";

const releases = 200;
const sizes = { once: { commits: 625, releases }, four: { commits: 2_500, releases }, sixteen: { commits: 10_000, releases } };
const turns = 5;

/** `promote` against git's own reading of the same history, and how its cost grows with the history. */
export async function measurePromotion(): Promise<Benchmark> {
  const folder = await makeFolder();
  try {
    const paths = new Map<string, string>();
    for (const [name, size] of Object.entries(sizes)) paths.set(name, await makeRepository(join(folder, name), size));
    const at = (name: string): string => paths.get(name) ?? "";
    const promote = (name: string) => ({
      prepare: async () => {
        await execa("git", ["-C", at(name), "update-ref", "-d", "refs/heads/desalt-gates"]);
      },
      run: () => timeProcess(process.execPath, [cli, "promote", "--now", "2026-11-23", "--cwd", at(name)]),
    });
    const times = await measureInTurns(
      {
        log: { run: () => timeProcess("git", ["-C", at("sixteen"), "log", "-p", "--", "dev/helmfile.yaml"]) },
        once: promote("once"),
        four: promote("four"),
        sixteen: promote("sixteen"),
      },
      turns,
    );
    const growth = (name: string, variant: string, base: string) => ({
      name,
      ratio: ratioOf(times, variant, base) / 4,
      goal: { atMost: 1.1 },
      milliseconds: medianOf(times, variant),
    });
    return {
      about,
      results: [
        {
          name: "promote / git log -p, 10,000 commits",
          ratio: ratioOf(times, "sixteen", "log"),
          goal: { atMost: 1.5 },
          milliseconds: medianOf(times, "sixteen"),
        },
        growth("a commit of 2,500 / of 625", "four", "once"),
        growth("a commit of 10,000 / of 2,500", "sixteen", "four"),
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const about =
  "`promote` of 200 releases in an upstream and a follower, the whole process with the branch it writes, against `git log -p` of the upstream's helmfile in " +
  "the same repository; and what one commit costs in a history four times as long. Linear is 1.";

async function makeRepository(path: string, size: HistorySize): Promise<string> {
  await makePromotedRepository(path, size);
  // As a clone is: commits in one pack.
  await execa("git", ["repack", "-adq"], { cwd: path });
  return path;
}
