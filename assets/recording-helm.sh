# A stand-in for helm that records what helmfile asks; src/render/recording-helm.ts writes these variables in front of it.
# POSIX shell: it starts in two milliseconds where Node takes forty, and helmfile calls helm once per release.

# The first that helmfile asks, before it does anything else.
[ "$*" != "version --short" ] || { echo "v${helm_version:?}"; exit; }
: "${helm:?}" "${charts:?}" "${downloads:?}" "${root:?}" "${shared:?}" "${records:?}"
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

record() {
  folder=$(mktemp -d "$records/new.XXXXXXXX") || exit 1
  printf '%s\0' "$@" > "$folder/args"
  printf '%s' "$PWD" > "$folder/cwd"
}

keep() {
  mv "$folder" "$records/$1${folder#"$records/new"}" || exit 1
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
    index=0 previous='' behind=''
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
