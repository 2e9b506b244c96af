import { sha256 as digest } from "../../core/hash.ts";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readTar } from "../files/read-tar.ts";
import { UserError } from "../../core/user-error.ts";
import { sendRequest } from "../http/request.ts";
import { replaceFile } from "../files/replace-file.ts";

/** A released program, as its project publishes it for Linux. */
export interface PinnedTool {
  readonly name: "helm" | "helmfile";
  readonly version: string;
  /** By Node's name of the architecture. */
  readonly archives: Readonly<Partial<Record<NodeJS.Architecture, PinnedArchive>>>;
}

/** A gzipped tar archive. */
interface PinnedArchive {
  readonly url: string;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
  /** Path of the program in the archive. */
  readonly member: string;
}

/** What the generated workflows run. The sums are those that the projects publish beside their releases. */
export const pinnedTools: readonly PinnedTool[] = [
  {
    name: "helm",
    version: "4.3.0",
    archives: {
      x64: {
        url: "https://get.helm.sh/helm-v4.3.0-linux-amd64.tar.gz",
        sha256: "86584a54def73570558f66f5111cc53dfed56689637ae32c1201205d494f54fb",
        member: "linux-amd64/helm",
      },
      arm64: {
        url: "https://get.helm.sh/helm-v4.3.0-linux-arm64.tar.gz",
        sha256: "31c5794dd55c66a51e6b7d2e2ac7a114ae8b1de41ff1d9ba51748ac973b06a08",
        member: "linux-arm64/helm",
      },
    },
  },
  {
    name: "helmfile",
    version: "1.8.0",
    archives: {
      x64: {
        url: "https://github.com/helmfile/helmfile/releases/download/v1.8.0/helmfile_1.8.0_linux_amd64.tar.gz",
        sha256: "35d5d39fc608342b23fc7ce1dd0c3bf0c96cc07ec3796507ab6894a5d172bf20",
        member: "helmfile",
      },
    },
  },
];

/** Where to put programs, and for which machine. */
export interface ToolInstallation {
  readonly directory: string;
  /** Default: of this machine. */
  readonly platform?: NodeJS.Platform;
  readonly architecture?: NodeJS.Architecture;
}

/** Downloads a program, checks its sum, and only then puts it into the folder. Returns its path. */
export async function installTool(tool: PinnedTool, installation: ToolInstallation): Promise<string> {
  const { directory, platform = process.platform, architecture = process.arch } = installation;
  const archive = platform === "linux" ? tool.archives[architecture] : undefined;
  if (archive === undefined) {
    throw new UserError({
      message: `desalt has no checked ${tool.name} ${tool.version} for ${platform} ${architecture}`,
      hint: `install ${tool.name} in another way; desalt uses the one in PATH`,
    });
  }
  const bytes = await download(tool, archive);
  const program = await extractMember(bytes, archive);
  mkdirSync(directory, { recursive: true });
  const path = join(directory, tool.name);
  replaceFile(path, program);
  chmodSync(path, 0o755);
  return path;
}

async function download({ name, version }: PinnedTool, { url, sha256 }: PinnedArchive): Promise<Buffer> {
  const { status, body } = await sendRequest(url, { silence: 30_000 });
  if (status !== 200) {
    throw new UserError({ message: `${name} ${version} could not be downloaded: ${url} answered ${status}`, hint: "try again" });
  }
  const found = digest(body);
  if (found !== sha256) {
    throw new UserError({
      message: `${url} is not the archive that desalt knows: its SHA-256 is ${found}, not ${sha256}`,
      hint: "do not run it; a proxy may have answered in its place",
    });
  }
  return body;
}

async function extractMember(bytes: Buffer, { url, member }: PinnedArchive): Promise<Buffer> {
  let found: Buffer | undefined;
  await readTar(bytes, async ({ name, read }) => {
    if (name === member) found = await read();
  });
  if (found === undefined) throw new Error(`${url} has no ${member}`);
  return found;
}
