# Sourced by every part, from the folder verify/.
set -uo pipefail
verify=$PWD
examples=${VERIFY_EXAMPLES:-$verify/../examples}

# Where a part's tools are kept: another place for every other content of its pins and sources, and for another Go.
cache_of() {
  local key
  key=$( (cd "$verify/$1" && cat go.mod go.sum build.sh; find . -maxdepth 1 -name '*.go' | sort | xargs -r cat; go version 2> /dev/null) | sha256sum | cut -c1-16)
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-mcp-mesh/verify/$1-$key"
}

# The folder of a mesh runner, if there is one: a program `run-mesh` that runs a folder of manifests for real, and the script
# `setup` that prepares the machine for it. MESH_RUNNER names it; else it lies beside the checkout, or in a folder there.
mesh_runner() {
  local folder
  for folder in "${MESH_RUNNER:-}" "$verify"/../../run-mesh "$verify"/../../*/run-mesh; do
    [ -x "$folder/run-mesh" ] && [ -x "$folder/setup" ] && { (cd "$folder" && pwd); return 0; }
  done
  return 1
}

# Says why not, where it cannot.
can_build() {
  command -v node > /dev/null || { echo 'no node'; return 1; }
  [ -d "$verify/../node_modules/yaml" ] || { echo 'no node_modules: run npm ci'; return 1; }
  case $1 in
    languages | sources) return 0 ;; # which skip by themselves what they have no tools for
    real-mesh)
      mesh_runner > /dev/null || { echo 'no mesh runner'; return 1; }
      [ "$(id -u)" = 0 ] || { echo 'needs root'; return 1; }
      return 0
      ;;
  esac
  command -v go > /dev/null || { echo 'no go'; return 1; }
}

# Builds the tools of a part unless they are there already, and prints where. Into a folder that is renamed when all is
# there, so that a build that was stopped leaves nothing that looks complete.
tools() {
  local cache; cache=$(cache_of "$1")
  if [ ! -d "$cache" ]; then
    echo "$1: building its tools, once" >&2
    mkdir -p "$(dirname "$cache")"
    local fresh; fresh=$(mktemp -d "$cache.XXXX")
    (cd "$verify/$1" && GOFLAGS='-mod=readonly -buildvcs=false' bash build.sh "$fresh") >&2 || { rm -rf "$fresh"; echo "$1: the build failed" >&2; return 1; }
    mv "$fresh" "$cache"
  fi
  echo "$cache"
}

# The version that go.mod pins a module at.
pinned() { (cd "$verify/$1" && go list -m -f '{{.Version}}' "$2"); }

# A line of the table: tool, version, what it read, verdict.
row() { printf '%s\t%s\t%s\t%s\n' "$@" >> "$VERIFY_ROWS"; }

# Copies each folder that an example writes to $1/<name>/manifests: one with several clusters, such as clusters/staging, has several names. The mesh that
# the tutorial ends with is one more.
gather_examples() {
  local written name
  for written in "$verify"/../examples/*/manifests "$verify"/../examples/*/clusters/*; do
    name=${written#"$verify"/../examples/}; name=${name%/manifests}; name=${name/\/clusters\//-}
    mkdir -p "$1/$name" && cp -r "$written" "$1/$name/manifests"
  done
  TS_NODE_PROJECT=$verify/../test/tsconfig.json TS_NODE_TRANSPILE_ONLY=true node -r ts-node/register "$verify/tutorial.ts" "$1/tutorial/manifests"
}

# The examples that have manifests, by name.
example_names() { (cd "$examples" && for d in */manifests; do echo "${d%/manifests}"; done); }
