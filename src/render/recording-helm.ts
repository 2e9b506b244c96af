import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
  mkdirSync(records, { recursive: true, mode: 0o700 });
  mkdirSync(options.shared, { recursive: true, mode: 0o700 });
  const path = join(options.folder, "helm");
  writeFileSync(path, renderScript({ ...options, records }));
  chmodSync(path, 0o700);
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

/** POSIX shell: it starts in two milliseconds where Node takes forty, and helmfile calls helm once per release. */
function renderScript({
  helm,
  version,
  charts,
  downloads,
  root,
  shared,
  records,
}: RecordingHelmOptions & { readonly records: string }): string {
  return `#!/bin/sh
# The first that helmfile asks, before it does anything else.
[ "$*" != "version --short" ] || { echo v${version}; exit; }
helm=${quote(helm)} charts=${quote(charts)} downloads=${quote(downloads)} root=${quote(root)} shared=${quote(shared)} records=${quote(records)}
umask 077
command= sub= output= version= destination= oci=
previous=
for argument in "$@"; do
  case $previous in
    --version) version=$argument ;;
    --destination) destination=$argument ;;
  esac
  case $argument in
    --output-dir*) output=yes ;;
    oci://*) oci=$argument ;;
  esac
  if [ -z "$command" ]; then
    case $argument in
      template|repo|pull|fetch|dependency|dep|secrets|version|show|registry|plugin|lint|package) command=$argument ;;
    esac
  elif [ "$previous" = "$command" ]; then sub=$argument
  fi
  previous=$argument
done

record() {
  folder=$(mktemp -d "$records/new.XXXXXXXX") || exit 1
  printf '%s\\0' "$@" > "$folder/args"
  printf '%s' "$PWD" > "$folder/cwd"
}

keep() {
  mv "$folder" "$records/$1\${folder#"$records/new"}" || exit 1
}

# What needs an index of a repository asks for it here, once.
add_repositories() {
  while ! mkdir "$records/lock" 2>/dev/null; do sleep 0.1; done
  for folder in "$records"/repo.*; do
    [ -f "$folder/args" ] && [ ! -f "$folder/added" ] || continue
    # One that cannot be reached is told by whoever needs it.
    xargs -0 sh -c 'exec "$@" < "$0"' "$folder/stdin" "$helm" < "$folder/args" >&2
    : > "$folder/added"
  done
  rmdir "$records/lock"
}

case "$command $sub" in
  "repo add")
    record "$@"
    case " $* " in *" --password-stdin "*) cat > "$folder/stdin" ;; *) : > "$folder/stdin" ;; esac
    keep repo
    exit 0 ;;
  "repo update") exit 0 ;;
esac

case $command in
  template)
    [ -z "$output" ] || exec "$helm" "$@"
    record "$@"
    index=0 previous= behind=
    for argument in "$@"; do
      index=$((index + 1))
      case $previous in --values|-f) [ -f "$argument" ] && cp "$argument" "$folder/values.$index" ;; esac
      [ -z "$behind" ] || behind=$((behind + 1))
      [ "$argument" = template ] && [ -z "$behind" ] && behind=0
      if [ "$behind" = 2 ]; then
        # Of charts that helmfile makes itself, patched ones for example, nothing is left when it ends.
        case $argument in
          "$downloads"/*|"$root"/*) ;;
          /*) [ -e "$argument" ] && cp -R "$argument" "$folder/chart" ;;
        esac
      fi
      previous=$argument
    done
    keep template
    exit 0 ;;
  dependency|dep)
    if [ "$sub" = build ]; then
      cat "$previous/Chart.yaml" "$previous/requirements.yaml" 2>/dev/null | grep -q '^ *"*dependencies' || exit 0
    fi
    cat "$previous/Chart.yaml" "$previous/requirements.yaml" "$previous/Chart.lock" 2>/dev/null | grep -Eq 'repository: *["'"'"']?(https?:|@|alias:)' && add_repositories
    # helm builds in the chart's own folder: two helmfiles at once would break each other's.
    while ! mkdir "$shared/lock" 2>/dev/null; do sleep 0.1; done
    trap 'rmdir "$shared/lock"' EXIT
    built=$shared/$(cd "$previous" 2>/dev/null && pwd | tr '/' '~')
    [ -f "$built" ] && exit 0
    "$helm" "$@" || exit $?
    : > "$built"
    exit 0 ;;
  secrets)
    record "$@"
    "$helm" "$@" > "$folder/text"
    status=$?
    cat "$folder/text"
    keep secret
    exit $status ;;
  pull|fetch)
    [ -n "$oci" ] || { add_repositories; exec "$helm" "$@"; }
    case $version in *[!0-9A-Za-z.+-]*|*[xX]*) exact= ;; [0-9v]*.*.*) exact=yes ;; *) exact= ;; esac
    case $oci in *@sha256:*) exact=yes ;; esac
    [ -n "$exact" ] && [ -n "$destination" ] || exec "$helm" "$@"
    kept=$charts/oci/$(printf '%s' "$oci $version" | tr '/:@ ' '~=%,')
    if [ ! -d "$kept" ]; then
      "$helm" "$@" || exit $?
      mkdir -p "$charts/oci" && cp -R "$destination" "$kept.$$" && { mv "$kept.$$" "$kept" 2>/dev/null || rm -rf "$kept.$$"; }
      exit 0
    fi
    mkdir -p "$destination" && cp -R "$kept/." "$destination/"
    exit $? ;;
esac
exec "$helm" "$@"
`;
}
