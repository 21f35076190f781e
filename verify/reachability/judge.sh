# netpol-analyzer: who may reach whom, pair by pair. In the examples as declared, in generated meshes as our tests read them.
source ./lib.sh
bin=$(tools reachability) || exit 1
NETPOLICY=$bin/netpolicy NETPOLICY_VERSION=$(pinned reachability github.com/np-guard/netpol-analyzer)
export NETPOLICY NETPOLICY_VERSION
EXAMPLES=$examples WORK=$VERIFY_SCRATCH/reachability node reachability/judge.mjs
failed=$?
# Our own reading of the same policies: the evaluator's, that of `diff`, and that of `why`.
export TS_NODE_PROJECT=../test/tsconfig.json TS_NODE_TRANSPILE_ONLY=true
for ours in generated changes reasons; do
  EXAMPLES=$examples WORK=$VERIFY_SCRATCH/reachability/$ours node -r ts-node/register "reachability/$ours.ts" || failed=1
done
exit "$failed"
