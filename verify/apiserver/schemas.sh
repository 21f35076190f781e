# Sourced by judge.sh. Are the schemas of all groups in force? One good object of each must pass a dry run of the server
# without a word, and the same object with one wrong value must be refused with the name of its field.

# tries <apiVersion> <kind> <spec>
tries() {
  kubectl apply --server-side --dry-run=server --validate=strict -f - 2>&1 > /dev/null \
    <<< "{ apiVersion: $1, kind: $2, metadata: { name: schema, namespace: default }, spec: $3 }"
}

# schema_holds <apiVersion> <kind> <spec> <good value> <wrong value> <what the refusal must name>
schema_holds() {
  local said
  if ! said=$(tries "$1" "$2" "${3/VALUE/$4}") || [ -n "$said" ]; then
    echo "  $2 of $1, a good one:"; echo "$said"; return 1
  fi
  if said=$(tries "$1" "$2" "${3/VALUE/$5}") || [[ $said != *"$6"* ]]; then
    echo "  $2 of $1, a wrong one, not refused for $6:"; echo "${said:-accepted}"; return 1
  fi
}

schemas_hold() {
  local failed=0
  # GAMMA: the parent is a Service.
  schema_holds gateway.networking.k8s.io/v1 HTTPRoute '{
    parentRefs: [{ group: "", kind: Service, name: mesh, port: 80 }], rules: [{
      matches: [{ headers: [{ name: capability, value: forecast }] }], backendRefs: [{ name: forecaster, port: VALUE }] }] }' \
    8080 70000 'spec.rules[0].backendRefs[0].port' || failed=1
  schema_holds networking.istio.io/v1 VirtualService '{
    hosts: [mesh.default.svc.cluster.local], http: [{
      match: [{ headers: { capability: { exact: forecast } } }], timeout: VALUE,
      route: [{ destination: { host: forecaster, port: { number: 8080 } } }] }] }' \
    5s soon 'spec.http[0].timeout' || failed=1
  schema_holds security.istio.io/v1 AuthorizationPolicy '{
    action: VALUE, selector: { matchLabels: { app: forecaster } }, rules: [{
      from: [{ source: { principals: [cluster.local/ns/default/sa/planner] } }], to: [{ operation: { ports: ["8080"] } }] }] }' \
    ALLOW PERMIT 'spec.action' || failed=1
  schema_holds security.istio.io/v1 PeerAuthentication '{ selector: { matchLabels: { app: forecaster } }, mtls: { mode: VALUE } }' \
    STRICT CLOSED 'spec.mtls.mode' || failed=1
  return $failed
}
