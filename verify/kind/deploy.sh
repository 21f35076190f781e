# Sourced, from the folder verify/: the way a folder of manifests is deployed to a cluster. The part apiserver tries these too.

# What the manifests of the folder $1 expect to be there: namespaces, as strict as Kubernetes has them, and Secrets.
prepare() {
  local namespace secrets
  for namespace in $(node apiserver/namespaces.mjs "$1"); do
    kubectl create namespace "$namespace" --dry-run=client -o yaml | kubectl apply --server-side -f - || return 1
    kubectl label namespace "$namespace" --overwrite pod-security.kubernetes.io/enforce=restricted || return 1
  done
  secrets=$(node kind/secrets.mjs "$1") || return 1
  [[ $secrets == *'"items":[]'* ]] || kubectl apply --server-side -f - <<< "$secrets"
}

# All but tests of discovery, which ask a mesh that is up. Further arguments are kubectl's.
apply_mesh() { local folder=$1; shift; kubectl apply --server-side -f "$folder" -l 'app.kubernetes.io/component!=test' "$@"; }

# The tests of discovery, if there are any: kubectl fails if it has nothing to apply. Further arguments are kubectl's.
apply_tests() {
  local folder=$1; shift
  grep -qr 'app.kubernetes.io/component: test' "$folder" || return 0
  kubectl apply --server-side -f "$folder" -l 'app.kubernetes.io/component=test' "$@"
}
