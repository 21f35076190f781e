# netpol-analyzer: who may reach whom, pair by pair. In the examples as declared, in generated meshes as our tests read them.
source ./lib.sh
bin=$(tools reachability) || exit 1
NETPOLICY=$bin/netpolicy NETPOLICY_VERSION=$(pinned reachability github.com/np-guard/netpol-analyzer)
export NETPOLICY NETPOLICY_VERSION
EXAMPLES=$examples WORK=$VERIFY_SCRATCH/reachability node reachability/judge.mjs
declared=$?
TS_NODE_PROJECT=../test/tsconfig.json TS_NODE_TRANSPILE_ONLY=true WORK=$VERIFY_SCRATCH/reachability/generated \
node -r ts-node/register reachability/generated.ts && exit "$declared"
