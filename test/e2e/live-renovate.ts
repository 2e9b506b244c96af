import { execa } from "execa";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startFixtures, type Fixtures } from "../../src/dryrun/index.ts";
import { findRenovate } from "../../src/dryrun/renovate/installation.ts";
import { parseLogLine, type LogLine } from "../../src/dryrun/renovate/log.ts";
import type { Gitea } from "./gitea.ts";

export interface LiveRun {
  readonly repositories: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly now: Date;
  /** What is beyond Gitea. Default: nothing. */
  readonly fixtures?: Fixtures;
}

const preload = new URL("../../src/dryrun/renovate/preload.ts", import.meta.url).href;

/** Runs Renovate once as people run it: no dry run, Gitea as the platform, everything over https, the clones of the last run kept. Returns its complaints. */
export async function runLiveRenovate(gitea: Gitea, { repositories, secrets, now, fixtures = {} }: LiveRun): Promise<readonly LogLine[]> {
  const folder = join(gitea.folder, "renovate");
  await mkdir(folder, { recursive: true });
  const config = {
    platform: "gitea",
    endpoint: gitea.url,
    token: gitea.token,
    gitAuthor: "Renovate <renovate@example.com>",
    onboarding: false,
    requireConfig: "optional",
    repositories,
    secrets,
    baseDir: join(folder, "base"),
    cacheDir: join(folder, "cache"),
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config), { mode: 0o600 });
  await writeFile(join(folder, ".gitconfig"), `[http]\n\tsslCAInfo = ${gitea.authority}\n`);
  const { node, program } = await findRenovate({ directory: import.meta.dirname });
  // Without a fixture the proxy refuses every host, so that nothing but Gitea is reached.
  const offline = await startFixtures(fixtures);
  try {
    const authorities = join(folder, "authorities.pem");
    const pems = [gitea.authority, offline.environment["NODE_EXTRA_CA_CERTS"]].filter((path) => path !== undefined);
    await writeFile(authorities, (await Promise.all(pems.map((path) => readFile(path, "utf8")))).join("\n"));
    const { stdout } = await execa(node, ["--import", preload, program], {
      cwd: folder,
      extendEnv: false,
      env: {
        ...offline.environment,
        PATH: process.env["PATH"] ?? "",
        HOME: folder,
        TMPDIR: folder,
        TZ: "UTC",
        NODE_EXTRA_CA_CERTS: authorities,
        RENOVATE_CONFIG_FILE: join(folder, "config.json"),
        LOG_FORMAT: "json",
        LOG_LEVEL: "warn",
        DESALT_CLOCK_OFFSET: String(now.getTime() - Date.now()),
      },
      // The preload ends Renovate when this pipe closes.
      stdin: "pipe",
    });
    return stdout.split("\n").map(parseLogLine);
  } finally {
    await offline.close();
  }
}
