import { execa } from "execa";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { createCertificates } from "../../src/dryrun/hosts/certificates.ts";
import { makeTemporaryFolder } from "../../src/io/files/temporary-folder.ts";
import type { Tool } from "../../src/io/programs/tools.ts";
import { createOrganization, isHealthy, type GiteaApi } from "./gitea-api.ts";
import { renderGiteaConfig } from "./gitea-config.ts";
import { findFreePort, startGuarded, trustAuthority } from "./guarded-program.ts";

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
  await using resources = new AsyncDisposableStack();
  const temporary = await makeTemporaryFolder();
  resources.defer(() => temporary.remove());
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
  trustAuthority(certificates.authority);

  const token = await createUser(tool, files.config);
  const program = resources.use(startGuarded([tool.path, "--config", files.config, "web"], { name: "gitea", folder }));
  const gitea = { url: `https://localhost:${port}/`, username, token, organization, authority: files.authority, folder };
  await program.untilReady(() => isHealthy(gitea));
  await createOrganization(gitea);
  const running = resources.move();
  return { ...gitea, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A Gitea built from its module looks for its files in a folder; a released one has them built in. */
function findStaticFiles({ path }: Tool): string | undefined {
  const folder = join(dirname(path), "../share/gitea");
  return existsSync(folder) ? folder : undefined;
}

/** Gitea's own command line makes the database, the first user and a token. */
async function createUser({ path }: Tool, config: string): Promise<string> {
  const run = (...args: readonly string[]) => execa(path, ["--config", config, ...args], { stdin: "ignore" });
  await run("migrate");
  const user = ["--username", username, "--email", "charts-bot@example.com", "--random-password", "--must-change-password=false"];
  await run("admin", "user", "create", "--admin", ...user);
  const { stdout } = await run("admin", "user", "generate-access-token", "--username", username, "--scopes", "all", "--raw");
  // Under load it logs between the lines, slow queries for instance.
  const token = /^[0-9a-f]{40}$/mu.exec(stdout)?.[0];
  if (token === undefined) throw new Error(`gitea made no token: ${stdout}`);
  return token;
}
