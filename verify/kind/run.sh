#!/usr/bin/env bash
# A cluster by kind, whose network plug-in enforces policies. Deploys a mesh of public images, and each example whose images can
# be pulled, waits until all is ready, runs the tests of discovery, and asks whether the policies keep a stranger out.
#
# Needs Docker, kind and kubectl. It was written on a machine without a container runtime, and has never run as a whole there.
# What was tried: `prepare`, `apply_mesh` and `apply_tests`, on the API server of the part apiserver; the mesh itself, in the part
# real-mesh; the configuration, as far as kind reads it before it asks for Docker; all scripts, by shellcheck.
set -euo pipefail
cd "$(dirname "$0")/.."
source kind/deploy.sh

cluster=cdk8s-mcp-mesh
examples=$PWD/../examples
scratch=$(mktemp -d)

finish() {
  local status=$?
  rm -rf "$scratch"
  if [ $status != 0 ]; then
    kubectl get pods --all-namespaces -o wide || true
    kubectl get events --all-namespaces --field-selector type=Warning --sort-by .lastTimestamp || true
  fi
  [ -n "${KEEP_CLUSTER:-}" ] || kind delete cluster --name "$cluster" || true
  exit $status
}
trap finish EXIT

# Says why not, if the folder $1 can not be deployed here.
cannot_run() {
  local image
  if grep -q '^apiVersion: .*istio\.io/' "$1"/*.yaml; then echo 'it needs Istio'; return; fi
  for image in $(node kind/images.mjs "$1"); do
    docker manifest inspect "$image" > /dev/null 2>&1 || { echo "$image can not be pulled"; return; }
  done
}

wait_until_ready() { # namespace
  local workload
  for workload in $(kubectl get deployments,statefulsets --namespace "$1" -o name); do
    kubectl rollout status "$workload" --namespace "$1" --timeout 10m
  done
}

run_tests() { # namespace
  local job
  for job in $(kubectl get jobs --namespace "$1" -l app.kubernetes.io/component=test -o name); do
    if ! kubectl wait "$job" --namespace "$1" --for condition=Complete --timeout 11m; then
      kubectl logs "$job" --namespace "$1" --tail -1
      return 1
    fi
    kubectl logs "$job" --namespace "$1" --tail -1
  done
}

# A stranger reaches the API server, so its network is up, and must not reach the registry.
keep_strangers_out() { # namespace
  local address
  address=$(kubectl get services --namespace "$1" -l app.kubernetes.io/component=registry -o 'jsonpath={.items[0].spec.clusterIP}')
  kubectl run "stranger-to-$1" --namespace default --image busybox:1.35 --restart Never --command -- sh -c "
    nc -z -w 5 \$KUBERNETES_SERVICE_HOST \$KUBERNETES_SERVICE_PORT && ! nc -z -w 5 $address 8000"
  kubectl wait "pod/stranger-to-$1" --namespace default --for 'jsonpath={.status.phase}=Succeeded' --timeout 2m
}

deploy() { # name, folder
  local reason namespace
  reason=$(cannot_run "$2")
  if [ -n "$reason" ]; then echo "$1: skipped: $reason"; return; fi
  echo "$1:"
  prepare "$2"
  apply_mesh "$2"
  for namespace in $(node apiserver/namespaces.mjs "$2"); do wait_until_ready "$namespace"; done
  apply_tests "$2"
  for namespace in $(node apiserver/namespaces.mjs "$2"); do run_tests "$namespace"; done
}

kind create cluster --name "$cluster" --config kind/cluster.yaml --wait 5m
node kind/mesh.mjs "$scratch/kind"
[ -z "$(cannot_run "$scratch/kind")" ] || { cannot_run "$scratch/kind"; exit 1; }
deploy 'the mesh of public images' "$scratch/kind"
keep_strangers_out kind
for manifests in "$examples"/*/manifests; do
  deploy "$(basename "$(dirname "$manifests")")" "$manifests"
done
