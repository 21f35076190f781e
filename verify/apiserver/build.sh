# Builds etcd, kube-apiserver and kubectl into the folder $1.
set -e
# A server that is built without these calls itself v0.0.0, and clients that ask for its version are misled.
version=$(go list -m -f '{{.Version}}' k8s.io/kubernetes)
IFS=. read -r major minor _ <<< "${version#v}"
flags='-s -w'
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags+=" -X $package.gitVersion=$version -X $package.gitMajor=$major -X $package.gitMinor=$minor"
done
go build -trimpath -ldflags "$flags" -o "$1/" tool
mv "$1/server" "$1/etcd"
