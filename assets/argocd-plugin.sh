set -eu
# Standard output is for manifests only.
exec 3>&1 1>&2
cache=${DESALT_CACHE:-/tmp/desalt}/$ARGOCD_APP_NAME
mkdir -p "$cache/helm" "$cache/helmfile"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# Two runs of helm must not share a cache.
exec 9>"$cache/lock"
flock 9
export HOME="$cache" HELM_CACHE_HOME="$cache/helm/cache" HELM_CONFIG_HOME="$cache/helm/config" HELM_DATA_HOME="${HELM_DATA_HOME:-$cache/helm/data}"
export HELMFILE_CACHE_HOME="$cache/helmfile"
set -- --include-crds --skip-tests --no-hooks
kubernetes=${ARGOCD_ENV_KUBERNETES:-${KUBE_VERSION:-}}
if [ -n "$kubernetes" ]; then set -- "$@" --kube-version "$kubernetes"; fi
helmfile --quiet --file "$ARGOCD_ENV_HELMFILE" --environment "${ARGOCD_ENV_HELMFILE_ENVIRONMENT:-default}" template "$@" \
  --output-dir "$out" --output-dir-template '{{ .OutputDir }}/_{{ .Release.Namespace }}/{{ .Release.Name }}'
find "$out" -type f | LC_ALL=C sort | while IFS= read -r file; do
  namespace=${file#"$out"/_}
  awk -v namespace="${namespace%%/*}" '
    function show(   i, start, end, indent, notes, has_namespace, has_options, kept) {
      start = 0; end = count; notes = 0; indent = ""; has_namespace = 0; has_options = 0; kept = 0
      for (i = 1; i <= count; i++) {
        if (line[i] ~ /^kind: *"?(CustomResourceDefinition|Namespace|PersistentVolumeClaim)"? *$/) kept = 1
        if (line[i] ~ /^metadata: *$/) start = i
        else if (start && end == count && line[i] ~ /^[^ #]/) end = i - 1
      }
      for (i = start + 1; start && i <= end; i++) {
        if (line[i] ~ /^ *(#.*)?$/) continue
        if (indent == "") { match(line[i], /^ */); indent = substr(line[i], 1, RLENGTH) }
        if (index(line[i], indent "namespace:") == 1) has_namespace = 1
        if (index(line[i], indent "annotations:") == 1) notes = i
        if (line[i] ~ /^ *"?argocd\.argoproj\.io\/(sync|compare)-options"?:/) has_options = 1
      }
      if (indent == "") indent = "  "
      for (i = 1; i <= count; i++) {
        print line[i]
        if (i == start && !has_namespace && namespace != "") print indent "namespace: \"" namespace "\""
        if (i == start && kept && !has_options && !notes) print indent "annotations:"
        if (start && kept && !has_options && i == (notes ? notes : start)) {
          print below(notes, indent) "argocd.argoproj.io/sync-options: Prune=false,Delete=false"
          print below(notes, indent) "argocd.argoproj.io/compare-options: IgnoreExtraneous"
        }
      }
      count = 0
    }
    function below(notes, indent,   i) {
      for (i = notes + 1; notes && i <= count; i++) {
        if (line[i] ~ /^ *(#.*)?$/) continue
        match(line[i], /^ */)
        if (RLENGTH > length(indent)) return substr(line[i], 1, RLENGTH)
        break
      }
      return indent "  "
    }
    /^---/ { show(); print "---"; next }
    { line[++count] = $0 }
    END { show() }
  ' "$file"
done >&3
