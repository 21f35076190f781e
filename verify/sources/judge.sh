# MCP Mesh's own runtime imports the Python agents of the tests' corpus: what it registers is what our reader must find.
source ./lib.sh
runtime=3.8.0
venv=${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-mcp-mesh/verify/sources-$runtime

if ! command -v python3 > /dev/null; then
  row 'MCP Mesh runtime' - - 'skipped: no python3'
  exit 0
fi
if [ ! -x "$venv/bin/python" ]; then
  echo 'sources: installing the runtime, once' >&2
  if ! { python3 -m venv "$venv" && "$venv/bin/pip" -q install "mcp-mesh==$runtime"; } >&2; then
    rm -rf "$venv"
    row 'MCP Mesh runtime' "$runtime" - 'skipped: it cannot be installed here'
    exit 0
  fi
fi

passed=1
report=$(node sources/compare.mjs "$venv/bin/python") || passed=0
echo "$report" | sed '$d'
summary=$(echo "$report" | tail -1)
verdict=$(node -p "const c = $summary; c.differ ? 'FAILED: ' + c.differ + ' differences' : c.same + ' of ' + c.facts + ' facts alike, the others in holes'")
row 'MCP Mesh runtime' "$runtime" "$(node -p "($summary).agents") Python agents" "$verdict"
[ "$passed" = 1 ]
