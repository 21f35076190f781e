# jsii-pacmak: the whole mesh of docs/how-to/agents.md, written in Python, Java and Go, gives TypeScript's bytes.
source ./lib.sh
here=$verify/languages
repo=$(cd "$verify/.." && pwd)
work=$VERIFY_SCRATCH/languages
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1

# The version of a package of npm. The bindings of cdk8s in every language are taken at the versions of node_modules:
# with others, a difference could be cdk8s' own.
version() { node -p "require('$repo/node_modules/$1/package.json').version"; }
CDK8S=$(version cdk8s) CDK8S_PLUS=$(version cdk8s-plus-28) CONSTRUCTS=$(version constructs) JSII=$(version jsii-pacmak)
export CDK8S CDK8S_PLUS CONSTRUCTS JSII

# Generates the bindings of the package in folder $2 for the languages $3… into $1/<language>. --code-only: what pacmak
# compiles with asks the registries on each run, and fails where one of them lacks a module (java/build.sh, go/build.sh).
pacmak() {
  local out=$1 package=$2; shift 2
  (cd "$repo" && npx jsii-pacmak "$package" --code-only --no-npmignore --outdir "$out" --targets "$@")
}
export repo; export -f pacmak

# once <name> <command…>: the folder that the command fills, kept for each content of standard input.
once() {
  local name=languages-$1 key place fresh; shift
  key=$(sha256sum | cut -c1-16)
  place=${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-mcp-mesh/verify/$name-$key
  if [ ! -d "$place" ]; then
    echo "$name: building, once" >&2
    mkdir -p "$(dirname "$place")"
    fresh=$(mktemp -d "$place.XXXX")
    "$@" "$fresh" > "$fresh.log" 2>&1 || { tail -40 "$fresh.log" >&2; rm -rf "$fresh" "$fresh.log"; echo "$name: the build failed" >&2; return 1; }
    rm "$fresh.log"
    mv "$fresh" "$place"
  fi
  echo "$place"
}

# What a language needs beside our bindings, and our bindings: kept apart, because the first asks registries and changes
# rarely, the second changes with the library.
tools_of() { { cat "$here/$1/"{build.sh,pom.xml} 2> /dev/null; echo "$CDK8S $CDK8S_PLUS $CONSTRUCTS $JSII $2"; } | once "$1" bash "$here/$1/build.sh"; }
library=$(cd "$repo" && { cat package.json .jsii; find lib -name "*.js" | sort | xargs cat; echo "$JSII"; } | sha256sum)
generate() { pacmak "$1" . python java go; }

# Runs the command with the folder for its manifests, and compares: the same files, the same bytes, the same URL printed.
compare() {
  local language=$1 versions=$2 out=$work/$1/out; shift 2
  if ! CDK8S_OUTDIR=$out "$@" > "$work/$language/url" 2> "$work/$language/stderr"; then
    tail -40 "$work/$language/stderr"
    verdict="FAILED: the app does not run"
  elif ! diff -r "$work/typescript/out" "$out" > "$work/$language/diff" || ! diff "$work/typescript/url" "$work/$language/url" >> "$work/$language/diff"; then
    head -40 "$work/$language/diff"
    verdict="FAILED: differs from TypeScript's"
  else
    verdict="TypeScript's bytes ($(cat "$out"/* | wc -c))"
  fi
  row "jsii: $language" "$versions" "the mesh of docs/how-to/agents.md, $(grep -ch '^kind:' "$work"/typescript/out/*) objects" "$verdict"
  [ "${verdict%%:*}" != FAILED ]
}
skip() { row "jsii: $1" - - "skipped: no $2"; }
fails() { row "jsii: $1" "$2" - 'FAILED: the bindings do not build'; return 1; }

judge_python() {
  python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))' 2> /dev/null || { skip python 'python3 (3.10 or later, with venv)'; return; }
  local versions tools bound
  versions="$(python3 --version), jsii $JSII"
  tools=$(tools_of python "$versions") && bound=$(echo "$library" | once python-library bash "$here/python/bind.sh" "$generated" "$tools") || { fails python "$versions"; return; }
  local wrong=0
  PYTHONPATH=$bound compare python "$versions" "$tools/venv/bin/python" "$here/python/main.py" || wrong=1
  PYTHONPATH=$bound many_charts "$versions" "$tools/venv/bin/python" "$here/python/many_charts.py" || wrong=1
  PYTHONPATH=$bound judge_blocks "$versions" "$tools/venv/bin/python" "$here/python/blocks.py" || wrong=1
  return $wrong
}

# Each TypeScript block of README.md and the how-tos is an app; translated to Python, it writes the same files.
judge_blocks() {
  local versions=$1 blocks=$work/blocks; shift
  mkdir -p "$blocks"
  if node "$here/blocks.mjs" "$blocks" && "$@" "$blocks" > "$blocks/said" 2> "$blocks/stderr"; then
    verdict=$(tail -1 "$blocks/said")
  else
    cat "$blocks/said"; tail -20 "$blocks/stderr"
    verdict="FAILED: $(tail -1 "$blocks/said")"
  fi
  row 'jsii: python, blocks' "$versions, rosetta $(version jsii-rosetta)" 'README.md and docs/how-to' "$verdict"
  [ "${verdict%%:*}" != FAILED ]
}

# An app of 150 charts with a warning each: the same files, and each warning once, though cdk8s validates 151 times.
many_charts() {
  local versions=$1 out=$work/many seconds; shift
  CDK8S_OUTDIR=$out/typescript node "$here/many-charts.mjs" "$work/typescript" 2> "$out/typescript.stderr" || { tail -40 "$out/typescript.stderr"; return 1; }
  seconds=$SECONDS
  if ! CDK8S_OUTDIR=$out/python "$@" 2> "$out/python.stderr"; then
    tail -40 "$out/python.stderr"
    verdict="FAILED: the app does not run"
  elif ! diff -r "$out/typescript" "$out/python" > "$out/diff" || ! diff <(grep '^warning ' "$out/typescript.stderr") <(grep '^warning ' "$out/python.stderr") >> "$out/diff"; then
    head -40 "$out/diff"
    verdict="FAILED: $(grep -c '^warning ' "$out/python.stderr") warnings, in TypeScript $(grep -c '^warning ' "$out/typescript.stderr"), or other files"
  else
    verdict="TypeScript's bytes and $(grep -c '^warning ' "$out/python.stderr") warnings, in $((SECONDS - seconds)) s"
  fi
  row 'jsii: python, MeshChecks' "$versions" '150 charts with a warning each' "$verdict"
  [ "${verdict%%:*}" != FAILED ]
}

judge_java() {
  command -v javac > /dev/null && command -v mvn > /dev/null || { skip java 'JDK with Maven'; return; }
  local versions tools bound
  versions="$(javac -version 2>&1), jsii-runtime $JSII"
  tools=$(tools_of java "$versions") && bound=$(echo "$library $tools" | once java-library bash "$here/java/bind.sh" "$generated" "$tools") || { fails java "$versions"; return; }
  local path="$work/java:$bound:$tools/plus:$tools/jars/*"
  javac -proc:none -cp "$path" -d "$work/java" "$here/java/Main.java" || { fails java "$versions"; return; }
  compare java "$versions" java -cp "$path" Main
}

judge_go() {
  command -v go > /dev/null || { skip go go; return; }
  local versions tools
  versions="$(go env GOVERSION), jsii-runtime-go $(pinned languages/go github.com/aws/jsii-runtime-go)"
  tools=$(tools_of go "$versions") || { fails go "$versions"; return; }
  cp -r "$here/go/." "$tools/cdk8s" "$generated/go/cdk8smcpmesh" "$work/go"
  # -trimpath: the compiled packages are found again, though this folder has another name each time.
  (cd "$work/go" && go build -mod=readonly -trimpath -o app .) || { fails go "$versions"; return; }
  compare go "$versions" "$work/go/app"
}

mkdir -p "$work"/{typescript,python,java,go,many}
node "$here/typescript.mjs" "$work/typescript" || { echo "languages: the mesh of docs/how-to/agents.md does not run" >&2; exit 1; }
generated=$(echo "$library" | once generated generate) || exit 1
failed=0
judge_python || failed=1
judge_java || failed=1
judge_go || failed=1
exit $failed
