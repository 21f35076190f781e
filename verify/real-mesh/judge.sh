# MCP Mesh itself: its registry and its Python runtime run every example, call every dependency and try every connection.
source ./lib.sh
runner=$(mesh_runner) || exit 1
work=$VERIFY_SCRATCH/real-mesh

# The oldest runtime, which the runner always has, and the newest that was run. MESH_RUNTIMES names others, for every example.
oldest=3.6.0 newest=3.8.0
runtimes_of() {
  if [ "$1" = environments-production ]; then : # its database is a server outside of the cluster
  elif [ -n "${MESH_RUNTIMES:-}" ]; then echo "$MESH_RUNTIMES"
  elif [ "$1" = trip-planner ]; then echo "$oldest $newest"
  else echo "$newest"; fi
}
further=()
for runtime in ${MESH_RUNTIMES:-$newest}; do [ "$runtime" = "$oldest" ] || further+=("$runtime"); done
"$runner/setup" "${further[@]}" > "$work/setup" 2>&1 || { echo '  real-mesh: the setup failed:'; tail -5 "$work/setup"; exit 1; }

failed=0
run() { # name, folder of manifests, runtime
  local report=$work/$1-$3.json
  echo "real-mesh: $1 on runtime $3" >&2
  node real-mesh/sleepers.mjs "$2" "$work/$1-$3" || { failed=1; return; }
  "$runner/run-mesh" "$work/$1-$3" --json --timeout 600 --settle 90 --runtime "$3" > "$report" 2> "$report.log"
  [ -s "$report" ] || { echo "  real-mesh: $1 on runtime $3 did not run:"; tail -5 "$report.log"; failed=1; return; }
  EXAMPLE=$1 MANIFESTS=$2 RUNTIME=$3 REPORT=$report node real-mesh/judge.mjs || failed=1
}
for example in $(example_names); do
  for runtime in $(runtimes_of "$example"); do run "$example" "$examples/$example/manifests" "$runtime"; done
done
# The mesh of the workflow e2e, whose agents are code of their own.
node kind/mesh.mjs "$work/kind" || exit 1
run kind "$work/kind" "$newest"
exit $failed
