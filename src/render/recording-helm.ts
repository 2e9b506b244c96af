import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownFile } from "../io/files/own-package.ts";
import { ownMark } from "../io/files/owner.ts";
import { attemptWrite } from "../io/files/write-attempt.ts";

/** What helmfile asked helm to render: one release. */
export interface RecordedTemplate {
  readonly release: string;
  readonly namespace?: string;
  /** As given to helm: `REPOSITORY/CHART`, a path, or an address. */
  readonly chart: string;
  /** Everything behind the chart; values files are copies that last as long as the record. */
  readonly flags: readonly string[];
  /** The folder that paths are relative to. */
  readonly cwd: string;
}

/** A repository that helmfile wanted to add. */
export interface RecordedRepository {
  readonly name: string;
  readonly url: string;
  readonly flags: readonly string[];
  /** What helmfile gave to helm's standard input. */
  readonly password: string;
}

export interface HelmRecords {
  readonly templates: readonly RecordedTemplate[];
  readonly repositories: readonly RecordedRepository[];
  /** What `helm secrets` gave to helmfile, decrypted. */
  readonly decrypted: readonly string[];
}

/** A stand-in for helm, and where it puts what it was asked. */
export interface RecordingHelm {
  readonly path: string;
  readonly records: string;
}

export interface RecordingHelmOptions {
  /** A folder of its own, which nobody else can read: values may be secret. */
  readonly folder: string;
  /** The real helm. */
  readonly helm: string;
  /** Three numbers without a prefix. */
  readonly version: string;
  /** Where pulled OCI charts are kept. */
  readonly charts: string;
  /** Where helmfile keeps what it downloads in this run. */
  readonly downloads: string;
  /** The checkout. */
  readonly root: string;
  /** A folder that all stand-ins of this run share. */
  readonly shared: string;
}

/**
 * Writes a stand-in for helm that lets helmfile do all of its own work, hooks and downloads included, and records what
 * it would have rendered. So every input of a release is known exactly, whatever templates it came through, at the
 * price of one start of helmfile. Repositories are recorded as well: nothing is asked of them until a chart is needed.
 */
export function writeRecordingHelm(options: RecordingHelmOptions): RecordingHelm {
  const records = join(options.folder, "records");
  const path = join(options.folder, "helm");
  attemptWrite(path, () => {
    mkdirSync(records, { recursive: true, mode: 0o700 });
    mkdirSync(options.shared, { recursive: true, mode: 0o700 });
    writeFileSync(path, renderScript({ ...options, records }));
    chmodSync(path, 0o700);
  });
  return { path, records };
}

/** What was asked since the stand-in was written, releases by name. */
export function readHelmRecords({ records }: RecordingHelm): HelmRecords {
  const names = readdirSync(records).toSorted();
  const folders = (kind: string): string[] => names.filter((name) => name.startsWith(`${kind}.`)).map((name) => join(records, name));
  const templates = folders("template").map(readTemplate);
  return {
    templates: templates.toSorted((a, b) => compare(a.release, b.release) || compare(a.namespace ?? "", b.namespace ?? "")),
    repositories: folders("repo").map(readRepository),
    decrypted: folders("secret").map((folder) => readFileSync(join(folder, "text"), "utf8")),
  };
}

function readTemplate(folder: string): RecordedTemplate {
  const args = readArguments(folder);
  const start = args.indexOf("template");
  const flags = args.slice(start + 3).map((flag, index) => {
    const copy = join(folder, `values.${start + 3 + index + 1}`);
    return existsSync(copy) ? copy : flag;
  });
  const namespace = flags[flags.indexOf("--namespace") + 1];
  const copied = join(folder, "chart");
  return {
    release: args[start + 1] ?? "",
    ...(flags.includes("--namespace") && namespace !== undefined && { namespace }),
    chart: existsSync(copied) ? copied : (args[start + 2] ?? ""),
    flags,
    cwd: readFileSync(join(folder, "cwd"), "utf8"),
  };
}

function readRepository(folder: string): RecordedRepository {
  const args = readArguments(folder);
  const [name = "", url = "", ...flags] = args.slice(args.indexOf("add") + 1);
  return { name, url, flags, password: readFileSync(join(folder, "stdin"), "utf8") };
}

function readArguments(folder: string): string[] {
  return readFileSync(join(folder, "args"), "utf8").split("\0").slice(0, -1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function renderScript({
  helm,
  version,
  charts,
  downloads,
  root,
  shared,
  records,
}: RecordingHelmOptions & { readonly records: string }): string {
  const variables = Object.entries({
    helm,
    helm_version: version,
    charts,
    downloads,
    root,
    shared,
    records,
    owner: ownMark,
    temporary: tmpdir(),
  });
  const assignments = variables.map(([name, value]) => `${name}=${quote(value)}\n`);
  return ["#!/bin/sh\n", ...assignments, readFileSync(ownFile("assets/recording-helm.sh"), "utf8")].join("");
}
