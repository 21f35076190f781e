# Sourced by judge.sh. The commands of docs/how-to/upgrading.md, run: after them nothing is left of the release before.
upgrading=$verify/../docs/how-to/upgrading.md

# The first shell block under the heading $1 of the page.
commands_under() {
  awk -v heading="## $1" '$0 == heading { inside = 1 } inside && /^```$/ && block { exit } block { print } inside && /^```sh$/ { block = 1 }' "$upgrading"
}

# The objects of a mesh on the server, as kind and name.
held() {
  kubectl get deployments,statefulsets,services,serviceaccounts,configmaps,networkpolicies,roles,rolebindings -n mcp-mesh -l "$1" -o name | sort
}

upgrade_leaves_nothing() {
  local folder=$work/releases mesh=app.kubernetes.io/part-of=mcp-mesh-registry.mcp-mesh commands said
  node apiserver/releases.mjs "$folder" || { fail 'two releases of a mesh: not made'; return; }
  kubectl create namespace mcp-mesh --dry-run=client -o yaml | kubectl apply --server-side --field-manager verify -f - > /dev/null
  kubectl apply -f "$folder/before" > /dev/null || { fail 'the first release: not applied'; return; }

  # Without pruning, the rules find what stays.
  kubectl apply -f "$folder/after" > /dev/null || { fail 'the second release: not applied'; return; }
  said=$(kubectl get deployments,statefulsets,services,configmaps,networkpolicies -n mcp-mesh -o yaml | node ../bin/cdk8s-mcp-mesh check -)
  for rule in workloads-of-one-name shared-policy-beside-strict; do
    grep -q "$rule" <<< "$said" || { fail "$rule: finds nothing in a mesh that was upgraded without pruning"; echo "$said"; }
  done

  ln -sfn "$folder/after" "$work/manifests"
  commands=$(cd "$verify" && commands_under 'Apply, and prune old objects')
  [ -n "$commands" ] || { fail 'docs/how-to/upgrading.md has no commands under "Apply, and prune old objects"'; return; }
  said=$(export -f kubectl; export bin work; cd "$work" && bash -ec "$commands" 2>&1) ||
    { fail 'the commands of upgrading.md:'; echo "$said"; }
  diff <(held "$mesh") <(kubectl get -f "$folder/after" -o name | sort) > "$work/diff" || { fail 'after an upgrade (<) there is not what the new release makes (>):'; cat "$work/diff"; }
  kubectl get persistentvolumeclaim mcp-mesh-registry-data -n mcp-mesh > /dev/null || fail 'the claim of the registry is gone'
  said=$(kubectl get deployments,statefulsets,services,configmaps,networkpolicies -n mcp-mesh -o yaml | node ../bin/cdk8s-mcp-mesh check - 2>&1)
  for rule in workloads-of-one-name shared-policy-beside-strict; do
    ! grep -q "$rule" <<< "$said" || { fail "$rule: still there after pruning"; echo "$said"; }
  done
  kubectl delete -f "$folder/after" > /dev/null
}
