# A stand-in for helm that records what helmfile asks; src/render/recording-helm.ts writes these variables in front of it.
# POSIX shell: it starts in two milliseconds where Node takes forty, and helmfile calls helm once per release.

# The first that helmfile asks, before it does anything else.
[ "$*" != "version --short" ] || { echo "v${helm_version:?}"; exit; }
: "${helm:?}" "${owner:?}" "${charts:?}" "${downloads:?}" "${root:?}" "${shared:?}" "${records:?}" "${temporary:?}"
umask 077
command='' sub='' output='' version='' destination='' oci=''
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

# What is not written whole would be rendered as other values.
fail() {
  echo "Error: the temporary folder \"$temporary\" could not be written: free space there, or set TMPDIR to another folder" >&2
  exit 1
}

sizes() {
  if [ -d "$1" ]; then (cd "$1" && find . -type f -exec wc -c {} + | sort); else wc -c < "$1"; fi
}

copy() {
  cp -RH "$1" "$2" && [ "$(sizes "$1")" = "$(sizes "$2")" ]
}

# The first argument is a file; the others are written to it, each with a byte 0 behind it.
write_list() {
  list=$1
  shift
  printf '%s\0' "$@" > "$list" && [ "$(printf '%s\0' "$@" | wc -c)" -eq "$(wc -c < "$list")" ]
}

write_text() {
  printf '%s' "$2" > "$1" && [ "$(printf '%s' "$2" | wc -c)" -eq "$(wc -c < "$1")" ]
}

record() {
  folder=$(mktemp -d "$records/new.XXXXXXXX") || fail
  write_list "$folder/args" "$@" || fail
  write_text "$folder/cwd" "$PWD" || fail
}

keep() {
  mv "$folder" "$records/$1${folder#"$records/new"}" || fail
}

# Waits for whoever holds it, for ten minutes; a folder that cannot be made and is not there is full, or gone.
lock() {
  missing=0 waits=0
  until mkdir "$1" 2>/dev/null; do
    if [ -d "$1" ]; then missing=0; else missing=$((missing + 1)); fi
    waits=$((waits + 1))
    [ "$missing" -lt 20 ] && [ "$waits" -lt 6000 ] || fail
    sleep 0.1
  done
}

# What needs an index of a repository asks for it here, once.
add_repositories() {
  lock "$records/lock"
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
    password=
    case " $* " in *" --password-stdin "*) password=$(cat && echo .) && password=${password%.} ;; esac
    write_text "$folder/stdin" "$password" || fail
    keep repo
    exit 0 ;;
  "repo update") exit 0 ;;
esac

case $command in
  template)
    [ -z "$output" ] || exec "$helm" "$@"
    record "$@"
    index=0 previous='' behind=''
    for argument in "$@"; do
      index=$((index + 1))
      case $previous in --values|-f) [ ! -f "$argument" ] || copy "$argument" "$folder/values.$index" || fail ;; esac
      [ -z "$behind" ] || behind=$((behind + 1))
      [ "$argument" = template ] && [ -z "$behind" ] && behind=0
      if [ "$behind" = 2 ]; then
        # Of charts that helmfile makes itself, patched ones for example, nothing is left when it ends.
        case $argument in
          "$downloads"/*|"$root"/*) ;;
          /*) [ ! -e "$argument" ] || copy "$argument" "$folder/chart" || fail ;;
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
    lock "$shared/lock"
    trap 'rmdir "$shared/lock"' EXIT
    built=$shared/$(cd "$previous" 2>/dev/null && pwd | tr '/' '~')
    [ -f "$built" ] && exit 0
    "$helm" "$@" || exit $?
    : > "$built"
    exit 0 ;;
  secrets)
    record "$@"
    # Not through a file, whose size nobody could know.
    text=$("$helm" "$@"; status=$?; echo .; exit $status)
    status=$?
    write_text "$folder/text" "${text%.}" || fail
    printf '%s' "${text%.}"
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
      # Keeping it only saves time: the chart is there even if the cache is full.
      new=$charts/oci/.new-$owner-$$
      { mkdir -p "$charts/oci" && copy "$destination" "$new" && [ ! -e "$kept" ] && mv "$new" "$kept"; } 2>/dev/null || rm -rf "$new"
      exit 0
    fi
    { mkdir -p "$destination" && cp -R "$kept/." "$destination/" && [ "$(sizes "$kept")" = "$(sizes "$destination")" ]; } || fail
    exit 0 ;;
esac
exec "$helm" "$@"
