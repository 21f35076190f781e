# The Go module of cdk8s, from its npm package, into the folder $1: the module proxy that was used refuses
# github.com/cdk8s-team/cdk8s-core-go ("not available") for what was asked of it: 2.70.0, 2.70.106 and the list of versions. go.mod points at it with a `replace`.
set -e
pacmak "$1/source" node_modules/cdk8s go
mv "$1/source/go/cdk8s" "$1"
rm -r "$1/source"
