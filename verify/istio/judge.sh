# Istio's validation, its analyzers, and istiod's routes: the examples, and the shapes of routing that no example has.
source ./lib.sh
bin=$(tools istio) || exit 1
work=$VERIFY_SCRATCH/istio
[ -f "$verify/../lib/index.js" ] || { echo '  istio: the library is not compiled: run npx projen compile'; exit 1; }

export VERIFY_MANIFESTS='' VERIFY_WEIGHTS=$work/weights.json VERIFY_REPORT=$work/report.json
node istio/shapes.mjs "$work/shapes" "$VERIFY_WEIGHTS" || exit 1
for example in $(example_names); do VERIFY_MANIFESTS+="$example=$examples/$example/manifests:"; done
for shape in "$work"/shapes/*; do VERIFY_MANIFESTS+="$(basename "$shape")=$shape:"; done

# It says a great deal about its own starting and stopping; what its tests say is indented.
export VERIFY_MANIFESTS=${VERIFY_MANIFESTS%:}
(cd "$work" && "$bin/judge") > "$work/log" 2>&1
said=$?
[ $said = 0 ] || grep -E '^(panic| +[a-z_]+\.go:)' "$work/log"
[ -f "$VERIFY_REPORT" ] || { tail -5 "$work/log"; exit 1; }
ISTIO_VERSION=$(pinned istio istio.io/istio) node istio/judge.mjs && exit $said
