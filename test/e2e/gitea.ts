import { execa } from "execa";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { createCertificates } from "../../src/dryrun/certificates.ts";
import { listenOnLoopback } from "../../src/dryrun/loopback-server.ts";
import { makeTemporaryFolder } from "../../src/dryrun/temporary-folder.ts";
import type { Tool } from "../../src/io/tools.ts";
import { createOrganization, isHealthy, type GiteaApi } from "./gitea-api.ts";
import { renderGiteaConfig } from "./gitea-config.ts";

/** A real Gitea on loopback, with one user, who owns one private organization. */
export interface Gitea extends GiteaApi, AsyncDisposable {
  /** PEM file of the authority that signed its certificate. */
  readonly authority: string;
  /** A folder that goes away with it. */
  readonly folder: string;
}

// Not "renovate": Renovate refuses to make a branch whose name holds the value of a secret, user names included.
const username = "charts-bot";
const organization = "acme";

/**
 * Starts Gitea over https on a free port of loopback, in a temporary folder. It ends with `await using`, and with this
 * process, however that ends.
 */
export async function startGitea(tool: Tool): Promise<Gitea> {
  const temporary = await makeTemporaryFolder();
  const folder = temporary.path;
  const port = await findFreePort();
  const files = {
    config: join(folder, "app.ini"),
    authority: join(folder, "authority.pem"),
    certificate: join(folder, "cert.pem"),
    key: join(folder, "key.pem"),
  };
  const certificates = await createCertificates(["localhost"]);
  await writeFile(files.authority, certificates.authority);
  await writeFile(files.certificate, certificates.certificate);
  await writeFile(files.key, certificates.key, { mode: 0o600 });
  const { username: systemUser, uid } = userInfo();
  const staticFiles = findStaticFiles(tool);
  const config = renderGiteaConfig({
    folder,
    port,
    systemUser,
    isRoot: uid === 0,
    certificate: files.certificate,
    key: files.key,
    ...(staticFiles === undefined ? {} : { staticFiles }),
  });
  await writeFile(files.config, config, { mode: 0o600 });
  trust(certificates.authority);

  const token = await createUser(tool, files.config);
  const process = startGuarded([tool.path, "--config", files.config, "web"], folder);
  const gitea = { url: `https://localhost:${port}/`, username, token, organization, authority: files.authority, folder };
  const stop = async () => {
    process.stdin.end();
    await process;
    await temporary.remove();
  };
  try {
    await untilHealthy(gitea, process);
    await createOrganization(gitea);
    return { ...gitea, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A Gitea built from its module looks for its files in a folder; a released one has them built in. */
function findStaticFiles({ path }: Tool): string | undefined {
  const folder = join(dirname(path), "../share/gitea");
  return existsSync(folder) ? folder : undefined;
}

/** Lets Node's `fetch` in this process accept the certificate. */
function trust(authority: string): void {
  setDefaultCACertificates([...getCACertificates("default"), authority]);
}

/** Gitea's own command line makes the database, the first user and a token. */
async function createUser({ path }: Tool, config: string): Promise<string> {
  const run = (...args: readonly string[]) => execa(path, ["--config", config, ...args], { stdin: "ignore" });
  await run("migrate");
  const user = ["--username", username, "--email", "charts-bot@example.com", "--random-password", "--must-change-password=false"];
  await run("admin", "user", "create", "--admin", ...user);
  const { stdout } = await run("admin", "user", "generate-access-token", "--username", username, "--scopes", "all", "--raw");
  return stdout.trim().split("\n").at(-1) ?? "";
}

/**
 * Starts a program that cannot outlive us: a shell reads from us until we close the pipe or are gone, `kill -9` included,
 * then ends the program and removes the folder. In a process group of its own, so that Ctrl-C does not end the shell first.
 */
function startGuarded(command: readonly string[], folder: string) {
  const guard = 'exec 3<&0; main=$$; (cat <&3; kill -9 $main; rm -rf "$0") >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';
  return execa("/bin/sh", ["-c", guard, folder, ...command], {
    cwd: folder,
    stdin: "pipe",
    all: true,
    reject: false,
    detached: true,
    cleanup: false,
  });
}

async function untilHealthy(gitea: GiteaApi, process: ReturnType<typeof startGuarded>): Promise<void> {
  let hasEnded = false;
  void process.finally(() => (hasEnded = true));
  const deadline = Date.now() + 60_000;
  while (!(await isHealthy(gitea))) {
    if (hasEnded) throw new Error(`Gitea ended:\n${(await process).all}`);
    if (Date.now() > deadline) throw new Error("Gitea does not answer after a minute");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function findFreePort(): Promise<number> {
  const server = await listenOnLoopback(createServer());
  await server.close();
  return server.port;
}
