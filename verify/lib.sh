# Sourced by every part, from the folder verify/.
set -uo pipefail
verify=$PWD
examples=${VERIFY_EXAMPLES:-$verify/../examples}

# Where a part's tools are kept: another place for every other content of its pins and sources, and for another Go.
cache_of() {
  local key
  key=$( (cd "$verify/$1" && cat go.mod go.sum build.sh $(ls ./*.go 2> /dev/null); go version 2> /dev/null) | sha256sum | cut -c1-16)
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-mcp-mesh/verify/$1-$key"
}

# Says why not, where it cannot.
can_build() {
  command -v node > /dev/null || { echo 'no node'; return 1; }
  [ -d "$verify/../node_modules/yaml" ] || { echo 'no node_modules: run npm ci'; return 1; }
  [ "$1" = languages ] && return 0 # which skips each language by itself
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

# The examples that have manifests, by name.
example_names() { (cd "$examples" && for d in */manifests; do echo "${d%/manifests}"; done); }
