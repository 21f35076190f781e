# netpol-analyzer: who may reach whom, pair by pair.
source ./lib.sh
bin=$(tools reachability) || exit 1
NETPOLICY=$bin/netpolicy NETPOLICY_VERSION=$(pinned reachability github.com/np-guard/netpol-analyzer) \
EXAMPLES=$examples WORK=$VERIFY_SCRATCH/reachability node reachability/judge.mjs
