# kube-score and kubesec, default rules, over every example.
source ./lib.sh
bin=$(tools hardening) || exit 1
KUBE_SCORE=$bin/kube-score KUBE_SCORE_VERSION=$(pinned hardening github.com/zegl/kube-score) \
KUBESEC=$bin/kubesec KUBESEC_VERSION=$(pinned hardening github.com/controlplaneio/kubesec/v2) \
EXAMPLES=$examples node hardening/judge.mjs
