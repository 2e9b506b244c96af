import { execa } from "execa";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseDocument } from "yaml";
import { isRecord } from "../../../src/core/json-value.ts";

/** A release that helmfile gave to helm. */
export interface SyncedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly kubeContext: string;
  /** The folder, or the chart's name in its repository. */
  readonly chart: string;
  /** Undefined for a folder, and for an alias that no helmfile declares. */
  readonly repositoryUrl?: string;
  /** What helm is told, or the version of the folder. */
  readonly version: string;
}

/** What helmfile does, or how it refuses. */
export type SyncResult = { readonly releases: readonly SyncedRelease[] } | { readonly refusal: string };

/** Answers all that helmfile asks, and writes down each call: the folder and the arguments. Charts that are pulled are empty folders. */
const standIn = `#!/bin/sh
PATH=/usr/bin:/bin
# In one write, because helmfile calls helm several times at once.
line=$(printf '%s\\037' "$PWD" "$@")
printf '%s\\n' "$line" >> "\${RECORDED:?}"
[ "$1" != version ] || echo v4.3.1
case " $* " in *" pull "*)
  target= previous=
  for argument in "$@"; do [ "$previous" = --destination ] && target=$argument; previous=$argument; done
  mkdir -p "$target/chart" && printf 'apiVersion: v2\\nname: chart\\nversion: 0.0.1\\n' > "$target/chart/Chart.yaml" ;;
esac
`;

export interface SyncPlace {
  readonly helmfile: string;
  /** Only for this place: helmfile's own files, and the record. */
  readonly home: string;
  /** The repository. */
  readonly root: string;
  /** From the root. */
  readonly path: string;
  readonly environment: string;
  /** Variables beside, or in place of, those that shut helmfile in. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `helmfile sync` with a helm that only writes down what it is told. Nothing is fetched and no cluster asked. */
export async function recordSync({ helmfile, home, root, path, environment }: SyncPlace): Promise<SyncResult> {
  const [helm, recorded] = [join(home, "helm"), join(home, "record")];
  if (!existsSync(helm)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(helm, standIn);
    chmodSync(helm, 0o755);
  }
  for (const old of [recorded, join(home, ".cache")]) rmSync(old, { force: true, recursive: true });
  const { exitCode, stderr, stdout } = await runHelmfile({ helmfile, home, root, path, environment }, ["sync"], helm);
  if (exitCode !== 0) return { refusal: `${stderr}${stdout}`.slice(-400) };
  const calls = existsSync(recorded) ? readFileSync(recorded, "utf8").split("\n").slice(0, -1) : [];
  if (process.env["FUZZ_SHOW"] !== undefined) process.stderr.write(`${calls.join("\n").replaceAll("\u001F", " ")}\n`);
  return {
    releases: readCalls(
      calls.map((line) => line.split("\u001F").slice(0, -1)),
      root,
    ),
  };
}

/** Starts helmfile without a way to other programs or out of this machine. */
export async function runHelmfile(
  { helmfile, home, root, path, environment, env = {} }: SyncPlace,
  command: readonly string[],
  helm: string,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const args = ["--helm-binary", helm, "-f", join(root, path), "-e", environment, ...command];
  const result = await execa(helmfile, args, {
    cwd: root,
    reject: false,
    extendEnv: false,
    timeout: 60_000,
    env: {
      RECORDED: join(home, "record"),
      HOME: home,
      PATH: join(home, "bin"),
      HTTPS_PROXY: "http://127.0.0.1:1",
      HTTP_PROXY: "http://127.0.0.1:1",
      HELMFILE_DISABLE_INSECURE_FEATURES: "true",
      HELMFILE_UPGRADE_NOTICE_DISABLED: "1",
      ...env,
    },
  });
  return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr };
}

function readCalls(calls: readonly (readonly string[])[], root: string): readonly SyncedRelease[] {
  const repositories = new Map<string, string>();
  const pulled = new Map<string, Pulled>();
  const releases: SyncedRelease[] = [];
  for (const [cwd = "", ...args] of calls) {
    const valueOf = (flag: string): string => args[args.lastIndexOf(flag) + 1 || args.length] ?? "";
    const behind = (...words: readonly string[]): readonly string[] | undefined => {
      const start = args.findIndex((_, index) => words.every((word, offset) => args[index + offset] === word));
      return start === -1 ? undefined : args.slice(start + words.length);
    };
    const added = behind("repo", "add");
    if (added !== undefined) repositories.set(added[0] ?? "", added[1] ?? "");
    const [address] = behind("pull") ?? [];
    if (address !== undefined) pulled.set(`${valueOf("--destination")}/chart`, { address, version: valueOf("--version") });
    // A chart that two releases share is fetched before.
    const [fetched] = behind("fetch") ?? [];
    if (fetched !== undefined) pulled.set(valueOf("--untardir"), { address: fetched, version: valueOf("--version") });
    const [name, chart] = behind("upgrade", "--install") ?? [];
    if (name === undefined || chart === undefined) continue;
    releases.push({
      name,
      namespace: valueOf("--namespace"),
      kubeContext: valueOf("--kube-context"),
      ...readChart(chart, { cwd, root, repositories, pulled, version: valueOf("--version") }),
    });
  }
  return releases;
}

interface Pulled {
  readonly address: string;
  readonly version: string;
}

interface ChartPlace {
  readonly cwd: string;
  readonly root: string;
  readonly repositories: ReadonlyMap<string, string>;
  readonly pulled: ReadonlyMap<string, Pulled>;
  readonly version: string;
}

function readChart(chart: string, place: ChartPlace): Pick<SyncedRelease, "chart" | "repositoryUrl" | "version"> {
  const { cwd, root, repositories, pulled } = place;
  const { address, version } = pulled.get(chart) ?? { address: chart, version: place.version };
  if (address.startsWith("oci://")) {
    const slash = address.lastIndexOf("/");
    return { chart: address.slice(slash + 1), repositoryUrl: address.slice("oci://".length, slash), version };
  }
  const folder = join(address.startsWith("/") ? "" : cwd, address);
  // helm takes a path before it looks for a repository.
  if (existsSync(folder)) return { chart: relative(root, folder), version: chartVersion(folder) };
  const slash = address.indexOf("/");
  const url = repositories.get(address.slice(0, slash));
  return { chart: address.slice(slash + 1), ...(url !== undefined && { repositoryUrl: url }), version };
}

function chartVersion(folder: string): string {
  const path = join(folder, "Chart.yaml");
  if (!existsSync(path)) return "";
  const { errors, contents } = parseDocument(readFileSync(path, "utf8"), { logLevel: "silent" });
  const values: unknown = errors.length === 0 ? contents?.toJSON() : undefined;
  return isRecord(values) && typeof values["version"] === "string" ? values["version"] : "";
}
