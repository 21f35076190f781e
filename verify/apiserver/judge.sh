# A real API server, on the loopback: every example is applied, applied again, and applied over what was released before.
source ./lib.sh
# KUBEBUILDER_ASSETS is where tests of controllers look for these binaries (setup-envtest fetches them).
bin=${KUBEBUILDER_ASSETS:-$(tools apiserver)} && [ -n "$bin" ] || exit 1
work=$VERIFY_SCRATCH/apiserver

# --- the server ---
read -r etcd_port peer_port api_port < <(node apiserver/ports.mjs 3)
"$bin/etcd" --data-dir "$work/etcd" --unsafe-no-fsync --log-level error \
  --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
  --listen-peer-urls "http://127.0.0.1:$peer_port" > "$work/etcd.log" 2>&1 &
etcd=$!
node -e '
  const { publicKey, privateKey } = require("crypto").generateKeyPairSync("rsa", { modulusLength: 2048 });
  const write = (name, key, type) => require("fs").writeFileSync(name, key.export({ type, format: "pem" }), { mode: 0o600 });
  write(process.argv[1] + "/sa.key", privateKey, "pkcs8");
  write(process.argv[1] + "/sa.pub", publicKey, "spki");
' "$work"
token=$(node -p 'require("crypto").randomUUID()')
echo "$token,verify,verify,system:masters" > "$work/tokens.csv"
"$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$etcd_port" --bind-address 127.0.0.1 --secure-port "$api_port" \
  --cert-dir "$work/certs" --service-cluster-ip-range 10.96.0.0/16 --authorization-mode RBAC --token-auth-file "$work/tokens.csv" \
  --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$work/sa.pub" \
  --service-account-signing-key-file "$work/sa.key" > "$work/apiserver.log" 2>&1 &
apiserver=$!
# Not asked kindly: a server that ends in order waits a long time for an etcd that is gone, and nothing here is kept.
trap 'kill -9 "$apiserver" "$etcd" 2> /dev/null; wait 2> /dev/null' EXIT

cat > "$work/kubeconfig" <<CONFIG
apiVersion: v1
kind: Config
current-context: verify
clusters: [{ name: verify, cluster: { server: "https://127.0.0.1:$api_port", insecure-skip-tls-verify: true } }]
users: [{ name: verify, user: { token: "$token" } }]
contexts: [{ name: verify, context: { cluster: verify, user: verify } }]
CONFIG
export KUBECONFIG=$work/kubeconfig
kubectl() { "$bin/kubectl" --cache-dir "$work/cache" "$@"; }

for _ in $(seq 120); do
  kubectl get --raw /readyz > /dev/null 2>&1 && break
  kill -0 $apiserver 2> /dev/null || break
  sleep 1
done
if ! kubectl get --raw /readyz > "$work/readyz" 2>&1; then
  cat "$work/readyz"; tail -5 "$work/apiserver.log" "$work/etcd.log"; exit 1
fi
version=$(kubectl version -o json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).serverVersion.gitVersion')

# --- custom resources: the CRDs of the Istio that the part istio judges with, and of the Gateway API that it reads ---
module() { (cd istio && go mod download "$1" && go list -m -f '{{.Dir}}' "$1"); }
istio_crds=$(module istio.io/api)/kubernetes/customresourcedefinitions.gen.yaml
gateway_crds=$(module sigs.k8s.io/gateway-api)/config/crd/standard
crds="CRDs: Istio $(pinned istio istio.io/api), Gateway API $(pinned istio sigs.k8s.io/gateway-api)"
kubectl apply --server-side -f "$istio_crds" -f "$gateway_crds" > /dev/null || exit 1
kubectl wait --for=condition=Established crd --all --timeout=60s > /dev/null || exit 1
# Examples need not have objects of all groups, and a schema that lets everything pass would look like good objects.
source apiserver/schemas.sh
schemas_hold || exit 1

# --- the examples ---
failed=0
fail() { failed=1; echo "  $*"; }

# Applies a folder as strictly as kubectl can: an error fails, and so does a warning of the server.
apply() {
  local said
  said=$(kubectl apply --server-side --validate=strict -f "$1" 2>&1 > /dev/null) || { fail "$2:"; echo "$said"; return 1; }
  [ -z "$said" ] || { fail "$2, warnings:"; echo "$said"; return 1; }
}
# What the server holds of the objects of the folders $1 and on, without what it counts and stamps by itself.
state() { kubectl get --ignore-not-found -o json "${@/#/-f=}" | node apiserver/state.mjs "$mode"; }
mode=content

objects=0 upgrades=0
names=$(example_names)
for example in $names; do
  ours=$examples/$example/manifests
  objects=$((objects + $(node apiserver/count.mjs "$ours")))

  # Namespaces come first, as strict as Kubernetes has them; another manager's name keeps a Namespace of the example whole.
  for namespace in $(node apiserver/namespaces.mjs "$ours"); do
    kubectl apply --server-side --field-manager verify -f - > /dev/null << NAMESPACE || exit 1
{ apiVersion: v1, kind: Namespace, metadata: { name: $namespace, labels: {
  pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn: restricted } } }
NAMESPACE
    # A controller makes this one in a cluster, and pods that name none need it.
    kubectl create serviceaccount default --namespace "$namespace" --dry-run=client -o yaml \
      | kubectl apply --server-side --field-manager verify -f - > /dev/null || exit 1
  done

  apply "$ours" "$example" || { kubectl delete --ignore-not-found -f "$ours" > /dev/null 2>&1; continue; }
  state "$ours" > "$work/fresh.json"

  # Nothing here runs controllers, so nobody makes pods: ask the server whether it would take them.
  if ! said=$(node apiserver/pods.mjs "$ours" | kubectl create --dry-run=server --validate=strict -f - 2>&1 > /dev/null) || [ -n "$said" ]; then
    fail "$example: pods of its templates:"; echo "$said"
  fi

  mode=versions; state "$ours" > "$work/before.json"
  apply "$ours" "$example, again"
  state "$ours" > "$work/after.json"; mode=content
  diff "$work/before.json" "$work/after.json" > "$work/diff" || { fail "$example: the second apply changed something:"; cat "$work/diff"; }

  kubectl delete -f "$ours" > /dev/null || exit 1

  # From what was released before. Nothing prunes: an object that we no longer make stays, and shows as a difference.
  released=$verify/baseline/$example
  [ -d "$released" ] || { echo "  $example: nothing in verify/baseline yet"; continue; }
  upgrades=$((upgrades + 1))
  if apply "$released" "$example, as released" && apply "$ours" "$example, over what was released"; then
    state "$ours" "$released" > "$work/upgraded.json"
    diff "$work/fresh.json" "$work/upgraded.json" > "$work/diff" || { fail "$example: an upgrade (>) differs from a fresh install (<):"; cat "$work/diff"; }
  fi
  kubectl delete --ignore-not-found -f "$ours" -f "$released" > /dev/null || exit 1
done

# --- the commands of docs/how-to/upgrading.md ---
source apiserver/upgrade.sh
upgrade_leaves_nothing

# --- what the workflow e2e does, as far as it goes without nodes: its mesh, and the examples, by its own functions ---
source kind/deploy.sh
node kind/mesh.mjs "$work/kind" || exit 1
for folder in "$work/kind" "$examples"/*/manifests; do
  for step in prepare 'apply_mesh dry-run' 'apply_tests dry-run'; do
    read -r function dry <<< "$step"
    said=$("$function" "$folder" ${dry:+--dry-run=server --validate=strict} 2>&1 > /dev/null) && [ -z "$said" ] || { fail "$folder: $step:"; echo "$said"; }
  done
done

verdict=$([ $failed = 0 ] && echo 'no error, no warning' || echo 'see above')
row kube-apiserver "$version; $crds" "$objects objects of $(wc -w <<< "$names") examples, twice" "$verdict"
row 'kube-apiserver, upgrade' "$version" "$upgrades examples over verify/baseline" "$verdict"
exit $failed
